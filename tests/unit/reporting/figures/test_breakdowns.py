"""Breakdown values taken apart, named and sorted."""

import pytest

from oversight_contracts.breakdowns import dimensions_of, in_words, label_of, pairs_of
from oversight_contracts.definitions.models.reference import Dimension
from oversight_reporting.figures.table_writer import in_order


@pytest.mark.parametrize(
    ("by", "pairs"),
    [
        ("", {}),
        ("ethnicity=Black", {"ethnicity": "Black"}),
        ("ethnicity=Black,outcome=arrest", {"ethnicity": "Black", "outcome": "arrest"}),
        (
            "legislation=Act, section 1,outcome=a=b",
            {"legislation": "Act, section 1", "outcome": "a=b"},
        ),
    ],
)
def test_pairs(by: str, pairs: dict[str, str]) -> None:
    assert pairs_of(by) == pairs
    assert dimensions_of(by) == ",".join(pairs)


def test_labels_are_in_words() -> None:
    assert label_of({}) == "All"
    assert label_of({"outcome": "no-further-action"}) == "No further action"
    assert label_of({"ethnicity": "Not stated"}) == "Not stated"
    assert label_of({"about": "anti-social-behaviour"}) == "Anti-social behaviour"
    assert label_of({"offence": "burglary-residential"}) == "Residential burglary"
    assert label_of({"source": "urn:west-midlands:feed"}) == "urn:west-midlands:feed"


def test_an_act_keeps_its_name() -> None:
    power = "police-and-criminal-evidence-act-1984-section-1"
    assert label_of({"legislation": power}) == "Police and Criminal Evidence Act 1984 section 1"
    assert in_words("terrorism-act-2000-section-47a") == "Terrorism Act 2000 section 47A"


def test_groups_keep_their_order_and_what_says_nothing_comes_last() -> None:
    dimension = Dimension(
        title="",
        fields={},
        groups={"White": (), "Asian": (), "Not stated": ()},
        not_stated=("Not stated", "Not known"),
    )
    values = [(each,) for each in ("Not known", "Zebra", "Asian", "Not stated", "White")]
    assert [value for (value,) in in_order(values, [dimension])] == [
        *("White", "Asian", "Zebra", "Not stated", "Not known")
    ]
