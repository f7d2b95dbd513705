"""Page: what can be told of a page before it is read?

Its ink and its slant, its letters and lines, its rules and specks, its sheet and borders, its bend, its background.
"""
