"""Explanations of definitions: what a condition matches, in words and by example."""
