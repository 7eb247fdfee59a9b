"""Real census tables give the residents that the product ships, which were made by hand."""

import os
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.definitions.models.reference import Force, Residents, ResidentsFile
from oversight_local.cli.main import app
from oversight_local.load.census.collection import CensusLoad
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.source_file import open_table

HEADER = (
    "Area code;Area name;"
    '"White: Irish\n(number)";"White: Roma\n(number)";"Asian, Asian British: Indian\n(number)";'
    '"Black, Black British: African\n(number)";"Mixed or Multiple: Other\n(number)";'
    '"Other ethnic group: Arab\n(number)";White: Irish\n'
)


def census(folder: Path, *files: Path) -> tuple[int, str, dict[tuple[str, str, str], Residents]]:
    out = folder / "draft.yaml"
    words = ["load", "census", *map(str, files), "--out", str(out), "--data", str(folder)]
    result = CliRunner().invoke(app, words)
    if not out.exists():
        return result.exit_code, result.output, {}
    found = ResidentsFile.model_validate(yaml.safe_load(out.read_text())).residents
    by_place = {(each.basis, each.force, each.area): each for each in found}
    return result.exit_code, result.output, by_place


def a_table(folder: Path, *rows: str) -> Path:
    path = folder / "table.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows))
    return path


def test_a_point_between_thousands_is_no_decimal_point(tmp_path: Path) -> None:
    row = "E08000026;Coventry; 66.519 ; 1 ; 1.234.567 ; - ; 3 ; 4 ;0,2"
    _, _, found = census(tmp_path, a_table(tmp_path, row))
    coventry = found["census-2021", "west-midlands", "coventry"]
    assert coventry.groups["ethnicity"] == {
        "White": 66_520,
        "Asian": 1_234_567,
        "Black": 0,
        "Mixed": 3,
        "Other": 4,
    }
    assert coventry.total == 66_520 + 1_234_567 + 7


def test_a_force_is_the_sum_of_its_authorities_only_where_all_are_there(tmp_path: Path) -> None:
    rows = [f"E080000{25 + number};X;1;1;1;1;1;1;9" for number in range(7)]
    _, _, found = census(tmp_path, a_table(tmp_path, *rows))
    assert found["census-2021", "west-midlands", "force"].total == 7 * 6
    _, _, found = census(tmp_path / "rest", a_table(tmp_path, *rows[:6]))
    assert ("census-2021", "west-midlands", "force") not in found


def test_a_number_that_is_none_is_refused_and_written(tmp_path: Path) -> None:
    rows = ("E08000026;Coventry;6.65;1;1;1;1;1;9", "E08000025;Birmingham;1;1;1;1;1;1;9")
    code, said, found = census(tmp_path, a_table(tmp_path, *rows))
    assert (code, len(found)) == (0, 1)
    assert "White: Irish (number): '6.65' is no number of people" in said
    assert "Coventry" in (tmp_path / "refused.csv").read_text()


def test_another_table_is_refused_with_what_was_expected(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("Area name,Households\nCoventry,5\n")
    code, said, _ = census(tmp_path, path)
    assert code == 1
    assert "is no table of residents by ethnic group" in " ".join(said.split())


def test_a_draft_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    table = a_table(tmp_path, "E08000026;Coventry;1;1;1;1;1;1;9")
    census(tmp_path, table)
    draft = tmp_path / "draft.yaml"
    code, said, _ = census(tmp_path, table)
    assert (code, "says the same already" in " ".join(said.split())) == (0, True)
    draft.write_text(f"{draft.read_text()}# looked through\n")
    code, said, _ = census(tmp_path, table)
    assert (code, "say another file with --out" in " ".join(said.split())) == (1, True)
    assert draft.read_text().endswith("# looked through\n")


DISTRICTS = {"E1": (None, "2020-04-01"), "E2": (None, "2020-04-01"), "E3": ("2020-04-01", None)}


def residents_of(*rows: str, folder: Path) -> list[Residents]:
    """What a force whose only area was put together of E1 and E2 has in a table."""
    codes = [
        {"code": code, "part": code != "E3", "since": since, "until": until}
        for code, (since, until) in DISTRICTS.items()
    ]
    area = {"title": "Bucks", "kind": "local-authority", "codes": codes}
    force = Force.model_validate({"title": "Thames Valley", "areas": {"bucks": area}})
    with RejectsFile(folder / "refused.csv") as rejects:
        load = CensusLoad({"thames-valley": force}, rejects)
        load.read(open_table(a_table(folder, *rows)))
        assert load.missing_parts() == ([] if load.residents() else ["bucks (census-2021)"])
        return load.residents()


def test_an_area_is_the_sum_of_the_districts_put_together_in_it(tmp_path: Path) -> None:
    rows = ("E1;North;1;0;0;0;0;0;9", "E2;South;2;0;0;0;0;0;9")
    found = residents_of(*rows, folder=tmp_path)
    assert [(each.area, each.total) for each in found] == [("bucks", 3), ("force", 3)]
    assert residents_of(rows[0], folder=tmp_path) == []
    whole = residents_of("E3;Bucks;5;0;0;0;0;0;9", folder=tmp_path)
    assert [(each.area, each.total) for each in whole] == [("bucks", 5), ("force", 5)]


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "basis", "places"),
    [
        ("la-ethnic-groups_census2011", "census-2011", 8),
        ("ethnicity-composition-across-uk_census2021", "census-2021", 8),
        ("force-demographics_census2011", "census-2011", 6),
        ("police-defined-demographics_census2011", "census-2011", 6),
    ],
)
def test_the_published_tables_give_the_residents_that_are_defined(
    tmp_path: Path, definitions: Path, name: str, basis: str, places: int
) -> None:
    path = Path(os.environ["OVERSIGHT_REAL_DATA"]) / "census" / f"{name}.csv.gz"
    _, said, found = census(tmp_path, path)
    catalogue = load_catalogue(definitions)
    assert len(found) == places
    for (known, force, area), each in found.items():
        defined = catalogue.residents_of(force, area, basis)
        assert known == basis
        assert defined is not None
        assert (each.total, each.groups) == (defined.total, defined.groups)
    assert said.count("as defined") == places
