"""Maintenance commands: rebuild, verify, replay, restore, accept a log."""
