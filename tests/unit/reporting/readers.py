"""Readers to whom small counts are not shown: results as they see them, by a key of the tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oversight_contracts.definitions.models.reference import Force
from oversight_contracts.definitions.models.reports import Audience
from oversight_measures.disclosure.lots import Lots
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_reporting.disclosure.suppression import (
    Controlled,
    Memory,
    Readers,
    apply_disclosure_control,
)
from oversight_reporting.figures.result import QueryResult, RawResult
from oversight_reporting.model.snapshot import Published


def lots_of(key: int = 0) -> Lots:
    """The lots of a key by its number."""
    return Lots(key.to_bytes(32, "big"))


def controlled(
    raw: Sequence[RawResult],
    rule: SmallNumbers,
    forces: Mapping[str, Force],
    key: int = 0,
    memory: Memory = (),
) -> Controlled:
    """The results as readers under a rule see them, and what they tell."""
    return apply_disclosure_control(raw, Readers(rule, lots_of(key), memory), forces)


def seen_by(
    raw: Sequence[RawResult], rule: SmallNumbers, forces: Mapping[str, Force], key: int = 0
) -> list[QueryResult]:
    """The results as readers under a rule see them."""
    return controlled(raw, rule, forces, key).results


@dataclass
class Shelf:
    """An installation's key, and the snapshots of its forces."""

    snapshots: Sequence[Published] = ()
    key: int = 0

    async def lots(self) -> Lots:
        """The lots that the key draws."""
        return lots_of(self.key)

    async def published(self, force: str, audience: Audience) -> Sequence[Published]:
        """Those for an audience."""
        return [each for each in self.snapshots if each.audience == audience]
