"""``python -m tests.simulations WHAT [TIMES]``: a table of docs/arithmetic.md.

WHAT is ``false-alarms``, ``season``, ``few``, ``standing-out``, ``special-causes``,
``charts-of-rules``, ``in-control``, ``surges``, ``power``, ``small-counts``, ``places``, ``rules``
(TIMES are years at each dispersion),
``rules-delays``, ``real`` or, of the README of alerts and over TIMES weeks, ``feeds``. ``real``
reads public records from the folder that OVERSIGHT_REAL_DATA names.
"""

import os
import sys
from pathlib import Path

from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table
from tests.simulations.charts import (
    AFTER,
    FEW_COLUMNS,
    SEASON_COLUMNS,
    false_alarms,
    few_marks,
    season_marks,
)
from tests.simulations.feeds import HEADINGS as FEED_HEADINGS
from tests.simulations.feeds import delays
from tests.simulations.places import HEADINGS, places
from tests.simulations.process_charts import judged_by_first_points
from tests.simulations.real_pairs import COLUMNS, rows
from tests.simulations.rule_sets import (
    CONTROL_HEADINGS,
    DELAY_HEADINGS,
    days_to_find,
    nothing_changes,
)
from tests.simulations.special_causes import HEADINGS as CAUSE_HEADINGS
from tests.simulations.special_causes import run_lengths
from tests.simulations.standing_out import HEADINGS as STANDING_OUT_HEADINGS
from tests.simulations.standing_out import as_far_again
from tests.simulations.surges import HEADINGS as SURGE_HEADINGS
from tests.simulations.surges import recurring_surges
from tests.simulations.verdicts import QUESTIONS, SMALL_COLUMNS, in_control, power, small_counts


def table(what: str, times: int) -> Table:
    """The table of a name. Raises ``SystemExit`` for another."""
    shown = Table(box=MARKDOWN)
    headings: tuple[str, ...]
    if what == "false-alarms":
        headings = ("screened, season", "limits set on", *(f"{each} after" for each in AFTER))
        lines = [
            [f"{tuple(each.drawn)}", f"{each.baseline}", *map(str, each.rates)]
            for each in false_alarms(times)
        ]
    elif what == "season":
        headings = ("dispersion", "points", *SEASON_COLUMNS)
        lines = list(season_marks(times))
    elif what == "special-causes":
        headings, lines = CAUSE_HEADINGS, list(run_lengths(times))
    elif what == "few":
        headings, lines = FEW_COLUMNS, list(few_marks(times))
    elif what == "feeds":
        headings, lines = FEED_HEADINGS, list(delays(times))
    elif what == "surges":
        headings, lines = SURGE_HEADINGS, list(recurring_surges(times))
    elif what == "standing-out":
        headings, lines = STANDING_OUT_HEADINGS, list(as_far_again(times))
    elif what == "in-control":
        headings = ("series", "months", *(each.name for each in QUESTIONS))
        lines = list(in_control(times))
    elif what == "power":
        headings, lines = ("dispersion", "season", "24", "36", "60 months"), list(power(times))
    elif what == "places":
        headings = HEADINGS
        lines = list(places(times))
    elif what == "small-counts":
        headings = ("events a month", *SMALL_COLUMNS)
        lines = list(small_counts(times))
    elif what == "rules":
        headings, lines = CONTROL_HEADINGS, [each.row for each in nothing_changes(times)]
    elif what == "charts-of-rules":
        headings, lines = CONTROL_HEADINGS, [each.row for each in judged_by_first_points(times)]
    elif what == "rules-delays":
        headings, lines = DELAY_HEADINGS, [each.row for each in days_to_find(times)]
    elif what == "real":
        headings, lines = COLUMNS, list(rows(Path(os.environ["OVERSIGHT_REAL_DATA"])))
    else:
        raise SystemExit(__doc__)
    for heading in headings:
        shown.add_column(heading)
    for line in lines:
        shown.add_row(*line)
    return shown


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    Console(width=200).print(table(asked, int(sys.argv[2]) if len(sys.argv) > 2 else 1000))
