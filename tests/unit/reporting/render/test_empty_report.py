"""A report whose period has no records says so once."""

from typing import Any

from tests.unit.reporting.documents import NARRATIVE, ROW, report_of, stored_item

from oversight_reporting.model.document import ReportDocument
from oversight_reporting.render.chart_renderer import ChartCache
from oversight_reporting.render.snapshot_page import shown_sections
from oversight_reporting.render.templates import load_templates

NONE = {"covers": "none", "printed": "no records"}


async def not_drawn(_: str) -> str:
    raise AssertionError("there is nothing to draw")


async def printed(report: ReportDocument) -> str:
    shown = await shown_sections(report.sections, ChartCache(not_drawn))
    page = load_templates().get_template("report-sections.html")
    return page.render(shown=shown, period=report.period)


def without_records(title: str) -> dict[str, Any]:
    return stored_item([NONE, {**NONE, "label": "A"}], title=title)


async def test_one_sentence_stands_for_a_report_without_records() -> None:
    text = await printed(report_of(*map(without_records, ("Crime", "Searches"))))
    assert "none of the 2 tables of this report has a figure" in text
    assert "no records<" not in text
    assert "<h3" not in text


async def test_one_sentence_stands_for_the_tables_of_a_section_without_records() -> None:
    known = stored_item([{"value": 7, "printed": "7"}], title="Incidents")
    text = await printed(report_of(without_records("Crime"), known, without_records("Searches")))
    assert "of the period for: Crime; Searches. That is not a figure of zero." in text
    assert text.count("<h3") == 1


async def test_last_year_or_words_are_no_empty_report() -> None:
    earlier = {name: ROW[name] for name in ("from", "to", "numerator", "denominator")} | {
        **{"value": 6, "printed": "6", "lower": None, "upper": None, "printed_interval": ""},
        "suppressed": False,
    }
    last_year = stored_item([{**NONE, "earlier": earlier}], compare="same-dates-last-year")
    written = {**NARRATIVE, "commentary": True, "status": "reported", "title": "Words"}
    text = await printed(report_of(last_year, without_records("Searches"), written))
    assert "of the period for: Searches." in text
    assert text.count("<h3") == 2
