"""Figures: queries, results, rows and their notes. Pure."""
