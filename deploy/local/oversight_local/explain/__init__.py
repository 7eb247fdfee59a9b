"""Definitions told in words, line by line."""
