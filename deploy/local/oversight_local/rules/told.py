"""The series of rules as alerts tells of them, with the rules as the definitions have them now."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import IndicatorRule, WindowRule
from oversight_contracts.detection import Volumes, shifted_share
from oversight_local.failure import Failure
from oversight_local.rules.watched import Watched, percentile_of
from oversight_measures.spread.observed import Kind

VOLUMES: TypeAdapter[Volumes | None] = TypeAdapter(Volumes | None)
NOT_KNOWN = "alerts does not have it yet: start it with these definitions"
OTHER_LIMIT = "how many cases are beyond its new limit is told once alerts is started with it"
NO_LIMIT = "alerts has it as a rule of another kind: start it with these definitions"


def told_series(catalogue: Catalogue, answer: Mapping[str, Any], force: str) -> Iterator[Watched]:
    """Every rule of the definitions on the series that alerts looks at.

    A rule that alerts does not have is mute, in ``force``. A limit that was changed since alerts
    was started is taken as it is now. Raises ``Failure`` where alerts tells no volumes.
    """
    told = {each["id"]: each for each in answer["rules"]}
    for rule in catalogue.rules.values():
        known = told.get(rule.id)
        if known is None or known["indicator"] != rule.indicator:
            yield Watched(rule, rule.force or force, "", "", None, NOT_KNOWN)
            continue
        for series in known["series"]:
            yield _watched(rule, known, series)


def _watched(rule: IndicatorRule, known: Mapping[str, Any], series: Mapping[str, Any]) -> Watched:
    where = (rule, series["force"], series["area"], series["by"])
    volumes = _volumes(series)
    if volumes is None:
        return Watched(*where, None, series["missing"] or series["verdict"])
    if not isinstance(rule, WindowRule):
        return Watched(*where, volumes)
    before = known["threshold"]
    if volumes.limit is None or before is None:
        return Watched(*where, None, NO_LIMIT)
    if Decimal(str(before)) == rule.threshold:
        return Watched(*where, volumes)
    if percentile_of(rule):
        return Watched(*where, None, OTHER_LIMIT)
    return Watched(*where, _with_limit(volumes, volumes.limit, float(rule.threshold) / before))


def _with_limit(volumes: Volumes, limit: float, times: float) -> Volumes:
    """The same with a limit so many times as high."""
    if volumes.kind is Kind.COUNT:
        return volumes._replace(limit=limit * times)
    return volumes._replace(limit=shifted_share(volumes.kind, limit, times))


def _volumes(series: Mapping[str, Any]) -> Volumes | None:
    try:
        return VOLUMES.validate_python(series["volumes"])
    except (KeyError, ValidationError) as error:
        raise Failure(
            "alerts tells no volumes of its series: it is older than this command"
        ) from error
