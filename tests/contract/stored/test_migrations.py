"""A migration only adds, so that the version before goes on beside it and can be gone back to."""

import re
from pathlib import Path

import pytest

# Made what the version before wrote impossible, before this was a rule.
BEFORE = ("0005.quoting.sql",)
TAKES_AWAY = {
    # What is no longer checked is not missed: a state more is a wider check.
    "drops what the version before reads": r"\bDROP\b(?! CONSTRAINT\b)",
    "renames what the version before reads": r"\bRENAME\b",
    "changes what a column holds": r"\bALTER COLUMN\s+\w+\s+(SET DATA )?TYPE\b",
    "refuses what the version before writes": r"\bSET NOT NULL\b",
    "asks for what the version before does not write": (
        r"\bADD COLUMN\s+\w+\s(?![^,;]*\bDEFAULT\b)[^,;]*\bNOT NULL\b"
    ),
}


def faults(statements: str) -> list[str]:
    text = re.sub(r"--[^\n]*", "", statements)
    return [said for said, form in TAKES_AWAY.items() if re.search(form, text, re.IGNORECASE)]


def test_a_migration_takes_nothing_away(checkout: Path) -> None:
    files = sorted(checkout.glob("services/*/oversight_*/migrations/*.sql"))
    assert len(files) > 10
    found = {file.name: faults(file.read_text()) for file in files if file.name not in BEFORE}
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE totals DROP COLUMN n;",
        "ALTER TABLE totals RENAME TO sums;",
        "ALTER TABLE totals ALTER COLUMN n TYPE text;",
        "ALTER TABLE totals ALTER COLUMN n SET NOT NULL;",
        "ALTER TABLE totals ADD COLUMN m bigint DEFAULT 0, ADD COLUMN n bigint NOT NULL;",
    ],
)
def test_what_takes_away_is_found(statement: str) -> None:
    assert len(faults(statement)) == 1
    assert faults(f"-- {statement}\nCREATE TABLE t (n bigint NOT NULL);") == []
