"""The attack on random documents: ``python -m tests.unit.measures.disclosure.attack 10000``.

A second number is the document to begin with.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from tests.unit.measures.disclosure.attacker import bounds_of, told_as_none
from tests.unit.measures.disclosure.documents import ALL, Document, revisions_of
from tests.unit.measures.disclosure.published import lots_of, publish

UNIT = 1


@dataclass
class Findings:
    """What the attacker found in documents of one kind."""

    documents: int = 0
    hidden: int = 0
    printed: int = 0
    none: int = 0
    recovered: int = 0
    within_a_unit: int = 0
    lost: int = 0
    widths: Counter[int] = field(default_factory=Counter)


def attacked(documents: int, seed: int, first: int = 0) -> dict[str, Findings]:
    """Publish so many random documents, each with a key of its own, and attack them."""
    found: dict[str, Findings] = {}
    for number in range(first, first + documents):
        random = Random(f"{seed} {number}")
        revisions = revisions_of(random)
        mine = found.setdefault(_kind(revisions), Findings())
        prints, lost = publish(revisions, lots_of(random.getrandbits(128)))
        mine.documents += 1
        mine.lost += lost
        mine.printed += sum(len(each.document.rows) - len(each.hidden) for each in prints)
        nothing = told_as_none(prints)
        for each, (most, least) in bounds_of(prints).items():
            mine.hidden += 1
            if each in nothing:
                # None, as one subtraction shows: zeros are shown, and no secret.
                mine.none += 1
                continue
            mine.widths[most - least] += 1
            mine.recovered += most == least
            mine.within_a_unit += most - least == UNIT
    return found


def _kind(revisions: list[Document]) -> str:
    first = revisions[0]
    printed = first.rows.keys() - first.shared.keys()
    groups, months = (
        any(each[at] != ALL and each[1 - at] == ALL for each in printed) for at in (0, 1)
    )
    crossed = any(ALL not in each for each in printed)
    words = [
        ("groups", groups),
        ("months beside the quarter", months),
        ("crossed", crossed),
        ("shares", bool(first.shared)),
    ]
    tables = ", ".join(word for word, there in words if there)
    return f"{tables}; {len(revisions)} revision{'s' if len(revisions) > 1 else ''}"


def lines(found: dict[str, Findings]) -> Iterator[str]:
    """The findings as a table in Markdown."""
    yield "| tables | documents | hidden | none | recovered | within a unit | least width |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for kind, each in sorted(found.items()):
        least = min(each.widths, default="-")
        yield (
            f"| {kind} | {each.documents:,} | {each.hidden:,} | {each.none} | {each.recovered} "
            f"| {each.within_a_unit} | {least} |"
        )
    everything = found.values()
    sums = [
        sum(getattr(each, name) for each in everything)
        for name in ("documents", "hidden", "none", "recovered", "within_a_unit")
    ]
    yield f"| all | {sums[0]:,} | {sums[1]:,} | {sums[2]} | {sums[3]} | {sums[4]} | |"


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    many, begin = (*given, *(1_000, 0)[len(given) :])
    sys.stdout.writelines(f"{line}\n" for line in lines(attacked(many, 17, begin)))
