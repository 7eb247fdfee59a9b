"""A report that nothing stands behind is refused where it is written."""

import shutil
from pathlib import Path

import pytest

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.definitions.yaml_source import BrokenDefinitions

REPORT = """
- id: quarter
  title: Quarter
  sections:
    - title: One
      items:
        - {%s}
"""


@pytest.fixture
def folder(definitions: Path, tmp_path: Path) -> Path:
    shutil.copytree(definitions, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ("indicator: crime.none", "indicator: no indicator crime.none"),
        ("indicator: crime.total, by: ethnicity", "by: crime.total is not kept by ethnicity"),
        ("indicator: crime.total, basis: census-2011", "basis: crime.total is not measured over"),
        ("indicator: crime.rate, basis: census-1801", "basis: no residents of census-1801"),
        ("indicator: crime.total, chart: line", "chart: a line needs `every`"),
        ("indicator: crime.total, table: false", "table: shows neither a chart nor a table"),
        (
            "indicator: crime.total, every: month, compare: same-dates-last-year",
            "compare: a period cut into pieces is not compared",
        ),
        ("indicator: crime.total, chart: pie", "chart:"),
    ],
)
def test_faults_name_the_file_and_the_field(folder: Path, item: str, fault: str) -> None:
    (folder / "reports" / "quarter.yaml").write_text(REPORT % item)
    with pytest.raises(BrokenDefinitions) as broken:
        load_catalogue(folder)
    assert "reports/quarter.yaml:" in str(broken.value)
    assert f"items.0.{fault}" in str(broken.value)


def test_reports_do_not_decide_the_totals(folder: Path) -> None:
    before = load_catalogue(folder).counting_hash
    (folder / "reports" / "quarter.yaml").write_text(REPORT % "indicator: crime.total")
    after = load_catalogue(folder)
    assert "quarter" in after.reports
    assert after.counting_hash == before
