"""Disproportionality from several sides: other residents, unknown groups, ages, areas, outcomes."""
