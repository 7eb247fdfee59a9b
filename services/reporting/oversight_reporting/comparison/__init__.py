"""Comparisons with last year: change, significance, extremes. Pure."""
