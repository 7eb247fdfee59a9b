"""Validation: which events are accepted, and what is wrong with the others."""
