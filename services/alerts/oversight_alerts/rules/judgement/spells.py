"""From a detector's episodes to an observation. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from oversight_alerts.rules.judgement.buckets import ClosedBucket, span_of
from oversight_alerts.rules.judgement.cases import Cases
from oversight_alerts.rules.judgement.subjects import NO_FIGURE, Subject
from oversight_alerts.rules.observation import Found, Observation, PathPoint, Spell
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.windows import BucketRange
from oversight_measures.detectors.episodes import Episode

# A chart shows so many buckets.
CHARTED = 120
NOTHING = BucketRange("", "")


def spells_of(episodes: Sequence[Episode], buckets: Sequence[ClosedBucket]) -> tuple[Spell, ...]:
    """A detector's episodes by the names of their buckets."""
    return tuple(
        Spell(
            buckets[each.began].name,
            buckets[each.opened].name,
            None if each.ended is None else buckets[each.ended].name,
        )
        for each in episodes
    )


def chart_path(
    subject: Subject, buckets: Sequence[ClosedBucket], cases: Sequence[Cases]
) -> tuple[PathPoint, ...]:
    """The newest buckets, each by itself."""
    pairs = list(zip(buckets, cases, strict=True))[-CHARTED:]
    return tuple(PathPoint(bucket.name, subject.point(bucket, each)) for bucket, each in pairs)


def observed(
    subject: Subject, window: Sequence[ClosedBucket], found: Found, verdict: Verdict
) -> Observation:
    """The observation of a figure over the buckets of a window."""
    observation = Observation(
        series=subject.series,
        window=span_of(subject.area.indicator, window),
        figure=found.figure,
        sample=found.sample,
        verdict=verdict,
        recovered=verdict in (Verdict.WITHIN_LIMIT, Verdict.NOT_CERTAIN),
        reference=found.reference,
        not_stated=found.not_stated,
        bucket=window[-1].name,
    )
    return observation.not_recorded(found.untold)


def nothing_to_judge(
    subject: Subject, why: str, verdict: Verdict = Verdict.NO_VALUE
) -> Observation:
    """The observation of a series of which nothing can be said, and why."""
    kept = subject.area.buckets
    window = span_of(subject.area.indicator, kept[-1:]) if kept else NOTHING
    empty = Observation(subject.series, window, NO_FIGURE, 0, verdict, recovered=False)
    return replace(empty, mute=why, bucket=kept[-1].name if kept else None)
