"""Threads: which episodes are told of together, how often, and what of them is news. Pure."""
