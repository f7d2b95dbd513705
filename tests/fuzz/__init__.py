"""Fuzz: small valid files are spoiled by seed and given to every reader of strangers' bytes.

``python -m tests.fuzz --minutes 5`` from the clone; ``--help`` says more. A bounded part runs with the other tests.
"""
