"""Contention for a stored position. Pure."""


class PositionMoved(Exception):
    """Another process has applied what this one was about to: read the position again."""
