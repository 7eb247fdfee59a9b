"""Loads CSV files: reads tables, refuses rows, replaces what was sent before."""
