"""Watches: detectors set on a force's flows, each with the records that it counts."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oversight_measures.arguments import require_positive
from oversight_measures.detectors.cusum import Cusum
from oversight_measures.detectors.flows import Counts
from oversight_measures.detectors.gaps import ShareGap
from oversight_measures.detectors.levels import CountLimit, ShareLimit
from oversight_measures.detectors.process_charts import CountsChart, SharesChart, special
from oversight_measures.detectors.shifts import CountShift, ShareShift

Detector = (
    Cusum[int] | Cusum[float] | ShareLimit | CountLimit | ShareGap | SharesChart | CountsChart
)
# Runs by buckets, or by days.
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Watch:
    """A detector and what it counts: `hits` and `misses` are names of flows, summed.

    A count is the hits; it has no misses. Of a disparity the hits are the group's events, the
    misses the reference group's. `days` is the length of a bucket. `expected` is a CUSUM of
    counts' baseline: the mean of a bucket, or of each of a repeating cycle. `others` are the hits
    and the misses of the group that a gap of shares is held against. Watches of one `thread` are
    told as one: one cause, one e-mail.

    Raises ValueError, naming the argument, where the detector needs another or does not.
    """

    name: str
    detector: Detector
    hits: tuple[str, ...]
    misses: tuple[str, ...] = ()
    days: int = 1
    expected: tuple[float, ...] = ()
    thread: str = ""
    others: tuple[str, ...] = ()

    @property
    def counted(self) -> tuple[str, ...]:
        """The names of all flows that it counts."""
        return *self.hits, *self.misses, *self.others

    def __post_init__(self) -> None:
        require_positive("hits", len(self.hits))
        require_positive("days", self.days)
        watched = self.detector.shift if isinstance(self.detector, Cusum) else self.detector
        of_shares = isinstance(watched, ShareShift | ShareLimit | SharesChart | ShareGap)
        if of_shares == (not self.misses):
            raise ValueError(f"misses of {self.name} must be named for a share, and only for one")
        if isinstance(watched, CountShift) == (not self.expected):
            raise ValueError(f"expected of {self.name} must be given for a CUSUM of counts alone")
        if isinstance(watched, ShareGap) != (len(self.others) == 2):
            raise ValueError(f"others of {self.name} must be two for a gap, and only for one")
        for mean in self.expected:
            require_positive("expected", mean)

    def open_days(self, drawn: Mapping[str, Counts]) -> Marks:
        """Return on which days of each run its episodes are open.

        A bucket is judged once it is closed, so what it opens is open from its last day on. Days
        after the last whole bucket go on as it left them.

        Raises KeyError with the name of a flow that is not drawn.
        """
        marks = self._open_buckets(drawn)
        days = drawn[self.hits[0]].shape[1]
        closed = (np.arange(days) + 1) // self.days
        before = np.zeros((len(marks), 1), dtype=np.bool_)
        found: Marks = np.concatenate([before, marks], axis=1)[:, closed]
        return found

    def _open_buckets(self, drawn: Mapping[str, Counts]) -> Marks:
        """After which buckets of each run an episode is open, as the detector's `judged` says."""
        hits, detector = self._buckets(drawn, self.hits), self.detector
        if isinstance(detector, CountLimit):
            sums = _moving(hits, detector.window)
            beyond = np.asarray(detector.beyond(sums))
            beyond[:, : detector.window - 1] = False
            return _states(beyond, np.asarray(detector.better(sums)))
        if isinstance(detector, ShareLimit):
            of = hits + self._buckets(drawn, self.misses)
            windows = (_moving(each, detector.window) for each in (hits, of, of * (of - 1)))
            sums, cases, pairs = windows
            beyond = np.asarray(detector.beyond(sums, cases, pairs))
            return _states(beyond, np.asarray(detector.better(sums, cases)))
        if isinstance(detector, ShareGap):
            return self._gaps(detector, drawn)
        if isinstance(detector, SharesChart | CountsChart):
            return self._special(detector, hits, drawn)
        return _drifts(self._scores(hits, drawn, detector.shift), detector.threshold)

    def _gaps(self, detector: ShareGap, drawn: Mapping[str, Counts]) -> Marks:
        windows: list[Counts] = []
        for hits, misses in ((self.hits, self.misses), (self.others[:1], self.others[1:])):
            found = self._buckets(drawn, hits)
            of = found + self._buckets(drawn, misses)
            windows += [_moving(each, detector.window) for each in (found, of, of * (of - 1))]
        better = detector.better(*windows[:2], *windows[3:5])
        return _states(np.asarray(detector.beyond(*windows)), np.asarray(better))

    def _special(
        self, chart: SharesChart | CountsChart, hits: Counts, drawn: Mapping[str, Counts]
    ) -> Marks:
        """What a process chart marks: a bucket without cases is at its mean, as is no point."""
        if isinstance(chart, CountsChart):
            scores = chart.score(hits, self.days)
            values = scores
        else:
            of = np.maximum(hits + self._buckets(drawn, self.misses), 1)
            none = hits + self._buckets(drawn, self.misses) == 0
            scores = np.where(none, 0.0, chart.score(hits, of))
            toward = 1 if chart.worse == "above" else -1
            values = toward * np.where(none, chart.centre, hits / of)
        marks = special(list(values.T), list(scores.T))
        return _states(_by_run(marks, scores.shape), scores <= 0)

    def _scores(
        self, hits: Counts, drawn: Mapping[str, Counts], shift: object
    ) -> NDArray[np.float64]:
        """Each bucket's evidence, as the shift's `score` says."""
        if isinstance(shift, ShareShift):
            hit, miss = shift.weights
            misses = self._buckets(drawn, self.misses)
            spread = 1 + np.maximum(hits + misses - 1, 0) * shift.correlation
            shares: NDArray[np.float64] = (hits * hit + misses * miss) / spread
            return shares
        assert isinstance(shift, CountShift)
        event, other = shift.weights
        expected = np.resize(np.array(self.expected), hits.shape[1])
        counts: NDArray[np.float64] = hits * event + expected * other
        return counts

    def _buckets(self, drawn: Mapping[str, Counts], names: tuple[str, ...]) -> Counts:
        total = sum((drawn[name] for name in names[1:]), drawn[names[0]])
        whole = total.shape[1] // self.days * self.days
        buckets: Counts = total[:, :whole].reshape(len(total), -1, self.days).sum(axis=2)
        return buckets


