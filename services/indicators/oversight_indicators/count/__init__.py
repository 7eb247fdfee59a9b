"""Counting: batches of events, one transaction each."""
