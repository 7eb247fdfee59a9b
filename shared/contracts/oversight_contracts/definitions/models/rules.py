"""Alert rules: which question each asks of the figures, and what a rule must agree with."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.indicators import IndicatorId
from oversight_contracts.definitions.models.plans import Plan, PlannedMilestone, planned
from oversight_contracts.definitions.models.reference import Dimension, Residents
from oversight_contracts.definitions.spans import YEAR, Span
from oversight_contracts.definitions.validate.series import check_series
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.measures.change_test import ChangeTest
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.records.base import Slug
from oversight_measures.control_charts.segments import ENOUGH
from oversight_measures.detectors.process_charts import run_length
from oversight_measures.spread.observed import Kind

# Of an interval, where a rule says no other.
CONFIDENCE = 0.95
Bucket = Literal["day", "week", "month", "quarter"]
_LENGTHS: Mapping[Bucket, timedelta] = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": YEAR / 12,
    "quarter": YEAR / 4,
}


@dataclass(frozen=True)
class RuleReferences:
    """The definitions that rules refer to, beside their indicator."""

    residents: tuple[Residents, ...]
    dimensions: Mapping[str, Dimension]
    plans: Mapping[str, Plan]


class RuleBase(Definition):
    """What every kind of rule has; a kind adds its fields, its direction and its checks.

    ``worse_by`` is in the indicator's unit.
    """

    id: Slug
    title: str
    question: str = Field("", description="the question that it answers, for its readers")
    advice: str = Field(description="what a reader of the e-mail should do next")
    severity: Literal["warning", "critical"]
    indicator: IndicatorId
    force: Slug | None = Field(None, description="all forces where not said")
    areas: tuple[str, ...] = Field(("force",), description="area ids, or `every <kind of area>`")
    thread: Slug | None = Field(
        None, description="rules of one thread in one force are told in one e-mail; else its id"
    )
    minimum: int = Field(ge=1, description="the least sample on which the rule speaks")
    hold: Span = Field(
        timedelta(0), alias="for", description="how long it must be broken before it opens"
    )
    worse_by: Decimal | None = Field(
        None, gt=0, description="an open episode mails again when it got worse by this much"
    )

    @property
    def direction(self) -> Literal[1, -1]:
        """1 where higher is worse, -1 where lower is."""
        return 1

    def check(self, indicator: Indicator, references: RuleReferences) -> Iterator[Finding]:
        """What of the kind's own fields nothing stands behind; ``indicator`` is the rule's."""
        yield from ()


class BuiltinRule(RuleBase):
    """A rule that ships with the service: hours of sources, held against a threshold."""

    kind: Literal["feed", "reconciliation"]
    window: Span = Field(gt=timedelta(0), description="how far back, ending now")
    threshold: Decimal
    when: Literal["above", "below"] = "above"

    @property
    def direction(self) -> Literal[1, -1]:
        """See ``RuleBase``."""
        return -1 if self.when == "below" else 1


class BucketRule(RuleBase):
    """A rule that judges each bucket of time once it is over, and again where it was corrected."""

    bucket: Bucket = Field("day", description="what is judged at once, when it is over")
    grace: Span = Field(
        timedelta(0), description="how long after its end a bucket is judged: records come late"
    )
    dispersion: float | None = Field(
        None,
        ge=1,
        le=1000,
        description="variance over that of chance that is taken at least: what a short history "
        "cannot tell; 2 where nothing is said and the history is too short",
    )

    @property
    def length(self) -> timedelta:
        """The length of a bucket, of months on average."""
        return _LENGTHS[self.bucket]


class WindowRule(BucketRule):
    """A figure of the last buckets, beyond a threshold by more than the spread explains."""

    window: int = Field(ge=1, le=366, description="how many of the last buckets are taken together")
    threshold: Decimal = Field(description="the agreed limit, in the indicator's unit")
    confidence: float = Field(
        CONFIDENCE, ge=0.5, lt=1, description="of the interval that must lie beyond the threshold"
    )


class LevelRule(WindowRule):
    """A level of the last buckets, held against a threshold that is agreed."""


class BaselineRule(BucketRule, ABC):
    """A rule that holds what comes against a dated baseline."""

    @property
    @abstractmethod
    def false_alarm_every(self) -> timedelta:
        """How long on average until one false alarm of a series, where all is well."""


class ShiftRule(BaselineRule):
    """A drift away from a dated baseline, found by a cumulative sum (CUSUM)."""

    times: Decimal = Field(gt=0, description="the shift to find: 0.9 is a fall by a tenth")
    once_in: Span = Field(
        description="how long on average until one false alarm, where all is well"
    )

    @property
    def direction(self) -> Literal[1, -1]:
        """See ``RuleBase``."""
        return 1 if self.times > 1 else -1

    @property
    def false_alarm_every(self) -> timedelta:
        """See ``BaselineRule``."""
        return self.once_in

    def check(self, indicator: Indicator, references: RuleReferences) -> Iterator[Finding]:
        """See ``RuleBase``."""
        if self.times == 1:
            yield ("times",), "1 is no shift"
        if self.once_in < 2 * self.length:
            yield ("once_in",), f"must be at least two {self.bucket}s"


class _OfOneSeries(Definition):
    by: str = Field("", description="the series, for example grade=priority-2; empty for all")
    percentile: int | None = Field(
        None, ge=1, le=99, description="of a duration, and of nothing else: what is judged of it"
    )


def _check_one_series(
    rule: _OfOneSeries, indicator: Indicator, references: RuleReferences, *, charted: bool = False
) -> Iterator[Finding]:
    if indicator.reference_group is not None:
        yield ("kind",), "a disparity is judged by a rule of kind disparity or disparity-drift"
    for reason in check_series(rule.by, indicator, references.dimensions):
        yield ("by",), reason
    if indicator.has_durations != (rule.percentile is not None):
        yield ("percentile",), "must be said of a duration, and of nothing else"
    untested = indicator.change_test is ChangeTest.NONE and not charted
    if not indicator.has_durations and untested:
        yield ("indicator",), indicator.why_untested


class LimitRule(LevelRule, _OfOneSeries):
    """The level of one series against an agreed limit."""

    kind: Literal["limit"]
    when: Literal["above", "below"]

    @property
    def direction(self) -> Literal[1, -1]:
        """See ``RuleBase``."""
        return -1 if self.when == "below" else 1

    def check(self, indicator: Indicator, references: RuleReferences) -> Iterator[Finding]:
        """See ``RuleBase``."""
        yield from super().check(indicator, references)
        yield from _check_one_series(self, indicator, references)
        if indicator.change_test.kind is Kind.SHARE and not 0 < self.threshold < indicator.scale:
            yield ("threshold",), f"must be between 0 and {indicator.scale}"
        elif self.threshold < 0:
            yield ("threshold",), "must be 0 or more"


class DriftRule(ShiftRule, _OfOneSeries):
    """The drift of one series away from its baseline."""

    kind: Literal["drift"]

    def check(self, indicator: Indicator, references: RuleReferences) -> Iterator[Finding]:
        """See ``RuleBase``."""
        yield from super().check(indicator, references)
        yield from _check_one_series(self, indicator, references)


class SpecialCauseRule(BaselineRule, _OfOneSeries):
    """A special cause on the process chart of one series, whose limits its baseline sets."""

    kind: Literal["special-cause"]
    when: Literal["above", "below"] = Field(description="which side of the mean is worse")
    bucket: Bucket = Field("month", description="what is one point of the chart")
    minimum: int = Field(ge=ENOUGH, description="the least points of the baseline, 13 or more")

    @property
    def direction(self) -> Literal[1, -1]:
        """See ``RuleBase``."""
        return -1 if self.when == "below" else 1

    @property
    def false_alarm_every(self) -> timedelta:
        """See ``BaselineRule``: on limits of as few points as it takes."""
        return run_length(self.minimum) * self.length

    def check(self, indicator: Indicator, references: RuleReferences) -> Iterator[Finding]:
        """See ``RuleBase``."""
        yield from super().check(indicator, references)
        yield from _check_one_series(self, indicator, references, charted=indicator.is_balance)


class MilestoneRule(BucketRule):
    """The course of one series to the level that a plan sets for a period."""

    kind: Literal["milestone"]
    plan: Slug = Field(description="the plan that sets it, whose force is the rule's")
    period: str = Field(description="one of the plan's periods")
    by: str = Field("", description="the series that it is set for; empty for all")
    when: Literal["above", "below"] = Field(description="which side of the level is worse")
    bucket: Bucket = Field("month", description="how often the course is looked at")
    confidence: float = Field(
        0.99, ge=0.5, lt=1, description="of the interval that must lie beyond the course"
    )

    @property
    def direction(self) -> Literal[1, -1]:
        """See ``RuleBase``."""
        return -1 if self.when == "below" else 1

    def planned(self, plans: Mapping[str, Plan], area: str) -> PlannedMilestone | None:
        """What the plan sets for this series in an area; None for nothing."""
        plan = plans.get(self.plan)
        figure = (self.indicator, self.by, area, self.period)
        return None if plan is None else planned(plan, figure)

    def check(self, indicator: Indicator, references: RuleReferences) -> Iterator[Finding]:
        """See ``RuleBase``."""
        plan = references.plans.get(self.plan)
        if plan is None:
            yield ("plan",), f"no plan {self.plan} in milestones"
            return
        if plan.force != self.force:
            yield ("force",), f"must be {plan.force}, whose plan it is"
        if self.period not in plan.periods:
            yield ("period",), f"no period {self.period}: known are {', '.join(plan.periods)}"
        elif not any(self.planned(references.plans, area) for area in self.areas):
            yield ("plan",), f"sets no level of {self.indicator} for {self.period}"
        if indicator.change_test.kind not in (Kind.SHARE, Kind.COUNT):
            yield ("indicator",), "only counts, rates and shares have a course"


class _OfGroups(Definition):
    groups: Annotated[tuple[str, ...], Field(min_length=1)]
    basis: Slug = Field(description="the census whose residents are compared")


def _check_groups(
    groups: tuple[str, ...], basis: str, indicator: Indicator, references: RuleReferences
) -> Iterator[Finding]:
    reference = indicator.reference_group
    if reference is None:
        yield ("indicator",), f"{indicator.id} is no disparity"
        return
    counted = [
        each.groups.get(reference.dimension, {})
        for each in references.residents
        if each.basis == basis
    ]
    if not counted:
        yield ("basis",), f"no residents of {basis} in residents.yaml"
    for index, group in enumerate(groups):
        if group == reference.value:
            yield ("groups", index), f"{group} is what the others are compared with"
        if counted and not any(group in each for each in counted):
            yield ("groups", index), f"no residents are known for {reference.dimension}={group}"


class DisparityRule(LevelRule, _OfGroups):
    """The disparity ratio of each named group above an agreed limit."""

    kind: Literal["disparity"]

    def check(self, indicator: Indicator, references: RuleReferences) -> Iterator[Finding]:
        """See ``RuleBase``."""
        yield from super().check(indicator, references)
        yield from _check_groups(self.groups, self.basis, indicator, references)
        if self.threshold <= 0:
            yield ("threshold",), "a ratio is above 0"


class DisparityDriftRule(ShiftRule, _OfGroups):
    """The drift of the disparity ratio of each named group away from its baseline."""

    kind: Literal["disparity-drift"]

    def check(self, indicator: Indicator, references: RuleReferences) -> Iterator[Finding]:
        """See ``RuleBase``."""
        yield from super().check(indicator, references)
        yield from _check_groups(self.groups, self.basis, indicator, references)


class OutcomeDifferenceRule(WindowRule):
    """An outcome test: a share of each group, no further from a reference's than the threshold."""

    kind: Literal["outcome-difference"]
    breakdown: Slug = Field(description="the dimension whose groups are compared")
    groups: Annotated[tuple[str, ...], Field(min_length=1)]
    reference: str = Field(description="the group that the others are compared with")
    when: Literal["above", "below"] = Field(description="which side of the reference is worse")
    bucket: Bucket = Field("week", description="what is judged at once, when it is over")
    minimum: int = Field(ge=1, description="the least cases of each of both groups")

    @property
    def direction(self) -> Literal[1, -1]:
        """See ``RuleBase``."""
        return -1 if self.when == "below" else 1

    def series_of(self, group: str) -> str:
        """The breakdown value of a group."""
        return f"{self.breakdown}={group}"

    def check(self, indicator: Indicator, references: RuleReferences) -> Iterator[Finding]:
        """See ``RuleBase``."""
        if indicator.change_test.kind is not Kind.SHARE or indicator.has_durations:
            yield ("indicator",), f"{indicator.id} is no share: outcomes are shares of cases"
            return
        if not 0 <= self.threshold < indicator.scale:
            yield ("threshold",), f"must be from 0 to less than {indicator.scale}"
        if self.worse_by is not None:
            yield ("worse_by",), "what a group has is held against what the reference group has"
        if (self.breakdown,) not in indicator.breakdowns:
            yield ("breakdown",), f"{indicator.id} is not kept by {self.breakdown}"
            return
        if self.reference in self.groups:
            at = self.groups.index(self.reference)
            yield ("groups", at), f"{self.reference} is what the others are compared with"
        named = [(("groups", at), group) for at, group in enumerate(self.groups)]
        for place, group in [(("reference",), self.reference), *named]:
            for reason in check_series(self.series_of(group), indicator, references.dimensions):
                yield place, reason


IndicatorRule = (
    LimitRule
    | DriftRule
    | SpecialCauseRule
    | MilestoneRule
    | DisparityRule
    | DisparityDriftRule
    | OutcomeDifferenceRule
)
Rule = IndicatorRule | BuiltinRule


def thread_of(rule: Rule) -> str:
    """The thread that a rule's episodes are told in: its own where it names none."""
    return rule.thread or rule.id


def interval_name(rule: RuleBase | None) -> str:
    """The name of the interval that is printed of a rule's figures: ``99% interval``."""
    confidence = rule.confidence if isinstance(rule, WindowRule | MilestoneRule) else CONFIDENCE
    return f"{100 * confidence:g}% interval"


# One entry of a rules file, told apart by its kind.
RULE: TypeAdapter[IndicatorRule] = TypeAdapter(
    Annotated[IndicatorRule, Field(discriminator="kind")]
)
