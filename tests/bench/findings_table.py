"""What was found, as rows of words: the same for the terminal and for a document. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

from tests.bench.goals import Kept
from tests.bench.ratios import Finding
from tests.bench.samples import (
    HOST,
    MEMORY,
    OTHERS,
    SECONDS,
    Contender,
    Sample,
    Samples,
    Spread,
    notes_of,
    spread,
)

Row = tuple[str, ...]
RATE_HEAD: Row = (
    "measured",
    "events/s",
    "lowest to highest",
    "p50 / p99 ms",
    "CPU µs an event",
    "cores used",
    "by others",
)
SIZE_HEAD: Row = (
    "measured",
    "seconds",
    "a second",
    "CPU µs each",
    "cores used",
    "by others",
    "peak memory, MiB",
)
GOAL_HEAD: Row = ("goal", "median", "lowest to highest", "aim")
RATIO_HEAD: Row = ("ratio", "median", "lowest to highest", "by CPU an event", "aim")
# Below this a process is idle, and naming it only lengthens the line.
IDLE = 0.05


def rate_rows(contenders: Iterable[Contender], samples: Samples) -> Iterator[Row]:
    """A row for each contender that is told by its rate."""
    for each in contenders:
        if _has_size(samples[each.name]):
            continue
        rates = spread(sample.rate for sample in samples[each.name])
        notes = notes_of(samples[each.name])
        rounded = (f"{rates.median:,.0f}", f"{rates.low:,.0f} to {rates.high:,.0f}")
        used = (_cost(samples[each.name]), _cores(Sample(1, notes).cores), _others(notes))
        yield (each.title, *rounded, _latency(notes), *used)


def size_rows(contenders: Iterable[Contender], samples: Samples) -> Iterator[Row]:
    """A row for each contender that is told by how long it took and how much it held."""
    for each in contenders:
        if not _has_size(samples[each.name]):
            continue
        notes = notes_of(samples[each.name])
        rate = f"{spread(s.rate for s in samples[each.name]).median:,.0f}"
        used = (_cost(samples[each.name]), _cores(Sample(1, notes).cores), _others(notes))
        yield (each.title, f"{notes[SECONDS]:,.1f}", rate, *used, _memory(notes))


def goal_rows(kept: Iterable[Kept]) -> Iterator[Row]:
    """A row for each goal."""
    for each in kept:
        value = each.value
        aim = f"at most {each.goal.most:g}: {'reached' if each.reached else 'MISSED'}"
        range_ = f"{value.low:,.1f} to {value.high:,.1f}"
        yield (each.goal.wording, f"{value.median:,.1f}", range_, aim)


def ratio_rows(contenders: Sequence[Contender], found: Iterable[Finding]) -> Iterator[Row]:
    """A row for each ratio."""
    titles = {each.name: each.title for each in contenders}
    for each in found:
        words = f"{titles[each.ratio.subject]}: {each.ratio.wording}"
        yield (words, quotient(each.value.median), _range(each.value), _thrift(each), _aim(each))


def quotient(value: float) -> str:
    """A quotient with two significant places or more."""
    return f"{value:.1f}" if value >= 2 else f"{value:.2f}"


def _has_size(samples: Sequence[Sample]) -> bool:
    return SECONDS in notes_of(samples)


def _memory(notes: Mapping[str, float]) -> str:
    found = {n.removeprefix(MEMORY): mib for n, mib in notes.items() if n.startswith(MEMORY)}
    return ", ".join(f"{name} {mib:,.0f}" for name, mib in found.items())


def _range(value: Spread) -> str:
    return f"{quotient(value.low)} to {quotient(value.high)}"


def _aim(found: Finding) -> str:
    if found.ratio.aim is None:
        return ""
    return f"at least {found.ratio.aim:g}: {'reached' if found.reached else 'MISSED'}"


def _latency(notes: dict[str, float]) -> str:
    return f"{notes['p50 ms']:.1f} / {notes['p99 ms']:.1f}" if "p50 ms" in notes else ""


def _cores(used: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in used.items() if value >= IDLE)


def _cost(samples: Iterable[Sample]) -> str:
    costs = [each.cost for each in samples if each.cost is not None]
    return f"{median(costs):,.1f}" if costs else ""


def _thrift(found: Finding) -> str:
    return "" if found.thrift is None else quotient(found.thrift.median)


def _others(notes: dict[str, float]) -> str:
    return f"{notes[OTHERS] + notes[HOST]:.2f}" if OTHERS in notes else ""
