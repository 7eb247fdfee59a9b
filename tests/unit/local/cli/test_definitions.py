"""`oversight definitions` tells an analyst what is wrong, and what is meant, without a stack."""

from pathlib import Path

from tests.unit.contracts.catalogues import Change, line_of, write
from typer.testing import CliRunner, Result

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_local.cli.main import build_app

OVERSIGHT = build_app()
CRIME = "indicators/crime.yaml"


def run(*words: str) -> Result:
    return CliRunner().invoke(OVERSIGHT, ["definitions", *words])


def test_sound_definitions_are_listed_and_end_with_0(tmp_path: Path) -> None:
    write(tmp_path)
    result = run("check", "--definitions", str(tmp_path))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "sound: 7 indicators (6 counted, 0 quoted, 1 weighed), 3 rules, 0 reports, "
        "5 milestones of 1 plan",
        "nothing answers E2 of Report 2020: Response by grade",
        f"counting hash {load_catalogue(tmp_path).counting_hash}",
        "a stack that counted under another hash needs: oversight rebuild",
    ]


def test_the_shipped_definitions_answer_every_row(definitions: Path) -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "all 91 rows of 5 documents are answered" in result.stdout


def test_every_fault_is_named_by_file_line_and_field_and_ends_with_1(tmp_path: Path) -> None:
    write(
        tmp_path,
        Change(CRIME, "markers: knife", "markers: spoon"),
        Change(CRIME, "at: finalised_at}", "at: finalised_at, where: {finalised_at: absent}}"),
    )
    result = run("check", "--definitions", str(tmp_path))
    assert result.exit_code == 1
    assert result.stdout == ""
    first, second, last = result.stderr.splitlines()
    spoon = line_of(tmp_path, CRIME, "spoon")
    assert first.startswith(f"{CRIME}:{spoon}: counts.where.markers: no record can ever have")
    never = line_of(tmp_path, CRIME, "finalised_at: absent")
    assert second == (
        f"{CRIME}:{never}: of.where.finalised_at: no record can ever match: "
        "“finalised at” is known and “finalised at” is blank at once"
    )
    assert last == f"oversight: 2 faults in {tmp_path}"


def test_what_the_rules_of_a_record_forbid_is_found_by_trying(tmp_path: Path) -> None:
    both = "markers: knife\n      cancellation_reason: duplicate"
    write(tmp_path, Change(CRIME, "markers: knife", both))
    # Each condition can hold, so a service starts with it.
    assert load_catalogue(tmp_path).indicators
    result = run("check", "--definitions", str(tmp_path))
    assert result.exit_code == 1
    line = line_of(tmp_path, CRIME, "counts:")
    assert f"{CRIME}:{line}: counts: no crime that was tried counts" in result.stderr


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "targets.yaml").unlink()
    result = run("check", "--definitions", str(tmp_path))
    assert result.exit_code == 1
    assert result.stderr == f"oversight: there is no targets.yaml in {tmp_path}\n"


