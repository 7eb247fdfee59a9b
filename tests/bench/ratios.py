"""Rates as ratios against baselines of the same round, and whether they reach an aim. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.samples import Samples, Spread, spread


@dataclass(frozen=True)
class Ratio:
    """``subject`` over ``baseline``; ``wording`` says what the quotient is. ``aim`` is a least."""

    subject: str
    baseline: str
    wording: str
    aim: float | None = None


@dataclass(frozen=True)
class Finding:
    """A ratio as measured; ``thrift`` is the same of events a second of processor time.

    ``reached`` is None where there is no aim.
    """

    ratio: Ratio
    value: Spread
    thrift: Spread | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the median is at the aim or above."""
        return None if self.ratio.aim is None else self.value.median >= self.ratio.aim


RATIOS = (
    Ratio("ingest.single", "minimal.raw", "of a minimal endpoint that checks nothing"),
    Ratio("ingest.single", "minimal.validated", "of a minimal endpoint with pydantic validation"),
    Ratio("ingest.bulk", "producer.batches", "of the raw producer, same batch records", aim=0.5),
    Ratio("ingest.bulk", "producer.singles", "of the raw producer, one event a record", aim=0.5),
    Ratio("indicators.batches", "faust", "times stock Faust", aim=7.0),
    Ratio("indicators.batches", "quix.counts", "times Quix Streams, a count by key", aim=2.0),
    Ratio("indicators.batches", "quix.revisions", "times Quix Streams, validated", aim=2.0),
    Ratio("indicators.batches", "quix.job", "times Quix Streams, the same job", aim=2.0),
    Ratio("indicators.batches", "quix.batches", "times Quix Streams, a count, batch records"),
    Ratio("indicators.unchecked", "faust", "times stock Faust"),
    Ratio("indicators.apart", "faust", "times stock Faust"),
    Ratio("indicators.singles", "faust", "times stock Faust"),
    Ratio("indicators.batches", "consumer.batches", "of raw consume plus validation", aim=0.25),
    Ratio("indicators.singles", "consumer.singles", "of raw consume plus validation"),
    *(
        Ratio(f"scaling.{shape}", "scaling.1p1w", "times one partition, one worker")
        for shape in ("2p1w", "4p1w", "1p2w", "2p2w", "4p2w")
    ),
    *(
        Ratio(f"rebuild.{size}", "rebuild.100000", "of the rate at 100,000 records")
        for size in ("500000", "1000000", "year", "2000000")
    ),
)


def findings(samples: Samples) -> Iterator[Finding]:
    """Each ratio whose two sides were measured, round by round."""
    for ratio in RATIOS:
        if ratio.subject not in samples or ratio.baseline not in samples:
            continue
        pairs = list(zip(samples[ratio.subject], samples[ratio.baseline], strict=True))
        costs = [(one.cost, other.cost) for one, other in pairs]
        thrifts = [other / one for one, other in costs if one and other]
        rates = spread(one.rate / other.rate for one, other in pairs)
        yield Finding(ratio, rates, spread(thrifts) if thrifts else None)
