"""A record that stands in the files of two months, cut by different clocks, counts once."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from tests.unit.local.client.fakes import FakeForce
from tests.unit.local.load import in_memory
from tests.unit.local.load.in_memory import STRICT, load_edition
from tests.unit.local.load.stop_search_files import a_file, a_row
from tests.unit.local.load.test_mapping import CALL, EXAMPLE
from tests.unit.local.load.test_stop_search_editions import load_all

from oversight_local.load.mapping.importer import MappingImporter
from oversight_local.load.mapping.read import MappingFile
from oversight_local.load.output import print_editions
from oversight_local.load.places import Places
from oversight_local.load.stop_search.editions import LoadedEdition
from oversight_local.load.summary import LoadSummary
from oversight_measures.periods.period import LONDON

Rows = list[dict[str, str]]
LONDONS, UTCS = CLOCKS = (LONDON, UTC)
SUMMER = ("2019-03", "2019-04", "2019-05")
# The last hours of March and April, the first of them London's next month, and some others.
MOMENTS = [
    datetime(2019, month, day, hour, minute, tzinfo=UTC)
    for month, day in ((3, 31), (4, 30))
    for hour, minute in ((22, 59), (23, 0), (23, 4), (23, 59))
] + [datetime(2019, month, day, 9, tzinfo=UTC) for month in (3, 4, 5) for day in (2, 9, 16)]
LATE = [each for each in MOMENTS if each.hour > 20]


def cut(moments: Sequence[datetime], month: str, clock: tzinfo) -> list[datetime]:
    return [each for each in moments if f"{each.astimezone(clock):%Y-%m}" == month]


def searches(moments: Sequence[datetime]) -> Rows:
    return [a_row({"Date": each.isoformat()}) for each in moments]


def counted(force: FakeForce, field: str) -> list[str]:
    return sorted(str(each[field]) for each in force.contents().values())


def edition(folder: Path, month: str, moments: Sequence[datetime]) -> Path:
    return a_file(folder, searches(moments), f"{month}-west-midlands-stop-and-search.csv")


BETWEEN = datetime(2019, 3, 31, 23, 4, tzinfo=UTC)


class TestOneSearchInTwoFiles:
    """The search of 2019-03-31T23:04Z is of March in UTC, of April in London."""

    def files(self, folder: Path) -> tuple[Path, Path]:
        march = edition(folder, "2019-03", cut(MOMENTS, "2019-03", UTCS))
        return march, edition(folder, "2019-04", cut(MOMENTS, "2019-04", LONDONS))

    def both(self) -> list[str]:
        union = {*cut(MOMENTS, "2019-03", UTCS), *cut(MOMENTS, "2019-04", LONDONS)}
        return sorted(each.isoformat() for each in union)

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_counts_once_in_one_load_and_in_two(
        self, tmp_path: Path, order: tuple[int, int]
    ) -> None:
        files = self.files(tmp_path)
        given_files = [files[index] for index in order]
        together, apart = FakeForce(), FakeForce()
        load_all(together, tmp_path, given_files)
        for file in given_files:
            load_all(apart, tmp_path, [file])
        assert counted(together, "searched_at") == counted(apart, "searched_at") == self.both()

    def test_loaded_again_changes_nothing_and_is_said(self, tmp_path: Path) -> None:
        files, force = self.files(tmp_path), FakeForce()
        load_all(force, tmp_path, files)
        before = len(force.sent)
        (march, april), failures, _ = load_all(force, tmp_path, files)
        assert (len(force.sent), failures) == (before, [])
        assert (march.summary.elsewhere, march.summary.took_nothing) == (3, False)
        assert (april.summary.elsewhere, april.summary.unchanged) == (0, april.summary.read)

    def test_has_the_outcome_that_londons_month_gives_it(self, tmp_path: Path) -> None:
        later = searches([BETWEEN])
        later[0]["Outcome"] = "Arrest"
        name = "2019-04-west-midlands-stop-and-search.csv"
        for order in (1, -1):
            force = FakeForce()
            files = [edition(tmp_path, "2019-03", [BETWEEN]), a_file(tmp_path, later, name)]
            for file in files[::order]:
                load_all(force, tmp_path, [file])
            assert counted(force, "outcome") == ["arrest"]

    def test_that_is_no_longer_in_one_counts_by_the_other(self, tmp_path: Path) -> None:
        files, force = self.files(tmp_path), FakeForce()
        load_all(force, tmp_path, files)
        april = edition(tmp_path, "2019-04", cut(MOMENTS, "2019-04", UTCS))
        load_all(force, tmp_path, [files[0], april])
        union = {*cut(MOMENTS, "2019-03", UTCS), *cut(MOMENTS, "2019-04", UTCS)}
        assert counted(force, "searched_at") == sorted(each.isoformat() for each in union)

    def test_that_londons_month_drops_is_said_with_the_file_that_may_hold_it(
        self, tmp_path: Path
    ) -> None:
        files, force = self.files(tmp_path), FakeForce()
        load_all(force, tmp_path, files)
        april = edition(tmp_path, "2019-04", cut(MOMENTS, "2019-04", UTCS))
        # By itself it cannot be known; together they are right.
        (alone,), failures, _ = load_all(force, tmp_path, [april])
        assert (dict(alone.summary.perhaps_before), failures) == ({"2019-03": 3}, [])
        words = said(alone)
        assert "load 2019-03 again" in words
        (march,), _, _ = load_all(force, tmp_path, [files[0]])
        assert (march.summary.new, dict(march.summary.perhaps_before)) == (3, {})
        assert "again" not in said(march)

    def test_dropped_in_a_load_of_both_is_right_and_nothing_is_said(self, tmp_path: Path) -> None:
        files, force = self.files(tmp_path), FakeForce()
        load_all(force, tmp_path, files)
        april = edition(tmp_path, "2019-04", cut(MOMENTS, "2019-04", UTCS))
        loaded, _, _ = load_all(force, tmp_path, [files[0], april])
        assert "again" not in said(*loaded)

    def test_refused_in_londons_month_counts_by_the_other(self, tmp_path: Path) -> None:
        march, force = edition(tmp_path, "2019-03", [BETWEEN]), FakeForce()
        load_all(force, tmp_path, [march])
        refused = searches([BETWEEN, *cut(MOMENTS, "2019-04", LONDONS)])
        refused[0]["Outcome"] = "Told off"
        file = a_file(tmp_path, refused, "2019-04-west-midlands-stop-and-search.csv")
        found = load_edition(force, file, wordings=STRICT)
        assert counted(force, "searched_at").count(BETWEEN.isoformat()) == 1
        assert found.summary.refused_rows == 1


def said(*loaded: LoadedEdition) -> str:
    text = io.StringIO()
    print_editions(Console(file=text, width=80), loaded)
    return " ".join(text.getvalue().split())


cuts = st.lists(st.sampled_from(CLOCKS), min_size=len(SUMMER), max_size=len(SUMMER))
some_moments = st.lists(st.sampled_from(MOMENTS), min_size=1, max_size=8)
# Each month's file once or more, in any order, some of them together.
orders = st.permutations([*range(len(SUMMER)), *range(len(SUMMER))])


@settings(max_examples=60, deadline=None)
@given(some_moments, cuts, orders, st.integers(1, 4))
def test_whatever_the_cuts_and_the_order_searches_count_once(
    moments: list[datetime], clocks: list[tzinfo], order: list[int], together: int
) -> None:
    force = FakeForce()
    with TemporaryDirectory() as name:
        folder = Path(name)
        held = [cut(moments, *each) for each in zip(SUMMER, clocks, strict=True)]
        for start in range(0, len(order), together):
            part = dict.fromkeys(order[start : start + together])
            files = [edition(folder, SUMMER[index], held[index]) for index in part if held[index]]
            load_all(force, folder, files)
    times = {each for part in held for each in part}
    expected = [
        each.isoformat() for each in times for _ in range(max(part.count(each) for part in held))
    ]
    assert counted(force, "searched_at") == sorted(expected)


class Exports:
    """Loads of a control room's exports, each file a month's."""

    def __init__(self, places: Places, mapping: Path, folder: Path) -> None:
        self.places, self.mapping, self.folder = places, mapping, folder
        self.force = FakeForce()

    def file(self, month: str, moments: Sequence[datetime]) -> Path:
        blank = dict.fromkeys(("Answered", "Desp", "At Scene", "Closed"), "")
        rows = [
            {**CALL, **blank, "Log No": f"{at:%m%d%H%M}"}
            | {"Call Rec'd": f"{at.astimezone(LONDON):%d/%m/%Y %H:%M:%S}"}
            for at in moments
        ]
        return in_memory.a_file(self.folder / f"{month}.csv", rows, separator=";")

    def load(self, *files: Path, replace_most: bool = False) -> LoadSummary:
        file = MappingFile(self.mapping, "incident")
        importer = MappingImporter(file, self.places, "west-midlands", in_memory.NOW)
        return in_memory.load(importer, self.force, self.folder, *files, replace_most=replace_most)


@pytest.fixture
def exports(places: Places, checkout: Path, tmp_path: Path) -> Exports:
    return Exports(places, checkout / EXAMPLE, tmp_path)


def test_an_export_cut_by_utc_takes_nothing_from_the_month_after(exports: Exports) -> None:
    march, april = (
        exports.file(month, cut(MOMENTS, month, UTCS)) for month in ("2019-03", "2019-04")
    )
    for order in ((march, april), (april, march)):
        exports.force = FakeForce()
        for file in order:
            summary = exports.load(file)
            assert (summary.removed, summary.failures, summary.kept_back) == (0, [], 0)
        assert len(exports.force.contents()) == len(
            {*cut(MOMENTS, "2019-03", UTCS), *cut(MOMENTS, "2019-04", UTCS)}
        )
        assert exports.load(march).accepted == exports.load(april).accepted == 0


def test_a_case_in_the_exports_of_two_months_is_that_of_londons(exports: Exports) -> None:
    march = exports.file("2019-03", cut(MOMENTS, "2019-03", UTCS))
    april = exports.file("2019-04", cut(MOMENTS, "2019-04", LONDONS))
    exports.load(march, april)
    before = exports.force.contents()
    assert len(before) == len({*cut(MOMENTS, "2019-03", UTCS), *cut(MOMENTS, "2019-04", LONDONS)})
    assert "cad-export.2019-04.03312304" in before
    assert exports.load(march).elsewhere == 3
    assert exports.load(april).accepted == 0
    assert exports.force.contents() == before


def test_a_case_that_londons_month_drops_is_said_with_the_month_that_may_hold_it(
    exports: Exports,
) -> None:
    march = exports.file("2019-03", cut(MOMENTS, "2019-03", UTCS))
    exports.load(march, exports.file("2019-04", cut(MOMENTS, "2019-04", LONDONS)))
    others = [at for at in cut(MOMENTS, "2019-04", LONDONS) if at not in LATE]
    dropped = exports.file("2019-04", others)
    assert dict(exports.load(dropped, replace_most=True).perhaps_before) == {"2019-03": 3}
    exports.load(march, exports.file("2019-04", cut(MOMENTS, "2019-04", LONDONS)))
    dropped = exports.file("2019-04", others)
    assert not exports.load(march, dropped, replace_most=True).perhaps_before


@settings(max_examples=40, deadline=None)
@given(
    # Of each month something, or an export would be empty and its cut not to be seen.
    st.lists(
        st.sampled_from([each for each in MOMENTS if each.hour > 20]), max_size=8, unique=True
    ),
    cuts,
    orders,
    st.integers(1, 4),
)
def test_whatever_the_cuts_and_the_order_cases_count_once(
    places: Places,
    checkout: Path,
    moments: list[datetime],
    clocks: list[tzinfo],
    order: list[int],
    together: int,
) -> None:
    always = [each for each in MOMENTS if each.hour == 9]
    held = [
        cut([*always, *moments], month, clock) for month, clock in zip(SUMMER, clocks, strict=True)
    ]
    with TemporaryDirectory() as name:
        exports = Exports(places, checkout / EXAMPLE, Path(name))
        for start in range(0, len(order), together):
            part = dict.fromkeys(order[start : start + together])
            exports.load(*(exports.file(SUMMER[index], held[index]) for index in part))
    times = {each.isoformat() for part in held for each in part}
    assert counted(exports.force, "received_at") == sorted(times)
