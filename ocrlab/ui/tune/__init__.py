"""The Tune page: one image, its filters, both readings."""
