"""An indicator: its definition, and everything that the system asks of its measure."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar, Literal, NamedTuple, Protocol, Self

from oversight_contracts.contributions.spec import ContributionSpec
from oversight_contracts.definitions.models.conditions import Conditions
from oversight_contracts.definitions.models.indicators import IndicatorBase
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.definitions.models.reference import Dimension, Force, Target
from oversight_contracts.definitions.models.weights import Weights
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.change_test import ChangeTest
from oversight_contracts.measures.counted_records import CountedRecords
from oversight_contracts.measures.disclosed import Disclosed, Parts, What
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.spread.observed import Kind


class ReferenceGroup(NamedTuple):
    """The group that every other is compared with: a value of a dimension."""

    dimension: str
    value: str


class Detail(NamedTuple):
    """A detail printed beside the figure: its column's heading, its name, and how it is printed.

    An interval lies between the details that are named so with ``_lower`` and ``_upper``.
    ``without`` stands where it has no value; where that is empty, nothing does.
    """

    heading: str
    name: str
    form: Literal["figure", "share", "rate", "interval"]
    without: str = ""


class Markup(Protocol):
    """How a document writes names, populations and conditions."""

    def code(self, text: str) -> str:
        """A name of a field, a target or an indicator."""
        ...

    def population(self, population: Population) -> str:
        """The records that count."""
        ...

    def conditions(self, conditions: Conditions) -> str:
        """Conditions on fields; empty for none."""
        ...


class Indicator(IndicatorBase, ABC):
    """What every measure answers for itself; a new one is a class with these methods.

    Nothing outside asks of which measure an indicator is.
    """

    measure: str

    # Its figures are published by others: quoted, never counted.
    is_published: ClassVar[bool] = False
    # The figure is how many, not what share of how many.
    is_count: ClassVar[bool] = False
    # The figure is the share of cases that are hits.
    is_share: ClassVar[bool] = False
    # Its totals hold how long each record took.
    has_durations: ClassVar[bool] = False
    # A year's figure is the sum of its months': what is set for a year says nothing of a month.
    adds_up: ClassVar[bool] = False
    # A figure is worked out with an interval at 95%.
    has_interval: ClassVar[bool] = False
    # The figure is what is left at the end of a day of all that came and went until then.
    is_balance: ClassVar[bool] = False
    # Plans print the number beside the figure.
    shows_numerator: ClassVar[bool] = False
    # The number and what it is counted over, in words.
    counted_over: ClassVar[str] = "{count} of {of}"
    # Why no test tells its change from chance, without a full stop.
    why_untested: ClassVar[str] = ""

    @classmethod
    def require(cls, indicator: "Indicator") -> Self:
        """The indicator as one of this measure. Raises ``TypeError`` where it is of another."""
        if not isinstance(indicator, cls):
            raise TypeError(f"{indicator.id} is a {indicator.measure}, no {cls.__name__}")
        return indicator

    # Counting

    @property
    @abstractmethod
    def contributions(self) -> Mapping[str, ContributionSpec]:
        """What records add, by the word that the definition names their population by."""

    @property
    def populations(self) -> Mapping[str, Population]:
        """The records that count, by the word that the definition names them by; in its order."""
        return {word: each.population for word, each in self.contributions.items()}

    def totals_source(self, by: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """The indicator, and its breakdown, whose totals figures broken down by ``by`` read."""
        return self.id, by

    @property
    def target(self) -> str | None:
        """The response target that its cases are held against, by name; None for none."""
        return None

    def settling_time(self, targets: Mapping[str, Target]) -> timedelta | None:
        """How long after a moment its figure can be judged; None where at once."""
        return None

    # Figures

    @abstractmethod
    def figure(self, total: Total, residents: int | None = None) -> Figure:
        """The figure of one series over a period.

        ``residents`` is needed by what is over residents; without it the value is None. Raises
        ``TypeError`` where a figure takes more than one total.
        """

    def figure_of_all(self, total: Total, residents: int | None) -> Figure:
        """The figure of the series of all, which stands first in a table."""
        return self.figure(total, residents)

    def figures_of_groups(
        self, totals: Mapping[str, Total], residents: Mapping[str, int]
    ) -> dict[str, Figure]:
        """The figure of every group that has residents."""
        return {
            group: self.figure(totals.get(group, Total()), count)
            for group, count in residents.items()
            if count
        }

    @property
    def nothing_counted(self) -> Figure | str:
        """The figure of a value that did not occur; why there is none (or "") where not known."""
        return ""

    @abstractmethod
    def records_in(self, total: Total) -> int | None:
        """How many records a total stands for; None for measures of two populations."""

    def cases(self, total: Total) -> tuple[int, int]:
        """What a detector counts of a total: hits, and the cases they are of; 0 for events.

        A ratio of two counts is told by the share of the one in both, as its spread is.
        """
        match self.change_test.kind:
            case Kind.SHARE:
                return total.n, total.of
            case Kind.RATIO:
                return total.n, total.n + total.of
        return total.n, 0

    def opened_with(self, force: str, area: str, by: str) -> tuple[date | None, int] | None:
        """The day that a balance is read from, None for the first record, and what was open then.

        None where that is not known.
        """
        return None

    def sample(self, figure: Figure) -> int:
        """The size that a rule's minimum is held against."""
        return figure.numerator

    @property
    def reference_group(self) -> ReferenceGroup | None:
        """The group whose figure is the measure of the others; None where each is read alone."""
        return None

    @property
    def has_panel(self) -> bool:
        """Whether it is looked at from several sides, on a page of its own."""
        return False

    @property
    def possible_breakdowns(self) -> tuple[tuple[str, ...], ...]:
        """The breakdowns that can be asked for."""
        return self.breakdowns

    @property
    def per_residents(self) -> int | None:
        """How many residents the figure is per; None where it is no rate."""
        return None

    @property
    def over_residents(self) -> bool:
        """Whether its figure needs residents, and so a census."""
        return self.per_residents is not None

    @property
    def scale(self) -> int:
        """What a plain fraction is multiplied by in its unit."""
        return 100 if self.unit == "%" else 1

    # Published statistics

    @property
    def published_measure(self) -> str | None:
        """The measure of the statistics it can be quoted from; None where there are none."""
        return self.history.statistic if self.history else None

    @property
    def published_factor(self) -> int:
        """What a published numerator over its denominator is multiplied by, in its unit."""
        return self.scale

    # Comparison

    @property
    @abstractmethod
    def change_test(self) -> ChangeTest:
        """The test that tells its change from chance; ``why_untested`` says why there is none."""

    @property
    def shares_records(self) -> bool:
        """Whether the two counts of a ratio may be of the same records."""
        return False

    @property
    def level_is_known(self) -> bool:
        """Whether a change can be given as a share of the figure; else by number alone."""
        return True

    # Disclosure control

    @abstractmethod
    def disclosed(self, figure: Figure) -> Iterator[Disclosed]:
        """Every count that a figure tells, printed or not: hits, the others, those pending."""

    def parts(self) -> tuple[Parts, ...]:
        """How the counts of one figure add up."""
        return ()

    def counted_records(self) -> Mapping[What, CountedRecords]:
        """The records that its counts are of, where conditions tell all of it."""
        return {}

    def read_beside(self) -> frozenset[str]:
        """The ids of the indicators that are read as parts of what it counts, itself among them."""
        return frozenset()

    @abstractmethod
    def rounded(self, figure: Figure, rule: SmallNumbers) -> Figure:
        """The figure with its counts rounded to a base, and its value worked out from those."""

    # Words

    @property
    def adds_once(self) -> bool:
        """Whether a record adds to its figures once at most."""
        return True

    @property
    def is_signed(self) -> bool:
        """Whether a figure of it is a change, which is printed with its sign."""
        return False

    @property
    def in_seconds(self) -> bool:
        """Whether its figure is a time in seconds, printed in minutes and hours."""
        return False

    @property
    def details(self) -> tuple[Detail, ...]:
        """What is printed beside the figure."""
        return ()

    def without_value(self, figure: Figure, *, of_all: bool) -> str:
        """Words in place of a value that a figure does not have; ``of_all`` in the first line."""
        return "no cases"

    def counts_in_words(self, figure: Figure) -> str:
        """``1,204 of 1,530``: what a figure was worked out from."""
        count = f"{figure.numerator:,}"
        if figure.denominator is None:
            return count
        return self.counted_over.format(count=count, of=f"{figure.denominator:,}")

    @property
    def pending_means(self) -> str | None:
        """What those pending wait for, in words; None where the measure has no such thing."""
        return None

    @property
    def pending_treatment(self) -> str:
        """How those pending are treated: left out, or counted as misses."""
        return "left out"

    @abstractmethod
    def sentences(self, targets: Mapping[str, Target]) -> Iterator[str]:
        """What it counts, in sentences: the population, what is a hit, what is pending."""

    @abstractmethod
    def in_brief(self, markup: Markup) -> str:
        """What it counts, in one line of a document."""

    def formula_sentences(self, weights: Sequence[Weights]) -> Iterator[str]:
        """What the counts are divided by, weighed with or added to, in sentences."""
        yield from ()

    def background(self) -> str:
        """What must be said beside every figure of it, as a sentence; empty for nothing."""
        return ""

    def method_notes(self) -> Iterator[str]:
        """How a figure is worked out, where a reader may not expect it; sentences."""
        yield from ()

    def notes_on(self, figures: Iterable[Figure | None]) -> Iterator[str]:
        """What must be said beside these figures, as sentences."""
        yield from ()

    # Checks of the definition

    def why_no_rule(self) -> str:
        """Why no rule can judge it, without a full stop; empty where one can."""
        return ""

    def check(self, dimensions: Mapping[str, Dimension]) -> Iterator[Finding]:
        """What the definition names beyond its populations and breakdowns, and is not there."""
        yield from ()

    def check_areas(self, forces: Mapping[str, Force]) -> Iterator[Finding]:
        """What it says of forces and areas, and cannot be."""
        yield from ()

    def check_others(
        self,
        indicators: Mapping[str, "Indicator"],
        dimensions: Mapping[str, Dimension],
        weights: Iterable[Weights],
    ) -> Iterator[Finding]:
        """What it reads of other indicators, and they do not keep."""
        yield from ()
