"""YAML read with the line of every value, so that an error can name file, line and field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from oversight_contracts.errors import Fault, faults_of

T = TypeVar("T")
# What YAML reads as true or false, and means something else in an export.
_SWITCHES = ("yes", "no", "on", "off")
_NOTHING = ("", "~")
# The first is what pydantic says of text that is none, the others of what text may stand for.
_WANTED = tuple(f"Input should be a valid {word}" for word in ("string", "tuple", "dictionary"))
Place = tuple[str | int, ...]
# Where in an entry a fault is, and what is wrong, in words.
Finding = tuple[Place, str]


@dataclass(frozen=True)
class DefinitionFault:
    """One thing wrong in a definition file."""

    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.field}: {self.reason}" if self.field else f"{where}: {self.reason}"


class BrokenDefinitions(Exception):
    """Definitions that cannot be used; ``faults`` say where and why."""

    def __init__(self, faults: Sequence[DefinitionFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


class Source:
    """One YAML file: its plain values, and the line each stands on."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self._lines: dict[Place, int] = {(): 1}
        # The words that YAML took for something else, such as No for false.
        self._misread: dict[Place, str] = {}
        self._scalars = yaml.constructor.SafeConstructor()
        try:
            root = _composed(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise self._unreadable(error) from error
        self.value = None if root is None else self._read(root, ())

    def validated(self, model: TypeAdapter[T], value: Any, place: Place = ()) -> T:
        """``value``, which stands at ``place``, as ``model``. Raises ``BrokenDefinitions``."""
        try:
            return model.validate_python(value)
        except ValidationError as error:
            faults = [self._fault(place, each) for each in faults_of(error)]
            raise BrokenDefinitions(faults) from error

    def broken(self, place: Place, reason: str, line: int | None = None) -> BrokenDefinitions:
        """An error at ``place``; which entry of a list it stands in, the line says."""
        field = ".".join(map(str, place[1:] if place and isinstance(place[0], int) else place))
        where = line or self._line(place)
        hint = self._hint(place) if self._misread.get(place, "").casefold() in _SWITCHES else ""
        return BrokenDefinitions([DefinitionFault(self.name, where, field, reason + hint)])

    def _hint(self, place: Place) -> str:
        raw = self._misread[place]
        return f" (YAML does not read {raw} as a word: write it in quotes, '{raw}')"

    def _unreadable(self, error: Exception) -> BrokenDefinitions:
        mark = getattr(error, "problem_mark", None)
        return self.broken((), _said(error), mark.line + 1 if mark else 1)

    def _fault(self, place: Place, fault: Fault) -> DefinitionFault:
        # pydantic's path also names the member of a union it tried, which the file does not have.
        written, unknown = place, ""
        for part in fault.field.split(".") if fault.field else ():
            step = next((s for s in _steps(part, unknown) if (*written, s) in self._lines), None)
            written, unknown = (written, part) if step is None else ((*written, step), "")
        field = ".".join(str(part) for part in (*written[len(place) :], unknown) if part != "")
        raw = self._misread.get(written, "").casefold()
        wanted = _WANTED if raw in _SWITCHES else _WANTED[:1]
        hint = self._hint(written) if raw and fault.reason.startswith(wanted) else ""
        return DefinitionFault(self.name, self._line(written), field, fault.reason + hint)

    def _line(self, place: Place) -> int:
        while place not in self._lines:
            place = place[:-1]
        return self._lines[place]

    def _read(self, node: yaml.Node, place: Place) -> Any:
        if isinstance(node, yaml.MappingNode):
            return {key: value for key, value in self._mapping(node, place)}
        if isinstance(node, yaml.SequenceNode):
            return [self._item(each, (*place, index)) for index, each in enumerate(node.value)]
        try:
            value = self._scalars.construct_object(node)
            if _is_plain(node) and not isinstance(value, str):
                self._misread[place] = node.value
            return value
        except (yaml.YAMLError, ValueError) as error:
            line = node.start_mark.line + 1
            raise self.broken(place, _said(error), line) from error

    def _item(self, node: yaml.Node, place: Place) -> Any:
        self._lines[place] = node.start_mark.line + 1
        return self._read(node, place)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*place, key)
            self._lines[here] = key_node.start_mark.line + 1
            if key in seen:
                raise self.broken(here, "stands here twice")
            seen.add(key)
            yield key, self._read(value_node, here)


def _is_plain(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value not in _NOTHING


def _steps(part: str, before: str) -> Iterator[str | int]:
    if part.isdigit():
        yield int(part)
    yield part
    # A key such as `outcomes.code` is one step.
    yield f"{before}.{part}"


def _composed(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        # A third as fast, and names the character or the alias at fault.
        return yaml.compose(text, Loader=yaml.SafeLoader)


def _said(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error)
