"""Shifts of shares, counts and disparities, and a bucket's evidence for one.

The grouped Bernoulli form adds the log-likelihood ratios of a bucket's cases (Reynolds and
Stoumbos, 1999), the Poisson form is Lucas's (1985). Where buckets vary more than chance alone the
evidence is divided by their dispersion (quasi-likelihood; McCullagh and Nelder, 1989).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from oversight_measures.arguments import require_count, require_part, require_positive


@dataclass(frozen=True)
class ShareShift:
    """A share that drifts from `expected` to `shifted`, up or down; both between 0 and 1.

    `correlation` is that of a bucket's cases: 0 for binomial buckets, more where whole buckets
    are good or bad. For durations the share is that of values above the baseline's median, and
    `expected` the share measured in the baseline: ties make it other than one half.

    Raises ValueError when a share is not between 0 and 1, both are the same, or the correlation
    is not from 0 to less than 1.
    """

    expected: float
    shifted: float
    correlation: float = 0.0

    def __post_init__(self) -> None:
        for name, share in (("expected", self.expected), ("shifted", self.shifted)):
            require_share(name, share)
        if self.shifted == self.expected:
            raise ValueError(f"shifted must differ from {self.expected} (expected)")
        require_correlation(self.correlation)

    def score(self, hits: int, of: int) -> float:
        """Return a bucket's evidence: the log-likelihood ratio of its cases over their dispersion.

        Raises ValueError on a negative count or more hits than cases.
        """
        require_part(hits, of)
        hit, miss = self.weights
        return (hits * hit + (of - hits) * miss) / dispersion_of(of, self.correlation)

    @property
    def weights(self) -> tuple[float, float]:
        """The evidence of one hit, and of one miss."""
        return (
            log(self.shifted / self.expected),
            log((1 - self.shifted) / (1 - self.expected)),
        )


@dataclass(frozen=True)
class CountShift:
    """Counts that drift to `times` what is expected, up (above 1) or down (below 1).

    `dispersion` is their variance over their mean in control: 1 for Poisson counts, more for
    volume crime.

    Raises ValueError when `times` is not above 0 or is 1, or the dispersion is below 1.
    """

    times: float
    dispersion: float = 1.0

    def __post_init__(self) -> None:
        require_positive("times", self.times)
        if self.times == 1:
            raise ValueError("times must differ from 1, which is no shift")
        require_dispersion(self.dispersion)

    def score(self, count: int, expected: float) -> float:
        """Return a bucket's evidence for the shift: the Poisson one divided by the dispersion.

        Raises ValueError on a negative count, or when nothing is expected.
        """
        require_count("count", count)
        require_positive("expected", expected)
        event, other = self.weights
        return count * event + expected * other

    @property
    def weights(self) -> tuple[float, float]:
        """The evidence of one event, and of one that was expected."""
        return log(self.times) / self.dispersion, (1 - self.times) / self.dispersion


def disparity_shift(
    events: int, reference_events: int, times: float, correlation: float = 0.0
) -> ShareShift:
    """Return the shift of a disparity to `times` what it was in a baseline of so many events.

    On the scale of the log ratio: residents are the same before and after, so the ratio of rates
    grows as the odds of the group's share of group and reference events do. A bucket's hits are
    the group's events, its cases those of both.

    Raises ValueError when a count is not above 0, or `times` is not above 0 or is 1.
    """
    require_positive("events", events)
    require_positive("reference_events", reference_events)
    require_positive("times", times)
    if times == 1:
        raise ValueError("times must differ from 1, which is no shift")
    expected = events / (events + reference_events)
    grown = events * times
    return ShareShift(expected, grown / (grown + reference_events), correlation)


def dispersion_of(of: int, correlation: float) -> float:
    """Return the variance of a bucket's hits over the binomial one, when its cases correlate."""
    return 1 + (of - 1) * correlation if of > 1 else 1.0


def correlation_of(dispersion: float, sizes: Sequence[int]) -> float:
    """Return the correlation of the cases that gives buckets of these sizes this dispersion.

    Raises ValueError when the dispersion is below 1, a size is not above 0, or the sizes are too
    small to be so dispersed.
    """
    require_dispersion(dispersion)
    for of in (len(sizes), *sizes):
        require_positive("sizes", of)
    others = sum(sizes) / len(sizes) - 1
    if dispersion == 1:
        return 0.0
    if dispersion - 1 >= others:
        raise ValueError(f"dispersion must be less than {others + 1:g}, the cases of a bucket")
    return (dispersion - 1) / others


def in_the_long_run(dispersion: float, autocorrelation: float) -> float:
    """Return the dispersion of a series whose successive buckets correlate.

    What a sum of many buckets varies by: `(1 + r) / (1 - r)` times what one does, for a first-order
    autoregression (Johnson and Bagshaw, 1974). A detector that adds up buckets is to be given this
    one. Below 0 nothing is gained: the dispersion stays.

    Raises ValueError when the dispersion is below 1 or the autocorrelation not between -1 and 1.
    """
    require_dispersion(dispersion)
    if not -1 < autocorrelation < 1:
        raise ValueError(f"autocorrelation must be between -1 and 1, not {autocorrelation}")
    lasting = max(0.0, autocorrelation)
    return dispersion * (1 + lasting) / (1 - lasting)


def require_share(name: str, share: float) -> None:
    """Refuse a share that is not between 0 and 1."""
    if not 0 < share < 1:
        raise ValueError(f"{name} must be between 0 and 1, not {share}")


def require_dispersion(dispersion: float) -> None:
    """Refuse a variance below that of chance alone."""
    if dispersion < 1:
        raise ValueError(f"dispersion must be 1 or more, not {dispersion}")


def require_correlation(correlation: float) -> None:
    """Refuse a correlation that no cases of a bucket can have."""
    if not 0 <= correlation < 1:
        raise ValueError(f"correlation must be 0 or more and less than 1, not {correlation}")
