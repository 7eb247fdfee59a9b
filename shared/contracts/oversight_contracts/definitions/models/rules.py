"""Alert rules: when a figure over a window is worth an e-mail, and what a rule must agree with."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, TypeAdapter

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.indicators import IndicatorId
from oversight_contracts.definitions.models.reference import Dimension, Residents
from oversight_contracts.definitions.validate.series import check_series
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.records.base import Slug

_SPAN = re.compile(r"(\d{1,5}) (minute|hour|day|week)s?")


def _span(value: Any) -> Any:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("is not a span such as `30 minutes`, `24 hours`, `28 days`, `4 weeks`")
    return timedelta(**{f"{found[2]}s": int(found[1])})


Span = Annotated[timedelta, BeforeValidator(_span)]


@dataclass(frozen=True)
class RuleReferences:
    """The definitions that rules refer to, beside their indicator."""

    residents: tuple[Residents, ...]
    dimensions: Mapping[str, Dimension]


class RuleBase(Definition):
    """What every kind of rule has; a kind adds its fields, its direction and its checks.

    ``threshold``, ``worse_by`` and ``resolve_at`` are in the indicator's unit.
    """

    id: Slug
    title: str
    advice: str = Field(description="what a reader of the e-mail should do next")
    severity: Literal["warning", "critical"]
    indicator: IndicatorId
    force: Slug | None = Field(None, description="all forces where not said")
    areas: tuple[str, ...] = Field(("force",), description="area ids, or `every <kind of area>`")
    window: Span = Field(gt=timedelta(0), description="how far back, ending now")
    threshold: Decimal
    minimum: int = Field(ge=1, description="the least sample on which the rule speaks")
    hold: Span = Field(
        timedelta(0), alias="for", description="how long it must be broken before it opens"
    )
    worse_by: Decimal | None = Field(
        None, gt=0, description="an open episode mails again when it got worse by this much"
    )
    resolve_at: Decimal | None = Field(
        None, description="resolves only past this value, so that it does not flap"
    )
    certain: bool = Field(
        False, description="the whole 95% interval must be past the threshold, not the value alone"
    )

    @property
    def direction(self) -> Literal[1, -1]:
        """1 where higher is worse, -1 where lower is."""
        return 1

    def check(self, indicator: Indicator, references: RuleReferences) -> Iterator[Finding]:
        """What of the kind's own fields nothing stands behind; ``indicator`` is the rule's."""
        yield from ()


class ThresholdRule(RuleBase):
    """The figure of one series against a threshold."""

    kind: Literal["threshold"]
    by: str = Field("", description="the series, for example grade=priority-2; empty for all")
    when: Literal["above", "below"]

    @property
    def direction(self) -> Literal[1, -1]:
        """See ``RuleBase``."""
        return -1 if self.when == "below" else 1

    def check(self, indicator: Indicator, references: RuleReferences) -> Iterator[Finding]:
        """See ``RuleBase``."""
        if indicator.reference_group is not None:
            yield ("kind",), "a disparity is judged by a rule of kind disparity"
        if self.certain and not indicator.has_interval:
            yield ("certain",), f"{indicator.id} has no interval: the rule could never open"
        for reason in check_series(self.by, indicator, references.dimensions):
            yield ("by",), reason


class DisparityRule(RuleBase):
    """The disparity ratio of each named group above a threshold."""

    kind: Literal["disparity"]
    groups: Annotated[tuple[str, ...], Field(min_length=1)]
    basis: Slug

    def check(self, indicator: Indicator, references: RuleReferences) -> Iterator[Finding]:
        """See ``RuleBase``."""
        reference = indicator.reference_group
        if reference is None:
            yield ("indicator",), f"{indicator.id} is no disparity"
            return
        counted = [
            each.groups.get(reference.dimension, {})
            for each in references.residents
            if each.basis == self.basis
        ]
        if not counted:
            yield ("basis",), f"no residents of {self.basis} in residents.yaml"
        for index, group in enumerate(self.groups):
            if counted and not any(group in groups for groups in counted):
                known = f"{reference.dimension}={group}"
                yield ("groups", index), f"no residents are known for {known}"


Rule = ThresholdRule | DisparityRule


# One entry of a rules file, told apart by its kind.
RULE: TypeAdapter[Rule] = TypeAdapter(Annotated[Rule, Field(discriminator="kind")])
