"""What a digest says: all well only where it is, and everything that somebody has to know."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.unit.alerts.digest.digests import (
    BEFORE,
    DRIFT,
    LEVEL,
    NOW,
    bad_week,
    digest,
    fact,
    feeds,
    good_week,
    look,
    looks,
    material,
    nothing_judged,
    rate_of,
    silence,
    stopped,
)

from oversight_alerts.digest.digest import Before, MailState, Material
from oversight_alerts.digest.judged import mute_series
from oversight_alerts.projection.arrivals import Feed
from oversight_alerts.rules.verdict import Verdict

ARRIVALS = Feed("urn:control-room", "west-midlands", "incident", "arrived")


def test_all_well_where_nothing_is_open_mute_late_or_refused() -> None:
    assert digest(material()).headline == "All well: 14 series judged, none open."


def test_what_was_mute_before_is_well_and_is_said() -> None:
    assert good_week().headline == ("All well: 11 series judged, none open; 3 are mute, as before.")


@pytest.mark.parametrize(
    ("known", "trouble"),
    [
        (material(episodes=[fact()]), "1 alert is open"),
        (
            material(episodes=[fact(), fact("e2", "dudley", severity="critical")]),
            "2 alerts are open, 1 of them critical",
        ),
        (material(looks(mute=2)), "2 series have become mute"),
        (material([*looks(), stopped(ARRIVALS)]), "1 feed has stopped"),
        (
            material(now=NOW + timedelta(hours=1)),
            "this e-mail is late",
        ),
        (
            material(cut_at=NOW - timedelta(hours=24)),
            "nothing has been counted for a day or more",
        ),
        (material(mail=MailState(refused=2)), "2 e-mails were refused to everyone"),
        (
            material(mail=MailState(1, NOW - timedelta(minutes=15))),
            "1 e-mail waits for the mail server",
        ),
        (
            material(mail=MailState(lost="550 no")),
            "the e-mail before this one never arrived (550 no)",
        ),
        (material([look(verdict=Verdict.NO_VALUE)], before=Before(NOW)), "nothing is judged"),
    ],
)
def test_each_trouble_is_named_and_not_called_well(known: Material, trouble: str) -> None:
    made = digest(known)
    assert made.troubles == (trouble,)
    assert not made.well
    assert made.headline.startswith(f"Not all well: {trouble}.")


@pytest.mark.parametrize(
    "known",
    [
        # Written with this evaluation, or a moment ago.
        material(mail=MailState(3, NOW - timedelta(minutes=14))),
        material(now=NOW + timedelta(minutes=59)),
        material(cut_at=NOW - timedelta(hours=23)),
        # What ended is no trouble any more.
        material(episodes=[fact(ended=timedelta(hours=1))]),
        material(silences=[silence()]),
        material(mail=MailState(folded=3)),
    ],
)
def test_what_is_no_trouble(known: Material) -> None:
    assert digest(known).headline == "All well: 14 series judged, none open."


def test_a_first_digest_says_what_is_mute_without_calling_it_new() -> None:
    made = digest(material(looks(mute=2), before=Before(NOW - timedelta(days=3))))
    assert made.headline == "All well: 12 series judged, none open; 2 are mute."
    assert not any(each.new for each in made.mute)


def test_one_line_for_all_series_with_one_reason() -> None:
    made = digest(material([*looks(mute=6), look(verdict=Verdict.BELOW_MINIMUM, area="x")]))
    (first, second) = made.mute
    assert (first.words, first.series, first.new) == ("no baseline is set for it", 6, 6)
    assert [count for _, count in first.rules] == [6]
    assert (second.words, second.series) == ("fewer cases than the rule's minimum", 1)


def test_only_what_was_not_mute_before_is_new() -> None:
    known = looks(mute=2)
    again = digest(material(known, before=replace(BEFORE, mute=mute_series(known))))
    assert (again.newly_mute, again.mute[0].new) == (0, 0)
    more = digest(material(looks(mute=3), before=replace(BEFORE, mute=mute_series(known))))
    assert (more.newly_mute, more.mute[0].new) == (1, 1)


def test_what_opened_and_ended_since_the_one_before() -> None:
    old, long = timedelta(days=20), timedelta(days=8)
    made = digest(
        material(
            episodes=[
                fact("lasts", opened=old),
                fact("ended-before", opened=old, ended=long),
                fact("ended", opened=old, ended=timedelta(days=6)),
                fact("both", opened=timedelta(days=3), ended=timedelta(days=1)),
            ]
        )
    )
    assert [each.id for each in made.lasting] == ["lasts"]
    assert [each.id for each in made.opened] == ["both"]
    assert [each.id for each in made.ended] == ["ended", "both"]


def test_after_a_week_without_one_nothing_is_left_out() -> None:
    late = replace(BEFORE, until=NOW - timedelta(days=14))
    made = digest(material(episodes=[fact(opened=timedelta(days=12))], before=late))
    assert [each.id for each in made.opened] == ["e1"]


def test_the_critical_comes_first() -> None:
    assert [each.severity for each in bad_week().lasting] == ["critical", "warning", "warning"]


def test_a_silence_says_what_it_covers_and_hides() -> None:
    made = digest(
        material(
            episodes=[fact(), fact("e2", "dudley")],
            silences=[silence(), silence(None, "dudley"), silence(DRIFT)],
        )
    )
    assert [each.series for each in made.silences] == [7, 2, 7]
    hidden = [[one.id for one in each.hidden] for each in made.silences]
    assert hidden == [["e1", "e2"], ["e2"], []]


def test_feeds_by_kind_and_stage_those_that_stopped_first() -> None:
    made = digest(material([*looks(), stopped(ARRIVALS)], fed=feeds(arrived=26)))
    incidents, crimes = made.feeds
    assert incidents.ages == (
        (("created", "dispatched", "closed"), 1, False),
        (("arrived",), 26, True),
    )
    assert (crimes.kind, crimes.ages) == ("crime", ((("recorded",), 5, False),))


def test_a_feed_that_is_known_as_a_whole_only_is_told_of_too() -> None:
    made = digest(material(fed={Feed("urn:old"): {1: 3}}))
    assert [(each.source, each.kind) for each in made.feeds] == [("urn:old", "")]


def test_the_chance_budget_is_what_the_drift_rules_state() -> None:
    chance = digest(material(looks(mute=3))).chance
    once_in = look(DRIFT).rule.model_dump()["once_in"]
    assert (chance.drifts, chance.limits) == (4, 7)
    assert chance.a_quarter == rate_of(*[once_in] * 4)
    assert chance.confidence is not None
    assert chance.once_in == (once_in, once_in)
    assert look(LEVEL).rule.kind == "limit"


def test_where_nothing_is_judged_silence_means_nothing() -> None:
    made = nothing_judged()
    assert made.headline == ("Not all well: nothing is judged. 0 series judged; 14 are mute.")


def test_a_rule_on_trial_is_mute_and_not_called_well_however_long() -> None:
    judged = look()
    tried = judged._replace(observation=judged.observation.on_trial())
    found = [look(DRIFT, "dudley"), tried]
    known = digest(material(found, before=Before(NOW, mute_series(found))))
    assert known.headline == (
        "Not all well: 1 rule is on trial: no back-test on record. "
        "1 series judged; 1 is mute, as before."
    )
    assert [each.words for each in known.mute] == ["no back-test on record"]


def test_what_cannot_be_judged_is_so_for_its_own_reason_on_trial_too() -> None:
    mute = look(verdict=Verdict.NO_BASELINE, mute="no baseline is set for it").observation
    assert mute.on_trial() == mute
    broken = look(verdict=Verdict.BROKEN, value=51).observation.on_trial()
    assert (broken.verdict, broken.tried) == (Verdict.NO_BACKTEST, Verdict.BROKEN)
    # Its minimum may be what was changed: an open alert of it stays.
    few = look(verdict=Verdict.BELOW_MINIMUM).observation.on_trial()
    assert few.verdict is Verdict.NO_BACKTEST
