"""A figure of a cell that was counted from records, and what a change of it is judged by."""

from dataclasses import dataclass

from oversight_contracts.definitions.indicators import Indicator
from oversight_reporting.answers import Answer, only_table
from oversight_reporting.chance import Chance
from oversight_reporting.lines import Line
from oversight_reporting.tables import Table


@dataclass(frozen=True)
class Counted:
    """The line that a figure stands in; ``chance`` has the months up to the end of its period."""

    indicator: Indicator
    table: Table
    line: Line
    chance: Chance


def counted(found: Answer, line: Line, months: Answer | None) -> Counted | None:
    """What a figure was counted from; None of a published or a suppressed one."""
    if line.figure is None:
        return None
    chance = Chance(found.judged_until, months)
    return Counted(found.question.indicator, only_table(found), line, chance)
