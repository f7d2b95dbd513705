"""Twins: how is a function of scikit-image computed faster here, or in less memory, with the same result?

The rule on this door: each module names its twins in a docstring line ``Twin: skimage.filters.median``, a test under
``tests/filters`` calls each twin to compare with, and a row of ``tests/benchmarks/bench_filters.py`` times both.
``tests/filters/test_twins.py`` holds the rule.
"""
