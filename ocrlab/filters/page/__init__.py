"""What can be told of a page before it is read: its ink, its letters, its slant, its sheet, its bend, its background?"""
