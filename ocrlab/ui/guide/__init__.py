"""The Guide page: a lesson on pages spoilt on purpose, the first steps, the numbers, and the catalogue of filters."""
