"""Milestones: the level a plan sets for a figure, and whether the figure meets it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from oversight_measures.arguments import require_positive
from oversight_measures.exact import Exact, exact
from oversight_measures.polarity import Polarity


@dataclass(frozen=True)
class PercentageOfBaseline:
    """A change, in per cent, on the figure of a named baseline period: -7 on 2010-11."""

    change: Exact
    baseline: str


@dataclass(frozen=True)
class Level:
    """A level in the figure's own unit: 88 where the figure is a percentage."""

    value: Exact


@dataclass(frozen=True)
class RateLevel:
    """A rate: `value` events per `per` of what they are counted over (100 for a percentage).

    Raises ValueError when `per` is not above 0.
    """

    value: Exact
    per: int

    def __post_init__(self) -> None:
        require_positive("per", self.per)


@dataclass(frozen=True)
class Benchmark:
    """No target yet: this period's figure becomes the baseline of the next."""


@dataclass(frozen=True)
class NotApplicable:
    """Printed N/A: the plan set nothing, which is not a target of zero."""


Milestone = PercentageOfBaseline | Level | RateLevel | Benchmark | NotApplicable


class Judgement(StrEnum):
    """The judgement of a milestone; none is made without a figure, a level and a polarity."""

    MET = "met"
    NOT_MET = "not met"
    NOT_JUDGED = "not judged"


def level(
    milestone: Milestone, baselines: Mapping[str, Exact] | None = None, per: int = 1
) -> Fraction | None:
    """Return the level in the figure's unit, exact and not rounded as plans print it.

    `baselines` are the figures of the named periods. `per` is that of the figure itself, so that
    a rate per 100,000 can be held to a milestone per 1,000. None for a benchmark, for N/A, and
    where the baseline's figure is not known.

    Raises ValueError when a value is not finite or `per` is not above 0.
    """
    match milestone:
        case PercentageOfBaseline(change, baseline):
            return _changed(exact("change", change), (baselines or {}).get(baseline))
        case Level(value):
            return exact("value", value)
        case RateLevel(value, of):
            require_positive("per", per)
            return exact("value", value) * per / of
        case Benchmark() | NotApplicable():
            return None


def judge(figure: Exact | None, aim: Fraction | None, polarity: Polarity) -> Judgement:
    """Return whether the figure is at the aimed level or on its better side.

    Both exact: a print that rounded the level is another matter (see `prints`).

    Raises ValueError when the figure is not finite.
    """
    if figure is None or aim is None or polarity is Polarity.NEITHER:
        return Judgement.NOT_JUDGED
    ahead = (exact("figure", figure) - aim) * polarity.sign
    return Judgement.MET if ahead >= 0 else Judgement.NOT_MET


def _changed(change: Fraction, baseline: Exact | None) -> Fraction | None:
    if baseline is None:
        return None
    return exact("baselines", baseline) * (1 + change / 100)
