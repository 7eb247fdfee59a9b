"""The extent of a scenario: how large it is, and what of the force it touches."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from oversight_local.simulate.paces import PACES


class Scenario(StrEnum):
    """The scenarios of what goes wrong, from a moment on."""

    NONE = "none"
    PRIORITY_2_DRIFT = "priority-2-drift"
    RESPONSE_DRIFT = "response-drift"
    SEARCH_SURGE = "search-surge"
    DISPARITY_DRIFT = "disparity-drift"
    FEED_STALL = "feed-stall"
    FEED_REST = "feed-rest"


class Stage(StrEnum):
    """The stages of records whose updates can stall."""

    DISPATCHED = "dispatched"
    ARRIVED = "arrived"
    CLOSED = "closed"
    OUTCOME = "outcome"
    FINALISED = "finalised"


class FeedKind(StrEnum):
    """The kinds of record that a simulated force sends."""

    INCIDENT = "incident"
    CRIME = "crime"
    STOP_SEARCH = "stop-search"
    COMPLAINT = "complaint"


@dataclass(frozen=True)
class Extent:
    """How large a scenario is and what it touches; what is None is the whole, or as by default.

    ``share`` is by how much of its level the share within target falls, ``times`` how often the
    usual number of searches under section 60 comes, or the rate of ``group`` against White
    residents', and ``length`` how long a feed stalls or rests: to the end where None. A feed that
    rests ``nightly`` does so from one o'clock on.
    """

    share: float | None = None
    times: float | None = None
    length: timedelta | None = None
    grade: str = "priority-2"
    area: str | None = None
    group: str = "Black"
    stage: Stage = Stage.ARRIVED
    kind: FeedKind = FeedKind.INCIDENT
    nightly: bool = False


class ExtentFault(ValueError):
    """What cannot be simulated; the sentence begins with the option that says it."""


# What each scenario can be told beyond its start, with the size it has where none is said.
_TOLD: Mapping[Scenario, tuple[str, ...]] = {
    Scenario.NONE: (),
    Scenario.PRIORITY_2_DRIFT: ("size", "area"),
    Scenario.RESPONSE_DRIFT: ("size", "grade", "area"),
    Scenario.SEARCH_SURGE: ("size", "area"),
    Scenario.DISPARITY_DRIFT: ("size", "group", "area"),
    Scenario.FEED_STALL: ("size", "stage"),
    Scenario.FEED_REST: ("size", "kind", "nightly"),
}
_DEFAULT_SIZES = {Scenario.RESPONSE_DRIFT: "10%", Scenario.DISPARITY_DRIFT: "1.3"}
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
NIGHTLY = timedelta(hours=2)
GROUPS = ("Asian", "Black", "Mixed", "Other")


def extent_of(
    scenario: Scenario, said: Mapping[str, str | None], areas: Iterable[str], nightly: bool = False
) -> Extent:
    """The extent of a scenario as it was said, by the names of options without their dashes.

    Raises ``ExtentFault`` where an option is not one of the scenario's, or cannot be what it says.
    """
    given = {name: text for name, text in said.items() if text is not None}
    for name in (*given, *(["nightly"] if nightly else [])):
        _require_told(scenario, name)
    if scenario is Scenario.FEED_REST and nightly and "size" not in given:
        given["size"] = "2h"
    size = given.pop("size", _DEFAULT_SIZES.get(scenario))
    return Extent(
        share=_share(size) if scenario in _DRIFTS and size else None,
        times=_times(size, scenario) if scenario in _MULTIPLES and size else None,
        length=_length(size, nightly) if scenario in _FEEDS and size else None,
        grade=_one_of("grade", given.get("grade", "priority-2"), PACES),
        area=_one_of("area", given["area"], areas) if "area" in given else None,
        group=_one_of("group", given.get("group", "Black"), GROUPS),
        stage=Stage(_one_of("stage", given.get("stage", "arrived"), Stage)),
        kind=FeedKind(_one_of("kind", given.get("kind", "incident"), FeedKind)),
        nightly=nightly,
    )


_DRIFTS = (Scenario.PRIORITY_2_DRIFT, Scenario.RESPONSE_DRIFT)
_MULTIPLES = (Scenario.SEARCH_SURGE, Scenario.DISPARITY_DRIFT)
_FEEDS = (Scenario.FEED_STALL, Scenario.FEED_REST)


def length_of(text: str) -> timedelta | None:
    """So many minutes, hours or days: ``90m``, ``20h``, ``14d``; None where it is no length."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([mhd])", text.strip())
    if found is None or not float(found[1]):
        return None
    return float(found[1]) * _UNITS[found[2]]


def _require_told(scenario: Scenario, name: str) -> None:
    if name in _TOLD[scenario]:
        return
    takers = [each.value for each, names in _TOLD.items() if name in names]
    raise ExtentFault(f"--{name} is of --scenario {' or '.join(takers)}, not of {scenario}")


def _share(text: str) -> float:
    percent = _number(text.removesuffix("%"))
    if percent is None or not 0.1 <= percent <= 95:
        raise ExtentFault(
            f"--size {text}: by how much of its level the share within target falls is said in "
            "percent, from 0.1% to 95%"
        )
    return percent / 100


def _times(text: str, scenario: Scenario) -> float:
    times = _number(text.removeprefix("x"))
    least = 1.0 if scenario is Scenario.SEARCH_SURGE else 0.1
    if times is None or not least <= times <= 100 or times == 1:
        raise ExtentFault(
            f"--size {text}: how many times as many is said as a number like 1.3, from {least:g} "
            "to 100, and 1 is no change"
        )
    return times


def _length(text: str, nightly: bool) -> timedelta:
    length = length_of(text)
    if length is None:
        raise ExtentFault(f"--size {text}: how long is said in minutes, hours or days: 90m, 6h, 2d")
    if nightly and length > timedelta(hours=20):
        raise ExtentFault(f"--size {text}: a feed rests at most 20 hours a night")
    return length


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text.strip()) else None


def _one_of(name: str, text: str, known: Iterable[str]) -> str:
    words = [str(each) for each in known]
    if text not in words:
        raise ExtentFault(f"--{name} {text} is none of {', '.join(words)}")
    return text
