"""The imports inside a package, as a graph of its modules or of its rooms."""

import ast
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

Graph = Mapping[str, set[str]]


def module_name(path: Path, root: Path) -> str:
    """The dotted name of a file of the package in the folder ``root``."""
    dotted = ".".join(path.relative_to(root.parent).with_suffix("").parts)
    return dotted.removesuffix(".__init__")


def import_graph(root: Path) -> Graph:
    """Each module of the package in ``root``, and which of its others it imports."""
    files = {module_name(path, root): path for path in sorted(root.rglob("*.py"))}
    return {name: set(_imported(path, root.name, files)) - {name} for name, path in files.items()}


def room_of(module: str) -> str:
    """The room a module is in: the sub-package below its package, or the module itself."""
    return ".".join(module.split(".")[:2])


def graph_of_rooms(graph: Graph) -> Graph:
    """The same imports between rooms; the package itself is none."""
    found: dict[str, set[str]] = {room_of(name): set() for name in graph if "." in name}
    for name, used in graph.items():
        if "." in name:
            found[room_of(name)] |= {room_of(each) for each in used if "." in each}
    return {name: used - {name} for name, used in found.items()}


def longest_chain(graph: Graph) -> list[str]:
    """The longest chain of imports, from the top down. Raises ``ValueError`` for a cycle."""
    known: dict[str, list[str]] = {}
    walking: set[str] = set()

    def chain(name: str) -> list[str]:
        if name in walking:
            raise ValueError(f"{name} imports itself, by way of others")
        if name not in known:
            walking.add(name)
            below = max((chain(each) for each in sorted(graph[name])), key=len, default=[])
            walking.discard(name)
            known[name] = [name, *below]
        return known[name]

    return max((chain(name) for name in sorted(graph)), key=len, default=[])


def without_arrows_back(graph: Graph) -> Graph:
    """The graph without the arrows that close a cycle, so that its floors can be counted."""
    kept: dict[str, set[str]] = {name: set() for name in graph}
    walking: list[str] = []

    def walk(name: str) -> None:
        walking.append(name)
        for each in sorted(graph[name]):
            if each not in walking:
                kept[name].add(each)
                if each not in done:
                    walk(each)
        walking.pop()
        done.add(name)

    done: set[str] = set()
    for name in sorted(graph):
        if name not in done:
            walk(name)
    return kept


def importers(graph: Graph) -> dict[str, set[str]]:
    """Which modules import each."""
    found: dict[str, set[str]] = {name: set() for name in graph}
    for name, used in graph.items():
        for each in used:
            found[each].add(name)
    return found


def _imported(path: Path, package: str, known: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and _is_inside(package)(node.module):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in known else node.module


def _is_inside(package: str) -> Callable[[str], bool]:
    return lambda name: name == package or name.startswith(f"{package}.")