def test_an_indicator_is_explained_with_records_that_count_and_that_do_not(tmp_path: Path) -> None:
    lead = Change(
        CRIME, "unit: crimes", "lead: ACC Crime\n  comparators: [last-year]\n  unit: crimes"
    )
    write(tmp_path, lead)
    result = run("explain", "crime.knife", "--definitions", str(tmp_path))
    assert result.exit_code == 0
    crime = "offence aggravated-vehicle-taking"
    assert (
        result.stdout
        == f"""\
crime.knife: Knife crimes
  Crimes with a knife.

What it counts
  Counts: crimes, by the London day of “recorded at”, where “cancelled at” is blank and \
“markers” is knife.

How it is printed
  Unit: crimes, 1 decimal; lower is better.
  Kept for every area and day.
  Broken down by offence; by group.
  Compared with the same dates last year.

Who asks for it
  Lead: ACC Crime.
  Report 2020 (2021-09-26), E1 Knife crime (lead: Head of crime), page 7
  Plan 2011 (2011), A1 Knife crime

Not comparable across
  1 February 2020: more is a knife.

Milestones
  2011-12, birmingham: -7.5% on 2010-11 (Plan 2011, A1)
  2010-11: N/A: nothing was set (Plan 2011, A1)
  2011-12: benchmark: no target, this period's figure is the baseline of the next (Plan 2011, A1)

Records that count (made up)
  1. crime: recorded_at 14 May 2024 09:00, {crime}, markers knife
     counted on 14 May 2024
  2. crime: recorded_at 2 July 2024 00:10, {crime}, markers knife
     counted on 2 July 2024
  3. crime: recorded_at 23 November 2024 18:30, {crime}, markers knife
     counted on 23 November 2024

Records that do not count
  1. crime: recorded_at 14 May 2024 09:00, cancelled_at 14 May 2024 09:12, {crime}, markers knife
     not counted: “cancelled at” is 14 May 2024 09:12, and counted is only where “cancelled at” \
is blank
  2. crime: recorded_at 2 July 2024 00:10, {crime}, markers alcohol
     not counted: “markers” is alcohol, and counted is only where “markers” is knife
  3. crime: recorded_at 14 May 2024 09:00, {crime}
     not counted: “markers” is blank, and counted is only where “markers” is knife
"""
    )


def test_a_target_a_wait_and_a_miss_are_distinguished(tmp_path: Path) -> None:
    write(tmp_path)
    told = run("explain", "response.within", "--definitions", str(tmp_path)).stdout
    assert "counted on 14 May 2024: a hit\n" in told
    assert "no hit: it took 20 h, and the target was 1 h\n" in told
    assert "counted on 23 November 2024: not attended yet\n" in told
    assert "not counted: there was no target for it" in told


def test_what_has_no_conditions_shows_what_never_adds(tmp_path: Path) -> None:
    write(tmp_path)
    told = run("explain", "search.disparity", "--definitions", str(tmp_path)).stdout
    assert "1. any of these once the force says that it is gone (an event uk.police.stop" in told
    assert "2. any of these sent a second time\n" in told
    assert "3. an earlier state of any of these that arrives late, with a lower revision\n" in told


def test_a_statistic_is_explained_without_records() -> None:
    told = run("explain", "confidence.fear-of-crime").stdout
    assert "No longer collected: The Office for National Statistics took the questions" in told
    assert "Counts nothing: quotes the published statistics “confidence.fear-of-crime”." in told
    assert "Records" not in told


def test_an_unknown_indicator_names_those_near_it() -> None:
    result = run("explain", "crime.knive")
    assert result.exit_code == 1
    assert result.stderr.startswith("oversight: there is no indicator crime.knive; near it are ")
    assert "crime.knife" in result.stderr


def test_a_severity_is_explained_with_what_it_weighs_and_what_is_missing(tmp_path: Path) -> None:
    write(tmp_path)
    result = run("explain", "crime.harm", "--definitions", str(tmp_path))
    assert result.exit_code == 0
    assert "the counts by offence of crime.knife, times the weights “cost”" in result.stdout
    assert "it has no figure until weights.yaml has them" in result.stdout


def test_the_opening_balances_of_a_stock_are_explained(tmp_path: Path) -> None:
    stock = """\
- id: complaint.open
  title: Open
  description: Cases open.
  measure: stock
  unit: cases
  polarity: lower-is-better
  opened: {kind: complaint, at: logged_at}
  closed: {kind: complaint, at: finalised_at}
  opening:
    day: 2024-04-01
    source: The department
    balances: {west-midlands: {force: 1312, dudley: 40}}
"""
    write(tmp_path, Change(CRIME, "- id: complaint.days\n", f"{stock}\n- id: complaint.days\n"))
    told = run("explain", "complaint.open", "--definitions", str(tmp_path)).stdout
    assert (
        "Open at the end of a day: what was open at the beginning of 1 April 2024, and what was "
        "opened less what was closed since.\n"
        "  Opening balances of 1 April 2024: west-midlands 1,312; dudley of west-midlands 40. "
        "The department.\n"
        "  Before that day, of other forces and areas, and by breakdown there is no figure.\n"
    ) in told
