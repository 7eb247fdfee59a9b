"""Milestones in words, as pages and documents print them."""

from decimal import Decimal

from oversight_contracts.definitions.plans import (
    SetBenchmark,
    SetChange,
    SetLevel,
    SetMilestone,
    SetRate,
)


def milestone_in_words(each: SetMilestone, unit: str) -> str:
    """``-7% on 2010-11``, ``88%``, ``benchmark``; N/A is printed as such and is no zero."""
    words = _level(each, unit)
    return f"{words}, printed as {each.printed}" if each.printed else words


def _level(each: SetMilestone, unit: str) -> str:
    if isinstance(each, SetChange):
        return f"{each.change:+f}% on {each.baseline}"
    if isinstance(each, SetLevel):
        return f"{_plain(each.value)}%" if unit == "%" else f"{_plain(each.value)} {unit}"
    if isinstance(each, SetRate):
        return f"{_plain(each.value)} per {each.per:,}"
    if isinstance(each, SetBenchmark):
        return "benchmark: no target, this period's figure is the baseline of the next"
    return "N/A: nothing was set"


def _plain(value: Decimal) -> str:
    return f"{value:f}"
