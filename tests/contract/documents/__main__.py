"""``python -m tests.contract.documents`` writes them; ``--check`` says which are stale."""

import argparse
import sys
from pathlib import Path

from tests.contract.documents.contents import contents, stale, write

ROOT = Path(__file__).parents[3]


def main(arguments: list[str] | None = None) -> int:
    """Exit code 1 where ``--check`` finds a document that the code would write otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.documents", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if any is stale")
    checking = parser.parse_args(arguments).check
    documents = contents(ROOT)
    if not checking:
        write(ROOT, documents)
        return 0
    old = stale(ROOT, documents)
    for name in old:
        sys.stderr.write(f"{name} is stale; write it with: make docs\n")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
