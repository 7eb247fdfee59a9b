"""Insertion of lines into a YAML file that people write: comments and layout stay as they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import yaml

from oversight_local.failure import Failure
from oversight_local.forces.entries import indented


class YamlText:
    """The text of a file whose parts are written as blocks; a part is named by its keys.

    Raises ``Failure`` for a part that is not there, or written in braces: whoever wrote it so
    has to add to it.
    """

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._lines = text.splitlines()
        self._root = yaml.compose(text, Loader=yaml.CSafeLoader)
        # What is put behind a line, by its number, each with its column; and the lines that go.
        self._added: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        self._removed: set[int] = set()

    @property
    def text(self) -> str:
        """The text with all that was added."""
        return "".join(f"{line}\n" for line in self._written())

    def append(self, place: tuple[str, ...], lines: Iterable[str]) -> None:
        """Add ``lines`` at the end of the mapping or list at ``place``, in its own column."""
        node = self._node(place)
        column = node.start_mark.column
        self._added[_last_line(node)] += ((column, line) for line in indented(lines, column))

    def append_key(self, place: tuple[str, ...], key: str, lines: Iterable[str]) -> None:
        """Add ``key`` with ``lines`` beneath it at the end of the mapping at ``place``."""
        self.append(place, [f"{key}:", *indented(lines, 2)])

    def remove_key(self, place: tuple[str, ...], key: str) -> None:
        """Take out the line of a key with a plain value."""
        for name, value in self._node(place).value:
            if name.value == key and name.start_mark.line == _last_line(value):
                self._removed.add(name.start_mark.line)
                return
        raise self._by_hand(place)

    def _written(self) -> Iterator[str]:
        for number, line in enumerate(self._lines):
            if number not in self._removed:
                yield line
            # What lies deeper belongs to what ends here, and comes before what follows that.
            added = sorted(self._added[number], key=lambda each: each[0], reverse=True)
            yield from (each for _, each in added)

    def _node(self, place: tuple[str, ...]) -> yaml.CollectionNode:
        node = self._root
        for key in place:
            pairs = node.value if isinstance(node, yaml.MappingNode) else ()
            node = next((value for name, value in pairs if name.value == key), None)
        if not isinstance(node, yaml.CollectionNode) or node.flow_style:
            raise self._by_hand(place)
        return node

    def _by_hand(self, place: tuple[str, ...]) -> Failure:
        return Failure(
            f"{self._name} has no {'.'.join(place)} written line by line: nothing can be added "
            "to it but by hand"
        )


def _last_line(node: yaml.Node) -> int:
    """The line that the last word of ``node`` stands on; comments after it are not its own."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    # What is written over several lines in blocks ends at the beginning of the line behind it.
    end = node.end_mark
    return int(end.line - 1 if end.column == 0 and end.line > node.start_mark.line else end.line)
