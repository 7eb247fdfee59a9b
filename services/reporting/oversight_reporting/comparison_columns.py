"""The columns of a comparison: the earlier figure, the change, and whether it is chance."""

from oversight_reporting.chance_notes import chance_words, tested
from oversight_reporting.columns import Column, Item, row_period, with_unit
from oversight_reporting.printing import months_in_words


def comparison_columns(item: Item) -> list[Column]:
    """None where nothing is compared; without the last where no change was tested."""
    if item["compare"] == "none":
        return []
    first = item["rows"][0]["earlier"]
    heading = f"Same dates last year ({months_in_words(row_period(first))})"
    columns = [
        Column(heading, lambda row: with_unit(item, row["earlier"])),
        Column("Change", lambda row: str(row["change"]["printed"]), words=True),
    ]
    chance = Column("More than chance?", chance_words, words=True)
    return [*columns, chance] if tested(item["rows"]) else columns
