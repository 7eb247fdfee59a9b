"""Reconciliation: the events of each hour in the log against their outcomes."""
