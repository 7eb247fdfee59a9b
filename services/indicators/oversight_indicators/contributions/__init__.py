"""Contributions: what one record adds to which totals. Pure."""
