"""The file of a force that ships, as text."""

from collections.abc import Iterator, Sequence

from oversight_contracts.definitions.models.reference import Force, Residents
from oversight_local.forces.entries import force_lines, indented
from oversight_local.load.census.residents import residents_lines

_HEAD = """\
# {title}: what `oversight force add {name}`
# puts into areas.yaml and residents.yaml.
# Made by python -m oversight_local.forces.making; what it covers is in docs/reference.md.
# Source: Office for National Statistics licensed under the Open Government Licence v.3.0: lookups
# of local authorities to police force areas, 2017 to 2019; Census 2011, KS201EW; Census 2021,
# TS021.
# Contains OS data © Crown copyright and database right 2019.
"""
_HEAD_ELSEWHERE = """\
# {title}: what `oversight force add {name}` puts into areas.yaml.
# It polices no area of its own, so there are no residents, and no rate or disparity has a figure.
"""


def force_text(name: str, force: Force, residents: Sequence[Residents]) -> str:
    """All of the file."""
    head = _HEAD if force.areas else _HEAD_ELSEWHERE
    lines = "".join(f"{line}\n" for line in _lines(name, force, residents))
    return head.format(title=force.title, name=name) + lines


def _lines(name: str, force: Force, residents: Sequence[Residents]) -> Iterator[str]:
    yield "forces:"
    yield from indented(force_lines(name, force), 2)
    if residents:
        yield "residents:"
        yield from indented(residents_lines(residents), 2)
