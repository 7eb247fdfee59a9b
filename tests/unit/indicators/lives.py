"""Records of every kind that the product counts, as its own simulation and examples have them."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from hypothesis import strategies as st

import oversight_contracts
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.records.kinds import KINDS, STATEMENTS
from oversight_local.simulate.delivery import deliveries
from oversight_local.simulate.scenario import SimulationSettings, population_of
from oversight_measures.periods.period import london_midnight

EXAMPLES = Path(oversight_contracts.__file__).parent / "examples" / "oversight.events.v1"
FORCE = "west-midlands"
COUNTED = sorted(set(KINDS) - STATEMENTS)
# Around both changes of the clocks.
DAYS = (date(2026, 3, 28), date(2026, 10, 24))
OF_A_KIND = 60
Document = dict[str, Any]
AREAS = st.sampled_from(["force", "birmingham", "walsall"])
SHIFTS = st.sampled_from([timedelta(0), timedelta(hours=1), timedelta(days=1), timedelta(days=31)])


@dataclass(frozen=True)
class Known:
    """What records of each kind may say, whatever their revision."""

    data: dict[str, list[Document]] = field(repr=False)


def known_data(catalogue: Catalogue) -> Known:
    """From the examples of the contract and from simulated days."""
    found: defaultdict[str, list[Document]] = defaultdict(list)
    for path in sorted(EXAMPLES.glob("*.json")):
        content = orjson.loads(path.read_bytes())
        for event in content if isinstance(content, list) else [content]:
            _note(found, event["type"].split(".")[2], event["type"], event["data"])
    setting = SimulationSettings(population_of(catalogue, FORCE), seed=1, scale=0.1)
    for first in DAYS:
        sent = deliveries(setting, first, london_midnight(first + timedelta(days=6)))
        for change in (each.change for each in sent):
            _note(found, change.kind, change.verb, change.data)
    return Known({kind: _spread(found[kind]) for kind in COUNTED})


def _note(found: defaultdict[str, list[Document]], kind: str, word: str, data: Document) -> None:
    if "removed" not in word:
        found[kind].append(data)


def _spread(data: list[Document]) -> list[Document]:
    return data[:: 1 + len(data) // OF_A_KIND]


@st.composite
def histories(draw: st.DrawFn, known: Known) -> list[Document]:
    """Events of a few records: any content after any other, gone and back again."""
    events: list[Document] = []
    for number in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(COUNTED))
        for revision in range(1, 1 + draw(st.integers(1, 5))):
            gone = draw(st.integers(0, 3)) == 0
            content = later(draw(st.sampled_from(known.data[kind])), draw(SHIFTS))
            content["area"] = draw(AREAS)
            events.append(_event(kind, f"r{number}", revision, content, gone=gone))
    return events


def later(content: Any, shift: timedelta) -> Any:
    """The same with every moment in it so much later."""
    if isinstance(content, dict):
        return {name: later(each, shift) for name, each in content.items()}
    if isinstance(content, list | tuple):
        return [later(each, shift) for each in content]
    moment = _moment(content)
    return content if moment is None else (moment + shift).isoformat()


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    with suppress(TypeError, ValueError):
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else None
    return None


def deliveries_of(events: Sequence[Document]) -> st.SearchStrategy[list[Document]]:
    """The same events in any order, some more than once."""
    repeated = st.lists(st.sampled_from(events), max_size=6)
    return repeated.flatmap(lambda again: st.permutations([*events, *again]))


def _event(kind: str, subject: str, revision: int, content: Document, *, gone: bool) -> Document:
    place = {"force": FORCE, "area": content["area"], "revision": revision}
    return {
        "specversion": "1.0",
        "id": f"{subject}:{revision}",
        "source": "urn:west-midlands:feed",
        "type": f"uk.police.{kind}.{'removed' if gone else 'recorded'}.v1",
        "subject": subject,
        "time": "2026-11-01T12:00:00Z",
        "data": place if gone else {**content, **place},
    }
