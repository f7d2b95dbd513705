"""The Search page: what may vary, the search under way, its outcome."""
