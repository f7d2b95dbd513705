"""Is the page upright, straight, and large enough to read?"""
