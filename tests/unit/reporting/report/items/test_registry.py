"""Every kind of item that a definition can have is planned."""

from typing import get_args

from oversight_contracts.definitions.models.reports import Item
from oversight_reporting.report.items.registry import REPORT_ITEMS


def test_every_item_that_can_be_defined_has_an_entry() -> None:
    kinds = {get_args(each)[0] for each in get_args(get_args(Item)[0])}
    assert kinds == set(REPORT_ITEMS)
