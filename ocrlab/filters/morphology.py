"""How thick should strokes be, and what that is no letter can go?"""
