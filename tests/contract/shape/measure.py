"""The shape of a package: how long its files and functions are, how deep and how crowded it is."""

import ast
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.contract.shape.imports import (
    graph_of_rooms,
    import_graph,
    importers,
    longest_chain,
    without_arrows_back,
)

Function = ast.FunctionDef | ast.AsyncFunctionDef
# A measure is asked what it knows; its definition's class is nobody's else to look at.
_LADDER = re.compile(r"isinstance\([^)]*Indicator")
LONG_FUNCTION = 30


@dataclass(frozen=True)
class Spread:
    """The median, 90th percentile and maximum of some lengths."""

    median: int
    high: int
    longest: int

    @classmethod
    def of(cls, lengths: Iterable[int]) -> "Spread":
        """Of lengths in any order; all 0 for none."""
        ordered = sorted(lengths) or [0]
        high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.9))]
        return cls(round(statistics.median(ordered)), high, ordered[-1])

    def __str__(self) -> str:
        return f"{self.median} / {self.high} / {self.longest}"


@dataclass(frozen=True)
class Shape:
    """What is measured of a package; files of one line are left out of ``files``' lengths."""

    package: str
    modules: int
    lines: int
    files: Spread
    functions: Spread
    long_functions: int
    chain: tuple[str, ...]
    fullest_folder: int
    one_importer: int
    one_function: int
    documented: float
    ladders: int
    rooms: int
    floors: int
    arrows: int


def packages(checkout: Path) -> list[Path]:
    """The folders of all packages that are shipped."""
    found = {
        path.parent
        for top in ("shared", "services", "deploy")
        for path in (checkout / top).glob("*/*/__init__.py")
    }
    return sorted(found)


def measure(root: Path) -> Shape:
    """The shape of the package in ``root``."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.py"))}
    trees = {path: ast.parse(text) for path, text in texts.items()}
    lengths = [n for text in texts.values() if (n := text.count("\n")) > 1]
    functions = [node for tree in trees.values() for node in _functions(tree)]
    sizes = [(node.end_lineno or 0) - node.lineno + 1 for node in functions]
    graph = import_graph(root)
    rooms = graph_of_rooms(graph)
    folders = Counter(path.parent for path in texts if path.name != "__init__.py")
    public = [node for tree in trees.values() for node in _public(tree)]
    return Shape(
        package=root.name,
        modules=len(texts),
        lines=sum(lengths),
        files=Spread.of(lengths),
        functions=Spread.of(sizes),
        long_functions=sum(size > LONG_FUNCTION for size in sizes),
        chain=tuple(longest_chain(graph)),
        fullest_folder=max(folders.values(), default=0),
        one_importer=sum(len(each) == 1 for each in importers(graph).values()),
        one_function=sum(_is_one_function(tree) for tree in trees.values()),
        documented=_share([ast.get_docstring(node) is not None for node in public]),
        ladders=sum(len(_LADDER.findall(text)) for text in texts.values()),
        rooms=len(rooms),
        floors=len(longest_chain(without_arrows_back(rooms))),
        arrows=sum(map(len, rooms.values())),
    )


def _functions(tree: ast.AST) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def _public(tree: ast.Module) -> list[Function]:
    """Functions of the module and methods of its classes whose names say that others call them."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    bodies = [tree.body, *(node.body for node in classes if not node.name.startswith("_"))]
    return [
        node
        for body in bodies
        for node in body
        if isinstance(node, Function) and not node.name.startswith("_")
    ]


def _is_one_function(tree: ast.Module) -> bool:
    names = [
        node
        for node in tree.body
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_")
    ]
    return len(names) == 1 and isinstance(names[0], Function)


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 1.0
