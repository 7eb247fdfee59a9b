"""Every kind of e-mail has its folder of templates, and no folder is without a kind."""

from pathlib import Path

import pytest

import oversight_alerts
from oversight_alerts.email.kinds import EMAIL_KINDS, INDICATOR_RULE
from oversight_alerts.rules import builtin

TEMPLATES = Path(oversight_alerts.__file__).parent / "templates" / "email"
FOLDERS = {kind.templates for kind in (INDICATOR_RULE, *EMAIL_KINDS.values())}


@pytest.mark.parametrize("folder", sorted(FOLDERS))
def test_a_kind_has_its_words(folder: str) -> None:
    assert {path.name for path in (TEMPLATES / folder).iterdir()} == {"words.j2"}


def test_every_folder_is_of_a_kind() -> None:
    assert {path.name for path in TEMPLATES.iterdir()} == {
        "layout",
        "no_figure",
        "digest",
        *FOLDERS,
    }


def test_every_rule_that_ships_with_the_service_has_an_email_of_its_own() -> None:
    assert set(EMAIL_KINDS) == {rule.id for rule in builtin.RULES}
