"""A force as large as the West Midlands: its flows, and watches over them."""

from collections.abc import Sequence

from oversight_measures.detectors.cusum import Cusum
from oversight_measures.detectors.false_alarms import buckets_between
from oversight_measures.detectors.flows import Cases, Events, Flow
from oversight_measures.detectors.levels import CountLimit, ShareLimit
from oversight_measures.detectors.run_lengths import (
    Scores,
    count_scores,
    episode_cycle,
    share_scores,
    threshold_for,
)
from oversight_measures.detectors.shifts import (
    CountShift,
    ShareShift,
    correlation_of,
    disparity_shift,
)
from oversight_measures.detectors.watches import Watch

# Priority 2 incidents a day of each authority, 150 in all, and the share attended in time.
PRIORITY_2 = {"Birmingham": 60, "Coventry": 18, "Dudley": 15, "Sandwell": 17, "Walsall": 15}
PRIORITY_2 |= {"Wolverhampton": 15, "Solihull": 10}
USUAL, FALLEN = 0.77, 0.693
# Searches a day of each group; 2.8 and 1.9 times the White rate on the residents of 2021.
WHITE, BLACK, ASIAN, OTHER = 29.0, 10.7, 20.5, 8.0
SECTION_60 = 1.5
# Of each watch, false episodes a year: the set is to cost no more than sixteen e-mails a year.
EACH = 0.5


def flows(dispersion: float) -> list[Flow]:
    """What the force records in control; every series varies as much more than chance."""
    incidents: list[Flow] = [
        Cases(f"{area} in time", f"{area} late", (of,), USUAL, correlation_of(dispersion, [of]))
        for area, of in PRIORITY_2.items()
    ]
    searches = {"White": WHITE, "Black": BLACK, "Asian": ASIAN, "Other": OTHER}
    found: list[Flow] = [Events(name, (mean,), dispersion) for name, mean in searches.items()]
    return [*incidents, *found, Events("Section 60", (SECTION_60,), dispersion)]


def response_scores(shift: ShareShift, of: float) -> Scores:
    """The scores of days whose number of cases is Poisson, at its twentieths."""
    from scipy.stats import poisson

    return share_scores(shift, [int(poisson.ppf((2 * k + 1) / 40, of)) or 1 for k in range(20)])


def slow_share(name: str, shift: ShareShift, of: float, each: float) -> tuple[Watch, float]:
    """A CUSUM of a share of so many cases a day, and the false episodes a year it states."""
    scores = response_scores(shift, of)
    detector = Cusum(shift, threshold_for(scores, buckets_between(each)))
    areas = [name] if name in PRIORITY_2 else list(PRIORITY_2)
    hits, misses = ([f"{area} {word}" for area in areas] for word in ("in time", "late"))
    watch = Watch(name, detector, tuple(hits), tuple(misses), thread="priority 2")
    return watch, buckets_between(1) / episode_cycle(scores, detector.threshold)


def slow_disparity(
    group: str, mean: float, times: float, dispersion: float, each: float = EACH
) -> tuple[Watch, float]:
    """A CUSUM of a group's disparity, and the false episodes a year it states."""
    of = mean + WHITE
    shift = disparity_shift(
        round(100 * mean), round(100 * WHITE), times, correlation_of(dispersion, [round(of)])
    )
    scores = response_scores(shift, of)
    detector = Cusum(shift, threshold_for(scores, buckets_between(each)))
    watch = Watch(f"{group}:White", detector, (group,), ("White",), thread="searches")
    return watch, buckets_between(1) / episode_cycle(scores, detector.threshold)


def slow_count(dispersion: float) -> tuple[Watch, float]:
    """A CUSUM of all searches, by weeks."""
    shift, week = CountShift(1.3, dispersion), 7 * (WHITE + BLACK + ASIAN + OTHER + SECTION_60)
    scores = count_scores(shift, [week])
    detector = Cusum(shift, threshold_for(scores, buckets_between(EACH, 7)))
    groups = ("White", "Black", "Asian", "Other", "Section 60")
    watch = Watch("All searches", detector, groups, days=7, expected=(week,), thread="searches")
    return watch, buckets_between(1, 7) / episode_cycle(scores, detector.threshold)


def priority_2(name: str, of: float, dispersion: float, each: float = EACH) -> tuple[Watch, float]:
    """Drift of a response share down by a tenth of its level."""
    shift = ShareShift(USUAL, FALLEN, correlation_of(dispersion, [round(of)]))
    return slow_share(name, shift, of, each)


def rule_set(dispersion: float) -> list[tuple[Watch, float | None]]:
    """A whole set, with what each watch states of itself; a limit says it by simulation alone."""
    whole = ForceSpread(dispersion)
    slow: Sequence[tuple[Watch, float]] = [
        slow_share("Force", whole.shift, 150, EACH),
        *(priority_2(area, of, dispersion) for area, of in PRIORITY_2.items()),
        slow_disparity("Black", BLACK, 1.3, dispersion),
        slow_disparity("Asian", ASIAN, 1.5, dispersion),
        slow_count(dispersion),
    ]
    hits = tuple(f"{area} in time" for area in PRIORITY_2)
    misses = tuple(f"{area} late" for area in PRIORITY_2)
    level = ShareLimit(0.70, "below", 1, whole.correlation)
    surge = CountLimit(30, "above", 7, dispersion)
    return [
        *slow,
        (Watch("Level", level, hits, misses, thread="priority 2"), None),
        (Watch("Surge", surge, ("Section 60",), thread="searches"), None),
    ]


class ForceSpread:
    """How the force's share varies where each of its authorities varies by itself."""

    def __init__(self, dispersion: float) -> None:
        total = sum(PRIORITY_2.values())
        self.correlation = sum(
            of / total * (of - 1) / (total - 1) * correlation_of(dispersion, [of])
            for of in PRIORITY_2.values()
        )
        self.shift = ShareShift(USUAL, FALLEN, self.correlation)
