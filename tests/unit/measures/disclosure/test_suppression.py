"""No small count can be worked out from what is printed, and nothing is hidden without need."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oversight_measures.disclosure.lots import Lots
from oversight_measures.disclosure.small_numbers import NOTHING_SMALL, PUBLIC, SmallNumbers
from oversight_measures.disclosure.suppression import suppressed
from oversight_measures.disclosure.tables import Relation, Tables

Table = Mapping[str, int]
# The printed non-crime table of the annual report for 2020/21, its last year but one and last.
HIDDEN_CRIME = {
    "2019/20": {"DA": 29220, "CA": 10509, "HA": 285, "VA": 1326, "CSE": 733, "FGM": 60, "HBV": 77},
    "2020/21": {"DA": 51650, "CA": 10883, "FGM": 5, "HBV": 241, "FM": 47, "Trafficking": 5},
    "2017/18": {"DA": 25672, "CA": 8728, "FGM": 2, "HBV": 134, "FM": 29, "Trafficking": 8},
}
RULES = st.sampled_from([PUBLIC, SmallNumbers(below=3), SmallNumbers(below=5, zeros=True)])
KEYS = 24
COUNTS = st.one_of(st.integers(0, 7), st.integers(0, 60))


def one_way(*counts: int) -> tuple[dict[str, int], list[Relation[str]]]:
    """A table of one column: a, b, c ... and their total."""
    names = [chr(97 + index) for index in range(len(counts))]
    table = dict(zip(names, counts, strict=True))
    return {**table, "total": sum(counts)}, [Relation("total", tuple(names))]


def two_way(grid: Sequence[Sequence[int]]) -> tuple[dict[str, int], list[Relation[str]]]:
    """A table with totals of rows, of columns, and of all."""
    height, width = len(grid), len(grid[0])
    table = {f"{y}{x}": grid[y][x] for y in range(height) for x in range(width)}
    rows = {f"row{y}": sum(grid[y]) for y in range(height)}
    columns = {f"column{x}": sum(line[x] for line in grid) for x in range(width)}
    relations = [
        *(Relation(f"row{y}", tuple(f"{y}{x}" for x in range(width))) for y in range(height)),
        *(Relation(f"column{x}", tuple(f"{y}{x}" for y in range(height))) for x in range(width)),
        Relation("all", tuple(rows)),
        Relation("all", tuple(columns)),
    ]
    return {**table, **rows, **columns, "all": sum(map(sum, grid))}, relations


def lots(key: int = 0) -> Lots:
    """The lots of a key by its number."""
    return Lots(key.to_bytes(32, "big"))


def hidden_rows(
    table: Table, relations: Sequence[Relation[str]], rule: SmallNumbers, key: int = 0
) -> frozenset[str]:
    """The rows hidden where each prints one count."""
    tables = Tables(table, {row: {row} for row in table}, tuple(relations))
    return suppressed(tables, rule, lots(key)).rows


def most_often(hidden: Sequence[frozenset[str]]) -> set[frozenset[str]]:
    """What is hidden by most keys: with all but a few of them no more than is needed."""
    size = min(map(len, hidden))
    assert sum(len(each) == size for each in hidden) > len(hidden) / 2
    return {each for each in hidden if len(each) == size}


def leaves(relations: Sequence[Relation[str]]) -> list[str]:
    """Rows that are no total."""
    totals = {relation.total for relation in relations}
    return [part for each in relations for part in each.parts if part not in totals]


def reread(
    table: Table, relations: Sequence[Relation[str]], hidden: frozenset[str]
) -> Iterator[dict[str, int]]:
    """Other tables that print the same, found by adding -1, 0 or 1 to each hidden leaf.

    The steps between two tables of the same sums are made of such ones (the matrices of one- and
    two-way tables are totally unimodular), so where none is found there is none.
    """
    moving = [row for row in dict.fromkeys(leaves(relations)) if row in hidden]
    for steps in product((-1, 0, 1), repeat=len(moving)):
        other = dict(table)
        for row, step in zip(moving, steps, strict=True):
            other[row] += step
        for _ in range(2):
            other |= {each.total: sum(other[part] for part in each.parts) for each in relations}
        consistent = all(
            other[each.total] == sum(other[part] for part in each.parts) for each in relations
        )
        printed = all(other[row] == table[row] for row in table if row not in hidden)
        # What is hidden beside a small count can be none.
        if consistent and printed and all(other[row] >= 0 for row in hidden):
            yield other


def assert_safe(
    table: Table, relations: Sequence[Relation[str]], rule: SmallNumbers
) -> frozenset[str]:
    """Every small row is hidden and can have another value; totals leave no small rest."""
    hidden = hidden_rows(table, relations, rule)
    small = {row for row, count in table.items() if rule.small(count)}
    assert small <= hidden
    assert bool(small) == bool(hidden)
    left = set(small)
    for other in reread(table, relations, hidden):
        left -= {row for row in left if other[row] != table[row]}
        if not left:
            break
    assert not left, f"{sorted(left)} can be worked out with {sorted(hidden)} hidden"
    for each in relations:
        inside = [row for row in each.parts if row in hidden]
        # Where all that is hidden of a total is 0 it tells no more than zeros, which are no secret.
        secret = any(table[row] or rule.zeros for row in inside)
        if secret and each.total not in hidden and table[each.total]:
            assert len(inside) > 1
            assert not rule.small(sum(table[row] for row in inside))
    return hidden


@given(st.lists(COUNTS, min_size=1, max_size=7), RULES)
@settings(max_examples=150, deadline=None)
def test_a_column_with_its_total_gives_no_small_count(
    counts: list[int], rule: SmallNumbers
) -> None:
    assert_safe(*one_way(*counts), rule)


@given(
    st.integers(2, 3).flatmap(
        lambda width: st.lists(
            st.lists(COUNTS, min_size=width, max_size=width), min_size=2, max_size=3
        )
    ),
    RULES,
)
@settings(max_examples=100, deadline=None)
def test_a_table_with_totals_both_ways_gives_no_small_count(
    grid: list[list[int]], rule: SmallNumbers
) -> None:
    assert_safe(*two_way(grid), rule)


@given(st.lists(COUNTS, min_size=2, max_size=4), st.data(), RULES)
@settings(max_examples=100, deadline=None)
def test_tables_that_share_a_total_are_hidden_together(
    groups: list[int], data: st.DataObject, rule: SmallNumbers
) -> None:
    """The same crimes by group and by month."""
    table, relations = one_way(*groups)
    whole = sum(groups)
    cuts = sorted(data.draw(st.lists(st.integers(0, whole), min_size=1, max_size=3)))
    months = [end - start for start, end in zip([0, *cuts], [*cuts, whole], strict=True)]
    table |= {f"month{index}": count for index, count in enumerate(months)}
    relations.append(Relation("total", tuple(f"month{index}" for index in range(len(months)))))
    assert_safe(table, relations, rule)


@given(st.lists(st.integers(5, 60), min_size=1, max_size=6))
def test_nothing_is_hidden_where_nothing_is_small(counts: list[int]) -> None:
    assert hidden_rows(*one_way(*counts), PUBLIC) == frozenset()


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        # A total less its parts would give the 2 back: another row goes too, whichever it is.
        ((2, 9, 30), ["ab", "ac"]),
        ((2, 3, 9), ["ab"]),
        # Two rows of 1 leave 2: that there are two people between them is itself a small number.
        ((1, 1, 9), ["abc"]),
        ((0, 2, 9), ["bc"]),
        ((0, 0, 9), [""]),
        # With no other row to hide, the total goes.
        ((2,), [["a", "total"]]),
        ((0, 0, 3), [["c", "total"]]),
    ],
)
def test_which_rows_protect_is_drawn_by_lot(
    counts: tuple[int, ...], hidden: Sequence[Sequence[str]]
) -> None:
    found = [hidden_rows(*one_way(*counts), PUBLIC, key) for key in range(KEYS)]
    assert most_often(found) == set(map(frozenset, hidden))


def test_the_choice_leaves_tables_possible_and_not_equally_likely() -> None:
    """Of three hidden, most often two are small, as docs/arithmetic.md says."""

    def hiding_three(*parts: int) -> int:
        hidden = (hidden_rows(*one_way(*parts, 20), PUBLIC, key) for key in range(20))
        return sum(each == frozenset("abc") for each in hidden)

    assert hiding_three(4, 4, 4) >= 17
    assert 5 <= hiding_three(10, 1, 1) <= 15
    assert hiding_three(1, 5, 6) <= 2


def test_a_corner_of_four_is_needed_where_there_are_totals_both_ways() -> None:
    grid = [[2, 20, 30], [40, 50, 60], [70, 80, 90]]
    found = [hidden_rows(*two_way(grid), PUBLIC, key) for key in range(KEYS)]
    corners = most_often(found)
    assert {len(each) for each in corners} == {4}
    assert all("00" in each for each in corners)
    assert len(corners) > 2


def test_two_corners_that_meet_in_one_count_give_it_away_and_more_is_hidden() -> None:
    # No line leaves one row alone, yet the first two lines less the first two columns leave the 2.
    grid = [[3, 3, 20, 30], [3, 3, 2, 40], [50, 60, 3, 3], [70, 80, 3, 3]]
    table, relations = two_way(grid)
    small = {f"{y}{x}" for y in range(4) for x in range(4) if grid[y][x] < 5}
    assert assert_safe(table, relations, PUBLIC) > small


def shares(**hits: tuple[int, int]) -> Tables[str, str]:
    """Rows of (hits, out of) whose last is the total; the others, that are no hits, are printed
    nowhere.
    """
    counts: dict[str, int] = {}
    inside, parts = [], list(hits)[:-1]
    for name, (hit, of) in hits.items():
        counts |= {f"{name} hit": hit, f"{name} of": of, f"{name} other": of - hit}
        inside.append(Relation(f"{name} of", (f"{name} hit", f"{name} other")))
    whole = list(hits)[-1]
    across = [
        Relation(f"{whole} {word}", tuple(f"{name} {word}" for name in parts))
        for word in ("hit", "of", "other")
    ]
    rows = {name: {f"{name} hit", f"{name} of"} for name in hits}
    return Tables(counts, rows, (*inside, *across))


def test_a_share_is_hidden_where_its_hits_or_the_others_are_few() -> None:
    # 58 of 60 says that two were not.
    tables = shares(a=(58, 60), b=(30, 60), c=(40, 81), total=(128, 201))
    found = [suppressed(tables, PUBLIC, lots(key)).rows for key in range(KEYS)]
    assert most_often(found) == {frozenset("ab"), frozenset("ac")}
    whole = shares(a=(55, 60), b=(30, 60), total=(85, 120))
    assert suppressed(whole, PUBLIC, lots()).rows == frozenset()


SHARES = st.tuples(COUNTS, COUNTS).map(lambda pair: (pair[0], sum(pair)))


@given(st.lists(SHARES, min_size=1, max_size=3))
@settings(max_examples=100, deadline=None)
def test_shares_with_their_total_give_no_small_count(pairs: list[tuple[int, int]]) -> None:
    named = dict(zip("abc", pairs, strict=False))
    tables = shares(**named, total=(sum(hit for hit, _ in pairs), sum(of for _, of in pairs)))
    hidden = suppressed(tables, PUBLIC, lots()).rows
    left = {cell for cell, count in tables.counts.items() if PUBLIC.small(count)}
    assert bool(left) == bool(hidden)
    moving = [f"{name} {word}" for name in named if name in hidden for word in ("hit", "other")]
    for steps in product((-1, 0, 1), repeat=len(moving)):
        other = {**tables.counts}
        for cell, step in zip(moving, steps, strict=True):
            other[cell] += step
        for each in tables.relations[-3], tables.relations[-1], *tables.relations[:-3]:
            other[each.total] = sum(other[part] for part in each.parts)
        printed = {cell for row in tables.rows if row not in hidden for cell in tables.rows[row]}
        if min(other.values()) >= 0 and all(other[c] == tables.counts[c] for c in printed):
            left -= {cell for cell in left if other[cell] != tables.counts[cell]}
    assert not left


def test_a_count_is_hidden_wherever_it_is_printed() -> None:
    """The same searches as a number, as a rate, and as what a share is out of."""
    counts = {"black": 3, "white": 40, "asian": 9, "all": 52, "asian found": 6}
    rows = {
        "number, black": {"black"},
        "number, white": {"white"},
        "number, asian": {"asian"},
        "number, all": {"all"},
        "rate, black": {"black"},
        "rate, asian": {"asian"},
        "share, asian": {"asian", "asian found"},
    }
    tables = Tables(counts, rows, (Relation("all", ("black", "white", "asian")),))
    found = [suppressed(tables, PUBLIC, lots(key)).rows for key in range(KEYS)]
    # Whoever is the partner is hidden wherever it is printed.
    with_white = {row for row in rows if "black" in row or "white" in row}
    with_asian = {row for row in rows if "black" in row or "asian" in row}
    assert {frozenset(with_white), frozenset(with_asian)} <= set(found)
    assert all(each >= with_white or each >= with_asian for each in found)


def test_what_is_hidden_with_a_small_count_is_no_secret_where_it_is_printed_again() -> None:
    counts = {"solved": 3, "recorded": 40, "others": 60, "all": 100}
    rows = {
        "solved": {"solved", "recorded"},
        "recorded": {"recorded"},
        "others": {"others"},
        "all": {"all"},
    }
    tables = Tables(counts, rows, (Relation("all", ("recorded", "others")),))
    assert suppressed(tables, PUBLIC, lots()).rows == {"solved"}


def test_a_zero_hidden_before_is_not_given_back_by_two_subtractions() -> None:
    """Of 19 some were solved, none in truth; of 24 now 5 are, and the others are the same."""
    tables = Tables(
        {"solved": 0, "all": 19, "solved now": 5, "all now": 24, "others": 19},
        {"solved now": {"solved now"}, "all now": {"all now"}},
        (Relation("all", ("solved", "others")), Relation("all now", ("solved now", "others"))),
        told=frozenset({"all"}),
        kept=frozenset({"solved"}),
    )
    found = [suppressed(tables, PUBLIC, lots(key)) for key in range(KEYS)]
    assert all(each.rows and not each.lost for each in found)


def test_a_zero_that_one_subtraction_shows_needs_no_partner() -> None:
    """None were left in either month of a group, hidden with others: its total of 0 is printed."""
    counts = {"first": 0, "second": 0, "group": 0, "others": 9}
    tables = Tables(
        counts,
        {row: {row} for row in ("group", "others")},
        (Relation("group", ("first", "second")),),
        kept=frozenset({"first", "second"}),
    )
    assert suppressed(tables, PUBLIC, lots()).rows == frozenset()
    assert suppressed(tables, SmallNumbers(zeros=True), lots()).rows == {"group"}


def test_groups_that_overlap_are_not_subtracted() -> None:
    # Of 20 crimes 12 have one strand, 9 another and 3 a third: no difference gives the 3.
    table = {"race": 12, "religion": 9, "disability": 3, "total": 20}
    relation = Relation("total", ("race", "religion", "disability"))
    found = [hidden_rows(table, [relation], PUBLIC, key) for key in range(KEYS)]
    assert most_often(found) == {frozenset({"disability"})}


@pytest.mark.parametrize("year", HIDDEN_CRIME)
def test_the_annual_report_prints_counts_of_two_where_it_is_configured_to(year: str) -> None:
    counts = HIDDEN_CRIME[year]
    table = {**counts, "total": sum(counts.values())}
    relations = [Relation("total", tuple(counts))]
    assert hidden_rows(table, relations, SmallNumbers(below=2)) == frozenset()
    assert hidden_rows(table, relations, NOTHING_SMALL) == frozenset()


def test_the_public_does_not_see_the_two() -> None:
    counts = HIDDEN_CRIME["2017/18"]
    table = {**counts, "total": sum(counts.values())}
    relations = [Relation("total", tuple(counts))]
    found = [hidden_rows(table, relations, PUBLIC, key) for key in range(KEYS)]
    assert all("FGM" in each for each in found)
    assert most_often(found) <= {frozenset({"FGM", each}) for each in counts}


@pytest.mark.parametrize(
    ("rule", "count", "small"),
    [
        (PUBLIC, 4, True),
        (PUBLIC, 5, False),
        (PUBLIC, 0, False),
        (SmallNumbers(zeros=True), 0, True),
        (SmallNumbers(below=2), 2, False),
        (NOTHING_SMALL, 1, False),
    ],
)
def test_what_is_small(rule: SmallNumbers, count: int, small: bool) -> None:
    assert rule.small(count) is small


@pytest.mark.parametrize(
    ("base", "count", "rounded"), [(1, 7, 7), (5, 7, 5), (5, 8, 10), (10, 5, 10), (10, 4, 0)]
)
def test_counts_are_rounded_to_the_base_halves_up(base: int, count: int, rounded: int) -> None:
    assert SmallNumbers(base=base).rounded(count) == rounded


def test_what_is_no_count_is_refused() -> None:
    with pytest.raises(ValueError, match="count must be 0 or more"):
        PUBLIC.small(-1)
    with pytest.raises(ValueError, match="base must be more than 0"):
        SmallNumbers(base=0)
    with pytest.raises(ValueError, match="below must be 0 or more"):
        SmallNumbers(below=-1)
    with pytest.raises(ValueError, match="width must be more than 0"):
        SmallNumbers(width=0)
    with pytest.raises(ValueError, match="16 bytes"):
        Lots(b"short")
