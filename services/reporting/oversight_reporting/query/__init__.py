"""Queries of figures: many at once, all as at one cut."""
