"""Lookups of local authorities to police force areas, over the years, as forces with areas."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from oversight_contracts.definitions.models.reference import Area, AreaCode, Force
from oversight_local.failure import Failure
from oversight_local.forces.making.by_hand import ByHand, Merger
from oversight_local.load.places import slug
from oversight_local.load.table import Table

_AUTHORITY, _FORCE = re.compile(r"LAD\d\dCD"), re.compile(r"PFA\d\dCD")
# `Bristol, City of` is Bristol to everyone else.
_OF = re.compile(r", (City|County) of$")


@dataclass
class Lookups:
    """What the tables say of each authority's code: its force, and its names, newest last."""

    forces: dict[str, str] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)

    def read(self, table: Table) -> None:
        """Take a table; the newest comes last. Raises ``Failure`` for another one."""
        authority, force = _column(table, _AUTHORITY), _column(table, _FORCE)
        for line in table.lines():
            code, name = line.text[authority], line.text[authority.replace("CD", "NM")]
            if self.forces.setdefault(code, line.text[force]) != line.text[force]:
                raise Failure(f"{code} is of another force in {table.name} than before")
            known = self.names.setdefault(code, [])
            self.names[code] = [*(each for each in known if each != name), name]


@dataclass(frozen=True)
class _Authority:
    """An authority on the way to become an area."""

    force: str
    title: str
    codes: tuple[AreaCode, ...]


def forces_of(lookups: Lookups, by_hand: ByHand) -> dict[str, Force]:
    """All forces by their ids, with the authorities there are after all mergers.

    Raises ``Failure`` where the tables and what was written by hand do not agree.
    """
    authorities = {code: _authority(code, lookups, by_hand) for code in lookups.forces}
    for merger in sorted(by_hand.mergers, key=lambda each: each.since):
        _merge(authorities, merger)
    unknown = {each.force for each in authorities.values()} ^ by_hand.titles.keys()
    if unknown:
        raise Failure(f"forces without a title or without authorities: {sorted(unknown)}")
    found = {
        each.id: Force(title=each.title, code=code, areas=_areas(authorities.values(), code))
        for code, each in by_hand.titles.items()
    }
    found |= {name: Force(title=each.title) for name, each in by_hand.elsewhere.items()}
    return dict(sorted(found.items()))


def _authority(code: str, lookups: Lookups, by_hand: ByHand) -> _Authority:
    written = lookups.names[code]
    title = _OF.sub("", written[-1])
    others = [each for each in written if slug(_OF.sub("", each)) != slug(title)]
    names = (*others, *by_hand.names.get(code, ()))
    codes = (AreaCode(code=each) for each in by_hand.codes.get(code, ()))
    own = AreaCode(code=code, names=names)
    return _Authority(lookups.forces[code], title, (own, *codes))


def _merge(authorities: dict[str, _Authority], merger: Merger) -> None:
    parts = [authorities.pop(code) for code in merger.parts if code in authorities]
    before = authorities.pop(merger.code, None)
    forces = {each.force for each in (*parts, *([before] if before else []))}
    if len(parts) != len(merger.parts) or len(forces) != 1:
        raise Failure(f"{merger.title} is not made of authorities of one force that there are")
    whole = [AreaCode(code=merger.whole, until=merger.since)] if merger.whole else []
    codes = (AreaCode(code=merger.code, since=merger.since), *whole)
    former = (_former(each, code, merger) for each in parts for code in each.codes)
    authorities[merger.code] = _Authority(forces.pop(), merger.title, (*codes, *former))


def _former(authority: _Authority, code: AreaCode, merger: Merger) -> AreaCode:
    """A code of a part: one that had parts itself is a part beside them, in its own time."""
    names = code.names if code.part else (authority.title, *code.names)
    until = code.until or merger.since
    return code.model_copy(update={"part": True, "names": names, "until": until})


def _areas(authorities: Iterable[_Authority], force: str) -> dict[str, Area]:
    own = sorted((each for each in authorities if each.force == force), key=lambda e: slug(e.title))
    return {slug(each.title): _area(each) for each in own}


def _area(authority: _Authority) -> Area:
    plain = authority.codes == (AreaCode(code=authority.codes[0].code),)
    said: Mapping[str, object] = (
        {"code": authority.codes[0].code} if plain else {"codes": authority.codes}
    )
    return Area.model_validate({"title": authority.title, "kind": "local-authority", **said})


def _column(table: Table, form: re.Pattern[str]) -> str:
    found = [name for name in table.header if form.fullmatch(name)]
    if len(found) != 1:
        raise Failure(f"{table.name} is no lookup of local authorities to police force areas")
    return found[0]
