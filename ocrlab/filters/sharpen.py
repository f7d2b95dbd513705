"""Can blurred strokes be made crisp again?"""
