"""Back-tests on record as the console shows them: what was tried beside what ran then."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from oversight_alerts.rules import formatting
from oversight_alerts.web.backtest_views import (
    BacktestView,
    RecordedView,
    TriedEpisode,
    TriedRule,
    TriedSet,
)
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_measures.periods.period import DAY

_AS_KNOWN = {"now": "as records are known now", "then": "as records were known on each day"}


class Cell(NamedTuple):
    """What came of one rule in one set: alerts that opened, hours mute and their part of all."""

    content_hash: str
    opened: int
    mute_hours: float
    mute_part: float | None
    why_mute: str


class RuleRow(NamedTuple):
    """A rule as it ran then and as it was tried; None where the set does not have it."""

    id: str
    title: str
    ran: Cell | None
    tried: Cell | None
    changed: bool


class EpisodeRow(NamedTuple):
    """An alert as it would have been, in words."""

    opened: str
    title: str
    where: str
    ended: str
    peak: str


class ThreadRow(NamedTuple):
    """A thread as it would have been, and when its e-mails would have gone."""

    opened: str
    title: str
    rules: str
    emails: str


def recorded_values(catalogue: Catalogue, each: RecordedView) -> Mapping[str, object]:
    """What the list and its own page say of a back-test on record."""
    period = _period(each.since, each.until)
    force = catalogue.forces[each.force].title if each.force in catalogue.forces else each.force
    return {**each.model_dump(exclude={"sets"}), "period": period, "force": force}


def backtest_values(catalogue: Catalogue, view: BacktestView) -> Mapping[str, object]:
    """What the page of one back-test says."""
    return {
        "backtest": recorded_values(catalogue, view),
        "as_known": _AS_KNOWN[view.as_known],
        "rows": list(_rows(view)),
        "compared": view.beside is not None,
        "sets": [_set_values(catalogue, view.force, each) for each in reversed(view.sets)],
    }


def _rows(view: BacktestView) -> Iterator[RuleRow]:
    ran = {} if view.beside is None else view.beside.rules
    for name in dict.fromkeys((*view.tried.rules, *ran)):
        old, new = ran.get(name), view.tried.rules.get(name)
        shown = new or old
        assert shown is not None, "it is a name of one of the two"
        changed = old is None or new is None or old.content_hash != new.content_hash
        ran_cell, cell = (None if each is None else _cell(view.tried, each) for each in (old, new))
        yield RuleRow(name, shown.title, ran_cell, cell, changed)


def _cell(tried: TriedSet, rule: TriedRule) -> Cell:
    reasons = sorted(rule.mute, key=lambda each: -each.hours)
    hours = tried.hours * rule.series
    return Cell(
        content_hash=rule.content_hash[:12],
        opened=sum(not each.before for each in rule.episodes),
        mute_hours=rule.mute_hours,
        mute_part=rule.mute_hours / hours if hours else None,
        why_mute=reasons[0].why or reasons[0].verdict.replace("-", " ") if reasons else "",
    )


def _set_values(catalogue: Catalogue, force: str, tried: TriedSet) -> Mapping[str, object]:
    episodes = [(rule, each) for rule in tried.rules.values() for each in rule.episodes]
    episodes.sort(key=lambda each: each[1].opened_at)
    return {
        "name": tried.name,
        "emails": tried.emails,
        "emails_a_month": tried.emails_a_month,
        "episodes": [_episode(catalogue, force, *each) for each in episodes],
        "threads": [
            ThreadRow(
                opened=_day(each.opened_at),
                title=each.thread.replace("-", " ").capitalize(),
                rules=", ".join(_title(tried, name) for name in each.rules),
                emails=", ".join(_day(email.at) for email in each.emails) or "none",
            )
            for each in tried.threads
        ],
    }


def _title(tried: TriedSet, rule: str) -> str:
    return tried.rules[rule].title if rule in tried.rules else rule


def _episode(catalogue: Catalogue, force: str, rule: TriedRule, each: TriedEpisode) -> EpisodeRow:
    ended = "still open" if each.ended_at is None else _day(each.ended_at)
    reason = f" ({each.end_reason.replace('-', ' ')})" if each.end_reason else ""
    return EpisodeRow(
        opened="before" if each.before else _day(each.opened_at),
        title=rule.title,
        where=_where(catalogue, force, each),
        ended=ended + reason,
        peak=each.printed,
    )


def _where(catalogue: Catalogue, force: str, each: TriedEpisode) -> str:
    areas = catalogue.forces[force].areas if force in catalogue.forces else {}
    area = areas[each.area].title if each.area in areas else each.area
    of = [part.partition("=")[2] for part in each.by.split(",") if part]
    return ", ".join(["whole force" if each.area == WHOLE_FORCE else area, *of])


def _period(since: date, until: date) -> str:
    return f"{formatting.day(since)} to {formatting.day(until - DAY)}"


def _day(at: datetime) -> str:
    return formatting.moment(at).replace("00:00 on ", "")
