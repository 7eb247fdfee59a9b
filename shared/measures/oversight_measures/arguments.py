"""Checks of arguments: each raises a ValueError that begins with the argument's name."""

from fractions import Fraction


def require_count(name: str, value: float | Fraction) -> None:
    """Refuse a negative count."""
    if value < 0:
        raise ValueError(f"{name} must be 0 or more, not {value}")


def require_positive(name: str, value: float) -> None:
    """Refuse what cannot be a divisor, such as no residents."""
    if value <= 0:
        raise ValueError(f"{name} must be more than 0, not {value}")


def require_part(hits: float | Fraction, of: float) -> None:
    """Refuse negative counts, and more hits than cases."""
    require_count("hits", hits)
    require_count("of", of)
    if hits > of:
        raise ValueError(f"hits must be at most {of} (of), not {hits}")


def require_confidence(confidence: float) -> None:
    """Refuse a confidence level outside the open interval (0, 1)."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, not {confidence}")
