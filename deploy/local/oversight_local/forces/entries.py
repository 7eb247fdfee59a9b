"""Entries of areas.yaml as text, as an analyst would write them."""

import re
from collections.abc import Iterable, Iterator, Mapping

import orjson

from oversight_contracts.definitions.models.reference import Area, AreaCode, Force

# Anything else is put in quotes: a comma would end an entry, `No` would be a truth value.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z '.()-]*[A-Za-z.)]")
_NO_TEXT = {"yes", "no", "true", "false", "on", "off", "null"}


def force_lines(name: str, force: Force) -> Iterator[str]:
    """A force of areas.yaml, from the column that forces stand in."""
    yield f"{name}:"
    yield f"  title: {_text(force.title)}"
    if force.code:
        yield f"  code: {force.code}"
    if force.areas:
        yield "  areas:"
        yield from indented(area_lines(force.areas), 4)


def area_lines(areas: Mapping[str, Area]) -> Iterator[str]:
    """The areas of a force, a line each where they have one code."""
    for name, area in areas.items():
        title = _text(area.title)
        if area.code:
            yield f"{name}: {{title: {title}, kind: {area.kind}, code: {area.code}}}"
            continue
        yield f"{name}:"
        yield f"  title: {title}"
        yield f"  kind: {area.kind}"
        yield "  codes:"
        yield from (f"    - {_code(each)}" for each in area.codes)


def indented(lines: Iterable[str], by: int) -> Iterator[str]:
    """Each line further to the right."""
    return (f"{' ' * by}{line}" for line in lines)


def _code(each: AreaCode) -> str:
    if each == AreaCode(code=each.code):
        return each.code
    words = [f"code: {each.code}"]
    if each.names:
        words.append(f"names: [{', '.join(map(_text, each.names))}]")
    words += ["part: true"] if each.part else []
    words += [f"since: {each.since}"] if each.since else []
    words += [f"until: {each.until}"] if each.until else []
    return f"{{{', '.join(words)}}}"


def _text(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and text.casefold() not in _NO_TEXT
    return text if plain else orjson.dumps(text).decode()
