"""The rules that are tried: a file of them over the current ones, or a folder of definitions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.yaml_source import BrokenDefinitions
from oversight_local.failure import Failure


def candidate_of(definitions: Path, current: Catalogue, path: Path) -> Catalogue:
    """The definitions with the rules of ``path``. Raises ``Failure`` that names each fault.

    A file's rules take the place of those of the same id, or are added. Of a folder of
    definitions rules and baselines are taken; what is counted has to be the same.
    """
    if not path.exists():
        raise Failure(f"--rules {path}: there is no such file or folder")
    try:
        found = load_catalogue(path) if path.is_dir() else _of_file(definitions, current, path)
    except (BrokenDefinitions, FileNotFoundError) as broken:
        raise Failure(f"--rules {path} cannot be used", str(broken).splitlines()) from None
    if found.counting_hash != current.counting_hash:
        raise Failure(f"--rules {path} counts otherwise than the stack does: it cannot be compared")
    return replace(current, rules=found.rules, baselines=found.baselines)


def _of_file(definitions: Path, current: Catalogue, path: Path) -> Catalogue:
    with _beside(definitions, path) as folder:
        found = load_catalogue(folder)
    rules = {**current.rules, **found.rules}
    return replace(found, rules=rules, baselines=current.baselines)


@contextmanager
def _beside(definitions: Path, rules: Path) -> Iterator[Path]:
    """The definitions with this file of rules alone, so that each fault is named as usual."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        for each in definitions.iterdir():
            # Baselines name rules that the file need not have.
            if each.name not in ("rules", "baselines.yaml"):
                (folder / each.name).symlink_to(each.resolve())
        (folder / "rules").mkdir()
        (folder / "rules" / f"{rules.stem}.yaml").symlink_to(rules.resolve())
        yield folder
