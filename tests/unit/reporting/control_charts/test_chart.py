"""Process charts of report items: what is special, in the rows and in words."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

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
        "No month is special cause: the figures vary no more than limits and rules allow."
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


def test_months_before_records_begin_are_not_left_out_of_anything(catalogue: Catalogue) -> None:
    rates = [0, 0, 0, *STABLE]
    document = charted(catalogue, by_the_day(rates), since=date(2019, 4, 1))
    assert not any("left out" in each for each in words(document))
    assert document["rows"][-1]["process"] is not None


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


def test_what_special_cause_is_contradicts_no_false_alarm(catalogue: Catalogue) -> None:
    document = charted(catalogue, by_the_day([*STABLE, 130]))
    method = document["process"]["method"]
    assert "more than chance" not in method
    assert "some steady series break a rule by chance" in method
    assert method.count("(screened)") == 1
    unscreened = charted(catalogue, by_the_day([*STABLE, 130]), screen=False)
    assert "screened" not in unscreened["process"]["method"]


def sentence_on(document: dict[str, Any], beginning: str) -> str:
    (found,) = (each for each in words(document) if each.startswith(beginning))
    return found


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ({}, "with 24 points and single jumps screened out, 19%"),
        ({"screen": False}, "with 24 points and single jumps not screened out, 16%"),
        (
            {"freeze": 13},
            "with 24 points, limits set on the first 13 and single jumps screened out, 31%",
        ),
        ({"freeze": 36}, "with 24 points and single jumps screened out, 19%"),
    ],
)
def test_false_alarms_are_those_of_the_chart_that_is_drawn(
    catalogue: Catalogue, said: dict[str, Any], stated: str
) -> None:
    document = charted(catalogue, by_the_day([*STABLE, *STABLE[:9]]), **said)
    assert sentence_on(document, "Of steady series") == (
        f"Of steady series without a season, {stated} show at least one mark."
    )


def test_a_chart_with_its_season_in_it_says_what_that_does(catalogue: Catalogue) -> None:
    (said,) = (w for w in words(charted(catalogue, by_the_day(STABLE))) if "season is not" in w)
    assert said == (
        "The season is not taken out, which takes 3 years of months: it is among what varies, and "
        "one that takes its best month half of the way from the mean to a limit marks most "
        "such charts by itself."
    )


def test_a_chart_longer_than_any_that_was_simulated_says_or_more(catalogue: Catalogue) -> None:
    rates = by_the_day(STABLE * 9, date(2010, 1, 1))
    document = charted(catalogue, rates, freeze=13, first=date(2010, 1, 1))
    assert "84% or more show at least one mark" in sentence_on(document, "Of steady series")
    shorter = charted(catalogue, rates[:109], freeze=13, first=date(2010, 1, 1))
    assert "84% show at least one mark" in sentence_on(shorter, "Of steady series")


SO_FEW = "and more of so few a month that vary more than independent ones would"


def test_few_a_month_say_that_more_of_them_are_marked(catalogue: Catalogue) -> None:
    few, more = ([n // by for n in STABLE] for by in (10, 4))
    assert SO_FEW in sentence_on(charted(catalogue, few), "Of steady series")
    assert SO_FEW not in sentence_on(charted(catalogue, more), "Of steady series")
    # Of a share those who did not are few too.
    shares = [Total(n=1000 - n // 10, of=1000) for n in STABLE]
    document = charted(catalogue, shares, "crime.business-share")
    assert SO_FEW in sentence_on(document, "Of steady series")


FLOOR = "never closer than those of independent cases"


@pytest.mark.parametrize(
    ("totals", "name", "holds"),
    [
        (by_the_day(STABLE), "crime.total", True),
        ([Total(n=8 * n, of=1000) for n in STABLE], "crime.business-share", True),
        ([Total(n=8 * n, of=1000) for n in STABLE], "crime.cancelled-rate", False),
        ([Total(n, n, 0, {n: n}) for n in STABLE], "complaints.days-to-finalise", False),
    ],
)
def test_limits_are_said_to_be_no_closer_than_chance_where_they_are(
    catalogue: Catalogue, totals: list[int | Total], name: str, holds: bool
) -> None:
    method = charted(catalogue, totals, name)["process"]["method"]
    assert "Limits are set by how far a point is from the next" in method
    assert (FLOOR in method) is holds


def test_a_season_that_is_taken_out_is_in_the_false_alarms(catalogue: Catalogue) -> None:
    document = charted(catalogue, by_the_day([*STABLE, *STABLE, *STABLE[:6]]))
    assert "The season is taken out" in " ".join(words(document))
    assert ", 32% show" in sentence_on(document, "Of steady series")


def test_neighbours_are_spoken_of_whether_they_are_alike_or_not(catalogue: Catalogue) -> None:
    steady = [100, 97, 103, 99, 101, 104, 98, 96, 102, 100, 97, 101, 105, 99, 98, 103]
    none = sentence_on(charted(catalogue, by_the_day(steady)), "Neighbouring months")
    assert none.startswith("Neighbouring months are no more alike, nor less, than chance makes")
    assert none.endswith(", of 15 pairs.")
    wandering = [100, 110, 125, 140, 150, 140, 130, 110, 95, 80, 70, 80, 90, 105, 120, 135]
    found = sentence_on(charted(catalogue, by_the_day(wandering)), "Neighbouring months")
    assert "more alike than chance makes them" in found
    assert "the level wanders" in found


def test_jumps_that_are_all_there_is_are_not_screened_and_it_says_so(catalogue: Catalogue) -> None:
    document = charted(catalogue, by_the_day([100] * 14 + [200]))
    assert "Nothing but single jumps varies, so none is screened out of the limits." in words(
        document
    )
    assert "single jumps not screened out" in sentence_on(document, "Of steady series")
    assert document["rows"][0]["process"]["special_cause"] != "below the lower limit"


def test_what_is_rare_is_shown_without_limits(catalogue: Catalogue) -> None:
    document = charted(catalogue, [0] * 6 + [1] + [0] * 8)
    (sentence,) = words(document)
    assert sentence.startswith("Fewer than 2 a month (with or without what is counted)")
    assert {row["process"]["special_cause"] for row in document["rows"]} == {None}


def test_a_target_is_judged_by_the_limits_of_the_latest_months(catalogue: Catalogue) -> None:
    """The last month has many more answers: its close limits alone would promise the target."""
    totals = [Total(n=8 * n + 70, of=1000) for n in STABLE]
    of = [Total(n=n.n // 10, of=100) for n in totals[:-1]] + [Total(n=94_000, of=100_000)]
    document = charted(catalogue, of, "confidence.in-this-area", first=BEGUN)
    sentence = sentence_on(document, "Target: ")
    assert "assurance: hit and miss: it lies between the limits of some of the latest" in sentence


def test_an_item_says_how_it_differs_from_the_chart_of_the_overview(catalogue: Catalogue) -> None:
    rates = by_the_day(STABLE)
    frozen = words(charted(catalogue, rates, freeze=13, screen=False))[-1]
    assert frozen.startswith(
        "This chart freezes its limits and screens no jumps. The overview's is of the 60 months to "
        "the latest"
    )
    # Of all months since records begin it is the same chart.
    assert not any(each.startswith("This chart") for each in words(charted(catalogue, rates)))
    later = charted(catalogue, rates, since=date(2018, 1, 1))
    assert words(later)[-1].startswith("This chart begins in January 2019. The overview's is of")


def test_a_rate_is_charted_as_its_count_is_and_never_closer_than_chance(
    catalogue: Catalogue,
) -> None:
    """Twelve hundred a month that hardly vary, and one of 5% more: over residents the same."""
    counts = [1200, 1203, 1199, 1201, 1200, 1202, 1198, 1201, 1200, 1203, 1199, 1202, 1201, 1260]
    count = charted(catalogue, counts)
    rate = charted(catalogue, counts, "crime.rate", basis="census-2021")
    told = [[row["process"]["special_cause"] for row in each["rows"]] for each in (count, rate)]
    assert told[0] == told[1] == [None] * 14
    ends = [each["rows"][-1]["process"] for each in (count, rate)]
    ratios = {ends[1][name] / ends[0][name] for name in ("centre", "lower_limit", "upper_limit")}
    assert max(ratios) == pytest.approx(min(ratios))
    assert ends[0]["upper_limit"] - ends[0]["centre"] > 2.9 * ends[0]["centre"] ** 0.5
