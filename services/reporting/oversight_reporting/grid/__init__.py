"""Grids: tables of many figures, with shares, changes and ranks. Pure."""
