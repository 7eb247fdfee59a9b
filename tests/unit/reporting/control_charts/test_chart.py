"""Process charts of report items: what is special, in the rows and in words."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.unit.reporting.charted import STABLE, by_the_day, charted, words
from tests.unit.reporting.documents import figures_of

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.facts.facts import Total
from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.render.charts import specification_of


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def test_the_latest_special_cause_months_are_called_out_with_why(catalogue: Catalogue) -> None:
    document = charted(catalogue, by_the_day([*STABLE, 130, 100]))
    said = words(document)
    assert said[0] == "Latest special-cause months: April 2020 (above the upper limit)."
    assert said[1].startswith("Variation: common cause. May 2020, the latest complete one,")
    row = document["rows"][15]
    assert row["process"]["special_cause"] == "above the upper limit"
    assert row["remarks"] == ["special cause (concern): above the upper limit"]
    limits = row["process"]
    assert limits["lower_limit"] < limits["centre"] < limits["upper_limit"] < 130 * 30
    # The same words stand in the row, which is a line of the CSV and of a snapshot's changes.
    assert document["rows"][-1]["text"] == " ".join(said)
    assert specification_of(FiguresDocument.model_validate(document)) is not None


def test_the_latest_month_says_which_way_it_varies(catalogue: Catalogue) -> None:
    assert words(charted(catalogue, by_the_day([*STABLE, 60])))[1] == (
        "Variation: improvement. April 2020, the latest complete one, is special cause "
        "(below the lower limit)."
    )
    assert words(charted(catalogue, by_the_day(STABLE)))[0] == (
        "No month is special cause: the figures vary as chance lets them."
    )
    assert words(charted(catalogue, by_the_day([100] * 15)))[0] == (
        "No month is special cause: each month has as many a day."
    )


def test_few_points_have_no_limits_and_it_says_so(catalogue: Catalogue) -> None:
    document = charted(catalogue, [*STABLE[:11], 900])
    (sentence,) = words(document)
    assert sentence.startswith("Only 12 months: limits are set from 13 points on")
    assert {row["process"]["centre"] for row in document["rows"]} == {None}
    assert {row["process"]["special_cause"] for row in document["rows"]} == {None}
    assert specification_of(FiguresDocument.model_validate(document)) is not None


def test_a_month_that_runs_still_is_in_no_limit(catalogue: Catalogue) -> None:
    whole = charted(catalogue, STABLE)
    running = charted(catalogue, [*STABLE, 3], at=datetime(2020, 4, 9, tzinfo=UTC))
    assert running["rows"][-1]["running"]
    assert running["rows"][-1]["process"]["in_limits"] is False
    assert [r["process"] for r in running["rows"][:-1]] == [r["process"] for r in whole["rows"]]
    assert "1 month is left out of mean and limits" in words(running)[-1]


def test_limits_are_set_anew_at_an_explained_step(catalogue: Catalogue) -> None:
    step = {"on": "2020-04-01", "why": "calls are recorded online too"}
    moved = by_the_day([*STABLE, *(n + 500 for n in STABLE)])
    document = charted(catalogue, moved, steps=[step])
    first, last = document["rows"][0]["process"], document["rows"][-1]["process"]
    # January 2019 and June 2021.
    assert last["centre"] / 30 - first["centre"] / 31 == pytest.approx(500)
    assert "Limits are set anew from 1 April 2020: calls are recorded online too." in words(
        document
    )
    # Within a month, that month is on neither side.
    step["on"] = "2020-04-09"
    inside = charted(catalogue, moved, steps=[step])
    assert inside["rows"][15]["process"]["in_limits"] is False


def test_a_share_of_large_numbers_has_limits_of_its_own_size(catalogue: Catalogue) -> None:
    totals = [Total(n=n * 8, of=1000) for n in STABLE] + [Total(n=78, of=100)]
    document = charted(catalogue, totals, "crime.business-share")
    if document["measure"] != "proportion":
        pytest.fail("the share of business crime is no proportion any more")
    rows = document["rows"]
    wide, narrow = (
        row["process"]["upper_limit"] - row["process"]["lower_limit"] for row in (rows[-1], rows[0])
    )
    assert wide > narrow
    assert 75 < rows[0]["process"]["centre"] < 85
    assert any("p-prime chart" in each for each in words(document))


def test_each_value_asked_for_has_a_chart_and_the_total_none(catalogue: Catalogue) -> None:
    document = charted(
        catalogue,
        STABLE,
        series="offence-group=Robbery",
        by=("offence-group",),
        only=("Robbery", "Burglary"),
    )
    assert [each["label"] for each in document["process"]["series"]] == ["Robbery", "Burglary"]
    assert {row["label"] for row in document["rows"]} == {"Robbery", "Burglary"}
    # No record was ever of it: that is no figure of zero.
    none = {(r["value"], r["unrecorded"]) for r in document["rows"] if r["label"] == "Burglary"}
    assert none == {(None, True)}


def test_a_series_with_a_suppressed_month_is_not_charted_and_says_why(catalogue: Catalogue) -> None:
    document = charted(catalogue, [*STABLE, 2], public=True)
    (series,) = document["process"]["series"]
    assert series["words"] == [
        "Not charted: 1 month is suppressed. Mean and limits without small figures would be too "
        "high, and a month that is not small would look like a fall. By quarter fewer are."
    ]
    assert document["process"]["method"] == ""
    assert all(row.get("process") is None for row in document["rows"])
    assert document["rows"][-1]["text"] == series["words"][0]
    assert specification_of(figures_of(document["rows"], chart="xmr", every="month")) is None


BEGUN = date(2011, 1, 1)


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        ([Total(n=4 * n, of=1000) for n in STABLE], "consistently fails: the whole range"),
        ([Total(n=850 + n, of=1000) for n in STABLE], "consistently passes: the whole range"),
        ([Total(n=8 * n + n % 7 * 20, of=1000) for n in STABLE], "hit and miss: it lies"),
    ],
)
def test_the_target_of_a_plan_is_judged_by_the_limits(
    catalogue: Catalogue, totals: list[Total], said: str
) -> None:
    document = charted(catalogue, totals, "confidence.in-this-area", first=BEGUN)
    (sentence,) = (each for each in words(document) if each.startswith("Target: "))
    assert sentence.startswith("Target: 88.0% (Strategic Policing Plan 2011-15")
    assert f"assurance: {said}" in sentence
    assert {row["process"]["target"] for row in document["rows"]} == {88}


def test_a_level_for_a_year_of_a_count_is_no_target_of_a_month(catalogue: Catalogue) -> None:
    said = words(charted(catalogue, STABLE, first=BEGUN))
    assert not any("Target" in each for each in said)
