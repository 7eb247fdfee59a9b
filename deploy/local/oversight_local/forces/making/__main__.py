"""``python -m oversight_local.forces.making``: writes the forces that ship, from tables.

Folders of tables of the Office for National Statistics: ``--geography`` holds lookups of local
authorities to police force areas (``lad-csp-pfa_*``), ``--census`` tables of residents by ethnic
group (``*census*``), each as CSV, gzipped or not.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from oversight_local.checkout import find_folder
from oversight_local.failure import Failure
from oversight_local.forces.making.by_hand import read_by_hand
from oversight_local.forces.making.geography import Lookups, forces_of
from oversight_local.forces.making.residents import residents_of
from oversight_local.forces.making.text import force_text
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.source_file import open_table


def texts(geography: Path, census: Path, by_hand: Path) -> dict[str, str]:
    """The files by name. Raises ``Failure`` where the tables do not agree."""
    written, lookups = read_by_hand(by_hand), Lookups()
    # By their names, which end in the month they are as at.
    for path in sorted(geography.glob("lad-csp-pfa_*.csv*")):
        lookups.read(open_table(path))
    forces = forces_of(lookups, written)
    tables = [open_table(path) for path in sorted(census.glob("*census*.csv*"))]
    with tempfile.TemporaryDirectory() as folder, RejectsFile(Path(folder) / "refused") as rejects:
        residents = residents_of(tables, forces, rejects)
    return {
        f"{name}.yaml": force_text(name, force, residents[name]) for name, force in forces.items()
    }


def main(words: Sequence[str]) -> int:
    """Write the files; answers the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m oversight_local.forces.making", description=(__doc__ or "")
    )
    parser.add_argument("--geography", type=Path, required=True)
    parser.add_argument("--census", type=Path, required=True)
    given = parser.parse_args(words)
    folder = find_folder("shared", "reference")
    try:
        found = texts(given.geography, given.census, folder / "forces-by-hand.yaml")
    except Failure as failure:
        sys.stderr.write("\n".join((*failure.details, str(failure), "")))
        return 1
    for name, text in found.items():
        (folder / "forces" / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(found)} forces in {folder / 'forces'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
