"""Stacks that were not started here: by their addresses, or as containers."""
