"""Residents as the YAML that ``residents.yaml`` is written in."""

from collections.abc import Sequence
from pathlib import Path

from oversight_contracts.definitions.reference import Residents

_HEAD = """\
# A draft from census tables. Look it through, then move what is right into residents.yaml of the
# definitions: reporting and alerts read it at their next start.
residents:
"""


def write_draft(path: Path, found: Sequence[Residents]) -> None:
    """Replace ``path`` with the residents, two lines each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_HEAD + "".join(map(_entry, found)), encoding="utf-8")


def _entry(each: Residents) -> str:
    groups = ", ".join(f"{name}: {count}" for name, count in each.groups["ethnicity"].items())
    return (
        f"  - {{basis: {each.basis}, force: {each.force}, area: {each.area}, "
        f'source: "{each.source}", total: {each.total},\n'
        f"     groups: {{ethnicity: {{{groups}}}}}}}\n"
    )
