"""What runs measure: a rate a run, several runs a contender, interleaved. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

CORES = "cores "
# Peaks, in MiB.
MEMORY = "memory "
SECONDS = "seconds"
LOAD, OTHERS, HOST = f"{CORES}load", f"{CORES}of others", f"{CORES}stolen"
BESIDE = (LOAD, OTHERS, HOST)


@dataclass(frozen=True)
class Sample:
    """One run: ``rate`` in events a second, and other figures by name (latencies, cores used)."""

    rate: float
    notes: Mapping[str, float] = field(default_factory=dict)

    @property
    def cores(self) -> dict[str, float]:
        """Cores used by each process that serves the events; the load and others are left out."""
        named = {name: each for name, each in self.notes.items() if name.startswith(CORES)}
        return {
            name.removeprefix(CORES): each for name, each in named.items() if name not in BESIDE
        }

    @property
    def cost(self) -> float | None:
        """Processor time an event in µs, which hardly depends on who else is at work."""
        used = sum(self.cores.values())
        return 1e6 * used / self.rate if used else None


class NotRun(Exception):
    """Something could not be measured here; the message says why."""


@dataclass(frozen=True)
class Contender:
    """Something that is measured. ``measure`` runs it once, from its start to its end.

    It raises ``NotRun`` where it cannot; so many ``rounds`` are enough, None for all.
    """

    name: str
    title: str
    measure: Callable[[], Sample]
    rounds: int | None = None


@dataclass(frozen=True)
class Spread:
    """The median of some runs, with the lowest and the highest."""

    median: float
    low: float
    high: float


Samples = Mapping[str, Sequence[Sample]]


@dataclass(frozen=True)
class Run:
    """``absent`` says of contenders that could not be measured why."""

    samples: Mapping[str, list[Sample]]
    absent: Mapping[str, str]


def interleave(
    contenders: Iterable[Contender], rounds: int, report: Callable[[int, Contender], None]
) -> Run:
    """Measure A B C, A B C, ...: what changes on the machine meanwhile changes for all alike."""
    chosen = list(contenders)
    samples: dict[str, list[Sample]] = {}
    absent: dict[str, str] = {}
    for number in range(1, rounds + 1):
        for each in chosen:
            if each.name in absent or number > (each.rounds or rounds):
                continue
            report(number, each)
            try:
                samples.setdefault(each.name, []).append(each.measure())
            except NotRun as error:
                absent[each.name] = str(error)
    return Run({name: each for name, each in samples.items() if name not in absent}, absent)


def spread(values: Iterable[float]) -> Spread:
    """Median, lowest and highest of at least one value."""
    found = list(values)
    return Spread(median(found), min(found), max(found))


def notes_of(samples: Sequence[Sample]) -> dict[str, float]:
    """The median of each figure beside the rate."""
    names = dict.fromkeys(name for sample in samples for name in sample.notes)
    return {
        name: median(sample.notes[name] for sample in samples if name in sample.notes)
        for name in names
    }
