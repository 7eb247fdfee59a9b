"""Whom an e-mail says to ask: the closest, and the force's own before anyone's."""

import pytest
from tests.unit.alerts.builders import shipped

from oversight_contracts.definitions.contacts import Contact, check_contacts, contact_of

INDICATORS = ("response.within-target", "response.time", "stop-search.disparity")
OF_ALL = Contact(about=("response",), ask="The performance team")
OF_ONE = Contact(about=("response.time",), ask="The dispatcher")
OWN = Contact(about=("response",), force="west-midlands", ask="Our control room")


@pytest.mark.parametrize(
    ("force", "indicator", "expected"),
    [
        ("staffordshire", "response.within-target", OF_ALL),
        ("staffordshire", "response.time", OF_ONE),
        ("west-midlands", "response.time", OWN),
        ("west-midlands", "responses.other", None),
        ("west-midlands", "stop-search.disparity", None),
    ],
)
def test_the_closest_is_asked(force: str, indicator: str, expected: Contact | None) -> None:
    assert contact_of([OF_ALL, OF_ONE, OWN], force, indicator) == expected


def test_what_an_entry_names_has_to_be_there_and_once() -> None:
    wrong = Contact(about=("respons", "response"), force="atlantis", ask="Nobody")
    again = Contact(about=("response",), force="atlantis", ask="Nobody else")
    found = list(check_contacts([OF_ALL, wrong, again], ["west-midlands"], INDICATORS))
    assert [where for where, _ in found] == [
        ("contacts", 1, "force"),
        ("contacts", 1, "about", 0),
        ("contacts", 2, "force"),
        ("contacts", 2, "about", 0),
    ]


def test_somebody_is_asked_about_every_rule_that_ships() -> None:
    catalogue = shipped()
    for rule in catalogue.rules.values():
        assert catalogue.ask_about("west-midlands", rule.indicator)
