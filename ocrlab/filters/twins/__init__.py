"""How is a scikit-image function computed faster here, with the same result?

The rule on this door: each module is the twin of a scikit-image or SciPy function, a test holds it against that function,
and `tests/benchmarks/bench_filters.py` has a row for it.
"""
