"""Insertion of lines into a YAML file that people write: comments and layout stay as they are."""

from collections.abc import Iterable

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
        self.text = text if text.endswith("\n") else f"{text}\n"

    def append(self, place: tuple[str, ...], lines: Iterable[str]) -> None:
        """Add ``lines`` at the end of the mapping or list at ``place``, in its own column."""
        node = self._node(place)
        self._insert(_last_line(node), indented(lines, node.start_mark.column))

    def append_key(self, place: tuple[str, ...], key: str, lines: Iterable[str]) -> None:
        """Add ``key`` with ``lines`` beneath it at the end of the mapping at ``place``."""
        self.append(place, [f"{key}:", *indented(lines, 2)])

    def remove_key(self, place: tuple[str, ...], key: str) -> None:
        """Take out the line of a key with a plain value."""
        for name, value in self._node(place).value:
            if name.value == key and name.start_mark.line == _last_line(value):
                lines = self.text.splitlines(keepends=True)
                del lines[name.start_mark.line]
                self.text = "".join(lines)
                return
        raise self._by_hand(place)

    def _insert(self, after: int, lines: Iterable[str]) -> None:
        known = self.text.splitlines(keepends=True)
        known[after + 1 : after + 1] = [f"{line}\n" for line in lines]
        self.text = "".join(known)

    def _node(self, place: tuple[str, ...]) -> yaml.CollectionNode:
        node = yaml.compose(self.text, Loader=yaml.SafeLoader)
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
