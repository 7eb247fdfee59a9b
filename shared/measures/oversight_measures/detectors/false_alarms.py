"""False alarms of a set of watches on a force's own volumes, and how soon each finds a shift.

Simulated, all watches of a set on the same days: those that share records go off together, so
that neither the sum of their rates nor one of them is the rate of the set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.random import default_rng

from oversight_measures.arguments import require_positive
from oversight_measures.detectors.courses import FROM_PART
from oversight_measures.detectors.flows import Flow, draw_all
from oversight_measures.detectors.watches import Marks, Watch
from oversight_measures.intervals import z_score

YEAR = 365.25
# What is before is not counted: watches start from nothing, which they are not in after a year.
SETTLING = 365
# Half a year is enough for one of them to be as if it had always run.
SETTLED = 183


@dataclass(frozen=True)
class FalseAlarms:
    """Episodes a year in which nothing had changed, as expected.

    `of` says it of each watch, `episodes` of all together; `threads` counts as one those of one
    thread that are open at once. `error` is the standard error of `threads` by simulation.
    """

    of: Mapping[str, float]
    threads_of: Mapping[str, float]
    years: float

    @property
    def episodes(self) -> float:
        """Of all watches together, each counted by itself."""
        return sum(self.of.values())

    @property
    def threads(self) -> float:
        """Of all threads: what a set costs its reader."""
        return sum(self.threads_of.values())

    @property
    def error(self) -> float:
        """The standard error of `threads`, as of a count; of none, that of one."""
        return sqrt(max(1.0, self.threads * self.years)) / self.years


def false_alarms(
    watches: Sequence[Watch], flows: Sequence[Flow], years: int = 200, seed: int = 0
) -> FalseAlarms:
    """Return the false episodes a year of a whole set of watches on flows in control.

    `years` are simulated, each by itself after a year in which the watches settle.

    Raises ValueError when there are no watches or years, two watches have one name, two flows
    draw one, or a watch counts what no flow draws.
    """
    require_positive("watches", len(watches))
    require_positive("years", years)
    _require_names(watches, flows)
    generator = default_rng(seed)
    drawn = draw_all(flows, generator, years, SETTLING + 365)
    simulated = years * 365 / YEAR
    open_days = {watch.name: watch.open_days(drawn) for watch in watches}
    threads: dict[str, Marks] = {}
    for watch in watches:
        thread = watch.thread or watch.name
        threads[thread] = threads.get(thread, np.False_) | open_days[watch.name]
    return FalseAlarms(
        {name: _begun(days) / simulated for name, days in open_days.items()},
        {name: _begun(days) / simulated for name, days in threads.items()},
        simulated,
    )


def median_delay(
    watch: Watch,
    flows: Sequence[Flow],
    shifted: Sequence[Flow],
    runs: int = 500,
    seed: int = 0,
    within: int = 365,
) -> int | None:
    """Return the days from a shift to the end of the bucket that finds it, in half of all runs.

    The flows run in control for half a year, then as `shifted`. The shift begins with a bucket.
    Runs with an episode open as it comes are left out. None where half are not found `within` days.

    Raises ValueError when there are no runs or days, or as `false_alarms` does.
    """
    require_positive("runs", runs)
    require_positive("within", within)
    _require_names([watch], flows)
    generator = default_rng(seed)
    settling = SETTLED // watch.days * watch.days
    before = draw_all(flows, generator, runs, settling)
    after = draw_all(shifted, generator, runs, within, settling)
    drawn = {name: np.concatenate([counts, after[name]], axis=1) for name, counts in before.items()}
    open_days = watch.open_days(drawn)
    well = ~open_days[:, settling - 1]
    found = open_days[well][:, settling:]
    first = np.where(found.any(axis=1), found.argmax(axis=1) + 1, within + 1)
    median = int(np.sort(first)[(len(first) - 1) // 2]) if len(first) else within + 1
    return median if median <= within else None


def buckets_between(false_alarms_a_year: float, days: int = 1) -> float:
    """Return the buckets of so many days between false alarms that come so often a year.

    The run length to give `run_lengths.threshold_for`. Raises ValueError when either is not above
    0.
    """
    require_positive("false_alarms_a_year", false_alarms_a_year)
    require_positive("days", days)
    return YEAR / days / false_alarms_a_year


def _begun(open_days: Marks) -> int:
    """The episodes that begin after the settling year, of all runs."""
    settled = open_days[:, SETTLING - 1 :]
    return int((settled[:, 1:] & ~settled[:, :-1]).sum())


def _require_names(watches: Sequence[Watch], flows: Sequence[Flow]) -> None:
    names = [watch.name for watch in watches]
    drawn = {name for flow in flows for name in flow.names}
    for watch in watches:
        if names.count(watch.name) > 1:
            raise ValueError(f"watches must differ in name, but {watch.name} stands there twice")
        for name in watch.counted:
            if name not in drawn:
                raise ValueError(f"flows must draw {name}, which {watch.name} counts")


@lru_cache
def behind_by_chance(confidence: float, looks: int) -> float:
    """Return the part of periods exactly on their course that are called behind before their end.

    Of so many looks in a period, from the first with a quarter of it over to the last but one; of
    cases enough that their sums are normal. By 100,000 of them. Raises ValueError for no looks.
    """
    require_positive("looks", looks)
    parts = np.arange(1, looks + 1)
    seen = (parts >= FROM_PART * looks) & (parts < looks)
    sums = default_rng(1).standard_normal((100_000, looks)).cumsum(axis=1)
    behind = sums[:, seen] > z_score(confidence) * np.sqrt(parts[seen])
    return float(behind.any(axis=1).mean())
