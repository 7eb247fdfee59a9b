"""Feeds: their usual pace, what is wrong with one, and what cannot be judged meanwhile. Pure."""
