"""What is printed of a back-test: tables for people, and one JSON object for programs."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

import orjson
from rich.console import RenderableType
from rich.table import Table

from oversight_alerts.backtest.result import (
    Backtest,
    MuteHours,
    ReplayedEpisode,
    ReplayedThread,
    RuleResult,
)
from oversight_alerts.rules import formatting
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.rule_content import content_hash
from oversight_local.backtest.trial import Trial
from oversight_measures.periods.period import LONDON, london_midnight

# Where nobody says how wide: what is piped into a file is read in an editor.
WIDTH = 120
MOST_REASONS = 3


def printed(trials: Sequence[Trial]) -> Iterator[RenderableType]:
    """The rules beside one another, then the episodes and the threads of each set, and the sum."""
    yield _rules(trials)
    for each in trials:
        yield from _mute_all_along(each, len(trials) > 1)
    for each in trials:
        yield _episodes(each, len(trials) > 1)
        yield _threads(each, len(trials) > 1)
    for each in trials:
        yield _sum(each, len(trials) > 1)


def document(trials: Sequence[Trial]) -> dict[str, Any]:
    """Everything, in one object."""
    return {each.name: _result(each.catalogue, each.result) for each in trials}


def to_be_recorded(
    trials: Sequence[Trial], as_known: str, why: str, by: str | None
) -> dict[str, Any]:
    """What alerts is sent to put on record; the set that was tried is the last."""
    result = trials[-1].result
    told = {
        "force": result.force,
        "from": result.period.start,
        "to": result.period.end,
        "as_known": as_known,
        "why": why,
        "by": by,
        "sets": [{"name": name, **each} for name, each in document(trials).items()],
    }
    # Dates and moments as JSON has them.
    plain: dict[str, Any] = orjson.loads(orjson.dumps(told))
    return plain


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


def _of(trial: Trial, named: bool) -> str:
    return f" ({trial.name})" if named else ""


def _rules(trials: Sequence[Trial]) -> Table:
    """A row a rule, and of several sets one beneath the other."""
    named = len(trials) > 1
    table = _table("Rules")
    for name in ("rule", *(["of"] if named else [])):
        table.add_column(name, no_wrap=True)
    for name in ("series", "episodes", "mute"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("mute because", overflow="fold")
    for name in dict.fromkeys(name for each in trials for name in each.result.rules):
        known = [(each, found) for each in trials if (found := each.result.rules.get(name))]
        if any(not found.always_mute for _, found in known):
            for number, (each, found) in enumerate(known):
                of = [each.name] if named else []
                table.add_row("" if number else name, *of, *_cells(each.result, found))
    if not table.rows:
        table.add_row("none could speak", *[""] * (len(table.columns) - 1))
    return table


def _cells(result: Backtest, found: RuleResult) -> tuple[str, str, str, str]:
    part = found.mute.hours / (result.hours * found.series) if found.series else 0.0
    mute = f"{found.mute.hours:,.0f} h ({part:.0%})" if found.mute.hours else ""
    return str(found.series), str(len(found.opened)), mute, _why(found.mute)


def _why(mute: MuteHours) -> str:
    reasons = sorted(mute.by_reason.items(), key=lambda each: -each[1])
    if len(reasons) == 1:
        return _reason(*reasons[0][0])
    told = [f"{_reason(*each)} ({hours:,.0f} h)" for each, hours in reasons[:MOST_REASONS]]
    more = len(reasons) - len(told)
    return "; ".join([*told, *([f"{more} more reasons"] if more else [])])


def _reason(verdict: str, words: str) -> str:
    return words or verdict.replace("-", " ")


def _mute_all_along(trial: Trial, named: bool) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for name, found in trial.result.rules.items():
        if found.always_mute:
            reasons.setdefault(_why(found.mute) or "it looks at no series", []).append(name)
    for why, names in reasons.items():
        yield f"Mute all along{_of(trial, named)}, {why}: {', '.join(names)}"


def _episodes(trial: Trial, named: bool) -> Table:
    columns = ("opened", "ended", "why", "rule", "where", "began", "peak")
    table = _table(f"Episodes{_of(trial, named)}", *columns)
    rows = [(name, each) for name, rule in trial.result.rules.items() for each in rule.episodes]
    for name, each in sorted(rows, key=lambda row: row[1].opened_at):
        table.add_row(
            "before" if each.before else _moment(each.opened_at),
            "still open" if each.ended_at is None else _moment(each.ended_at),
            each.end_reason or "",
            name,
            ", ".join(filter(None, (each.series.area, each.series.by))),
            each.began or "",
            _peak(trial.catalogue, name, each.peak),
        )
    if not rows:
        table.add_row("none", *[""] * (len(columns) - 1))
    return table


def _threads(trial: Trial, named: bool) -> Table:
    columns = ("opened", "closed", "thread", "rules", "e-mails")
    table = _table(f"Threads of e-mails{_of(trial, named)}", *columns)
    for each in _told(trial.result):
        table.add_row(
            _moment(each.opened_at),
            "still open" if each.closed_at is None else _moment(each.closed_at),
            each.slug,
            ", ".join(each.rules),
            ", ".join(_moment(email.at) for email in each.emails) or "none",
        )
    if not table.rows:
        table.add_row("none", *[""] * (len(columns) - 1))
    return table


def _told(result: Backtest) -> Iterator[ReplayedThread]:
    start = london_midnight(result.period.start)
    return (each for each in result.threads if each.closed_at is None or each.closed_at >= start)


def _sum(trial: Trial, named: bool) -> str:
    sent = len(trial.result.emails)
    words = "1 e-mail" if sent == 1 else f"{sent} e-mails"
    return f"{words}, {trial.result.emails_a_month:.1f} a month{_of(trial, named)}."


def _peak(catalogue: Catalogue, rule: str, peak: Fraction | None) -> str:
    if peak is None:
        return ""
    return formatting.amount(catalogue.indicators[catalogue.rules[rule].indicator], peak)


def _moment(at: datetime) -> str:
    """The day where a bucket closed at midnight, else with its time."""
    local = at.astimezone(LONDON)
    return f"{local:%Y-%m-%d}" if (local.hour, local.minute) == (0, 0) else f"{local:%F %H:%M}"


def _result(catalogue: Catalogue, result: Backtest) -> dict[str, Any]:
    return {
        "force": result.force,
        "from": result.period.start,
        "to": result.period.end,
        "hours": result.hours,
        "emails": len(result.emails),
        "emails_a_month": result.emails_a_month,
        "threads": [_plain_thread(each) for each in _told(result)],
        "rules": {
            name: _plain_rule(catalogue, result.force, found)
            for name, found in result.rules.items()
        },
    }


def _plain_thread(thread: ReplayedThread) -> dict[str, Any]:
    return {
        "thread": thread.slug,
        "opened_at": thread.opened_at,
        "closed_at": thread.closed_at,
        "rules": list(thread.rules),
        "emails": [{"at": each.at, "kind": each.kind, "says": each.said} for each in thread.emails],
    }


def _plain_rule(catalogue: Catalogue, force: str, found: RuleResult) -> dict[str, Any]:
    return {
        "title": found.rule.title,
        "content_hash": content_hash(catalogue, found.rule.id, force),
        "always_mute": found.always_mute,
        "series": found.series,
        "mute_hours": found.mute.hours,
        "mute": [
            {"verdict": verdict, "why": words, "hours": hours}
            for (verdict, words), hours in found.mute.by_reason.items()
        ],
        "episodes": [_plain(catalogue, each) for each in found.episodes],
    }


def _plain(catalogue: Catalogue, each: ReplayedEpisode) -> dict[str, Any]:
    return {
        "area": each.series.area,
        "by": each.series.by,
        "began": each.began,
        "opened_at": each.opened_at,
        "before": each.before,
        "ended_at": each.ended_at,
        "end_reason": each.end_reason,
        "peak": None if each.peak is None else float(each.peak),
        "printed": _peak(catalogue, each.series.rule, each.peak),
    }
