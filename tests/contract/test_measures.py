"""A measure is one object: nothing outside its file asks of which measure an indicator is."""

import re
from pathlib import Path
from typing import get_args

from oversight_contracts.measures.registry import MEASURES

LADDER = re.compile(r"(isinstance|issubclass)\([^)]*Indicator|indicator\.measure (==|!=|in) ")
HOME = Path("shared/contracts/oversight_contracts/measures")


def test_nothing_asks_of_which_measure_an_indicator_is(checkout: Path) -> None:
    code = (
        path for top in ("shared", "services", "deploy") for path in checkout.glob(f"{top}/**/*.py")
    )
    outside = [path for path in code if not path.is_relative_to(checkout / HOME)]
    assert [path for path in outside if LADDER.search(path.read_text(encoding="utf-8"))] == []


def test_the_registry_names_each_measure_by_its_own_word() -> None:
    for word, each in MEASURES.items():
        assert get_args(each.model_fields["measure"].annotation) == (word,)
