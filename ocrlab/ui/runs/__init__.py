"""Runs: every run that this browser made, found again, compared and repeated; and the lab's studies and batches."""
