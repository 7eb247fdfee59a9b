"""Explains definitions in words, line by line."""
