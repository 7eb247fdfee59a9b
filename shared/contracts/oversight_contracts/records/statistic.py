"""A figure that somebody published, as it was published."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, ValidationInfo, model_validator

from oversight_contracts.errors import misplaced
from oversight_contracts.records.statement import Decimal, PastDay, Statement

Measure = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$")
]
By = Annotated[str, StringConstraints(pattern=r"^([a-z-]+=[^=,]+(,[a-z-]+=[^=,]+)*)?$")]


class Statistic(Statement):
    """A value, or a numerator and a denominator, or why there is neither.

    What is not there is said, and is never a zero.
    """

    measure: Measure = Field(description="what it measures: an indicator, or a name of its own")
    by: Annotated[By, Field(max_length=200)] = Field(
        "", description="the breakdown value, for example ethnicity=Black; empty for all"
    )
    value: Decimal | None = Field(None, description="the figure as text, so that 12.50 stays 12.50")
    numerator: Decimal | None = Field(None, description="given together with denominator")
    denominator: Decimal | None = Field(
        None, description="given together with numerator; 0 only beside a value"
    )
    absent: Literal["not-applicable", "not-collected", "not-published", "benchmark"] | None = Field(
        None, description="why there is no figure"
    )
    publisher: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(
        description="who published it, and in what"
    )
    published_on: PastDay | None = Field(None, description="when it was published")
    provisional: bool = Field(False, description="the publisher says that it may still change")
    not_comparable: bool = Field(False, description="not to be compared with what was before it")

    @model_validator(mode="after")
    def _one_figure_or_none(self, info: ValidationInfo) -> Self:
        if (self.numerator is None) != (self.denominator is None):
            missing = "numerator" if self.numerator is None else "denominator"
            raise misplaced(missing, "is missing beside the other")
        given = self.value is not None or self.numerator is not None
        if given == (self.absent is not None):
            raise misplaced("value", "is missing" if not given else "is given beside absent")
        # Only of what comes in: what was stored before stays readable.
        if info.mode == "json" and self._divides_by_zero():
            raise misplaced("denominator", "is 0: say with absent why there is no figure")
        return self.require_period()

    def _divides_by_zero(self) -> bool:
        # A value beside it is the figure.
        return self.value is None and self.denominator is not None and not float(self.denominator)