def _drifts(scores: NDArray[np.float64], threshold: float) -> Marks:
    """Open from the bucket at which S reaches the threshold, where it rests, to that of 0."""
    level = np.zeros(len(scores))
    open_, marks = np.zeros(len(scores), dtype=np.bool_), []
    for score in scores.T:
        level = np.clip(level + score, 0.0, threshold)
        open_ = (open_ & (level > 0)) | (level >= threshold)
        marks.append(open_)
    return _by_run(marks, scores.shape)


def _states(beyond: Marks, better: Marks) -> Marks:
    """Open from the bucket that is beyond to the one that is better."""
    open_, marks = np.zeros(len(beyond), dtype=np.bool_), []
    for opens, ends in zip(beyond.T, better.T, strict=True):
        open_ = opens | (open_ & ~ends)
        marks.append(open_)
    return _by_run(marks, beyond.shape)


def _by_run(marks: list[Marks], shape: tuple[int, ...]) -> Marks:
    return np.array(marks, dtype=np.bool_).T.reshape(shape)


def _moving(values: Counts, window: int) -> Counts:
    """The sum of each bucket and those before it in its window, as many as there are."""
    totals = np.cumsum(values, axis=1)
    moving: Counts = totals.copy()
    moving[:, window:] -= totals[:, :-window]
    return moving
