"""Versions: the steps, in the order of their revisions."""
