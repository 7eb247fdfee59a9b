"""What one cell of a table is of, and the figure that stands in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.grids import Facet, GridLine, Several
from oversight_contracts.definitions.indicators import (
    DisparityIndicator,
    DurationIndicator,
    Indicator,
    RateIndicator,
)
from oversight_contracts.definitions.period_names import period_named
from oversight_contracts.definitions.reference import WHOLE_FORCE
from oversight_measures.periods import Period
from oversight_reporting.answers import Answer, only_table
from oversight_reporting.lines import SUPPRESSED, Line, printed
from oversight_reporting.printing import day_in_words, number, period_in_words, seconds_in_words
from oversight_reporting.questions import Question, Refused, find_indicator, read_basis, read_by
from oversight_reporting.quotations import Quotation
from oversight_reporting.remarks import source_of
from oversight_reporting.tables import line_in

Show = str


@dataclass(frozen=True)
class CellOf:
    """What a cell is of, all told."""

    indicator: str | None
    force: str
    area: str
    breakdown: Mapping[str, str]
    period: Period
    basis: str | None
    show: Show


@dataclass(frozen=True)
class Standing:
    """What a figure stands on: its indicator, its days, and why nothing is compared with it."""

    indicator: Indicator
    period: Period
    obstacle: str = ""
    apart: str = ""


@dataclass(frozen=True)
class GridCell:
    """A figure, exact, and how it is printed; ``words`` stand in its place where there is none."""

    period: Period
    value: Fraction | None = None
    words: str = ""
    places: int = 0
    unit: str = ""
    signed: bool = False
    of: CellOf | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    standing: tuple[Standing, ...] = ()
    marks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    quoted: Quotation | None = None
    # How somebody else prints it, where that is what is printed.
    printed_as: str = ""

    def marked(self, mark: str) -> "GridCell":
        """With one more thing said of it."""
        return replace(self, marks=(*self.marks, mark))

    def shown_as(self, text: str) -> "GridCell":
        """In other print."""
        return replace(self, printed_as=text)

    @property
    def suppressed(self) -> bool:
        """Whether it is, or hangs on, a figure that is not printed because it is small."""
        return self.value is None and self.words == SUPPRESSED

    @property
    def printed(self) -> str:
        """The figure rounded once, half up, with its sign and unit; or the words."""
        if self.printed_as:
            return self.printed_as
        if self.value is None:
            return self.words
        if self.unit == "seconds":
            return seconds_in_words(self.value)
        sign = "+" if self.signed and self.value > 0 else ""
        return f"{sign}{number(self.value, self.places)}{self.unit}"


def cell_of(grid: Facet, row: Facet, column: Facet, force: str, report: Period) -> CellOf:
    """A column's word goes before a row's, a row's before the table's."""
    shows = [each.show for each in (column, row) if isinstance(each, GridLine)]
    return CellOf(
        indicator=column.indicator or row.indicator or grid.indicator,
        force=column.force or row.force or grid.force or force,
        area=column.area or row.area or grid.area or WHOLE_FORCE,
        breakdown={**grid.breakdown, **row.breakdown, **column.breakdown},
        period=period_named(column.period or row.period or grid.period or "report", report),
        basis=column.basis or row.basis or grid.basis,
        show=next((show for show in shows if show != "value"), "value"),
    )


def question_of(catalogue: Catalogue, of: CellOf, *waiting: Facet) -> Question | None:
    """What has to be asked for a cell; ``waiting`` lines stand for each value of a dimension.

    None where residents alone are shown. Raises ``Refused``.
    """
    if of.show == "residents" or of.indicator is None:
        return None
    indicator = find_indicator(catalogue, of.indicator)
    values = [each.each_value_of for each in waiting if isinstance(each, Several)]
    names = {*of.breakdown, *(name for name in values if name)}
    by = read_by(indicator, ",".join(sorted(names)))
    return Question(indicator, of.force, of.area, of.period, by, _basis(catalogue, indicator, of))


def _basis(catalogue: Catalogue, indicator: Indicator, of: CellOf) -> str | None:
    # A table's census is for its residents and rates; its counts have none.
    named = of.basis if isinstance(indicator, RateIndicator | DisparityIndicator) else None
    try:
        return read_basis(catalogue, indicator, of.force, of.area, named)
    except Refused:
        if named is not None:
            raise
        # Without residents there is no rate of records, but a published one may stand in its place.
        return None


def key_of(question: Question) -> tuple[object, ...]:
    """Two questions with one key have one answer."""
    return (
        *(question.indicator.id, question.force, question.area, question.period),
        *(question.by, question.basis, question.every),
    )


def residents_cell(catalogue: Catalogue, of: CellOf) -> GridCell:
    """The residents of the cell's area at its census."""
    known = [each for each in catalogue.residents if (each.force, each.area) == (of.force, of.area)]
    found = next((each for each in known if of.basis in (None, each.basis)), None)
    if found is None:
        return GridCell(of.period, words="not known", of=of)
    sources = (f"Residents: {found.source}.",)
    return GridCell(of.period, Fraction(found.total), of=of, sources=sources)


def figure_cell(of: CellOf, found: Answer, decimals: int | None) -> GridCell:
    """The figure of a cell from the answer to its question."""
    indicator = found.question.indicator
    line = line_in(only_table(found), indicator, of.breakdown)
    shown = {"value": line.value, "numerator": line.numerator, "denominator": line.denominator}
    value = shown[of.show]
    return GridCell(
        period=of.period,
        value=None if value is None else Fraction(value),
        words=printed(indicator, line) if line.value is None else "no figure",
        places=_places(indicator, line, of.show) if decimals is None else decimals,
        unit=_unit(indicator) if of.show == "value" else "",
        of=of,
        numerator=_fraction(line.numerator),
        denominator=_fraction(line.denominator),
        standing=(_standing(found, line),),
        marks=tuple(_marks(found, line)),
        sources=(source_of(line.quoted),) if line.quoted else (),
        quoted=line.quoted,
    )


def _fraction(value: Fraction | int | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _unit(indicator: Indicator) -> str:
    if isinstance(indicator, DurationIndicator) and indicator.counted_in == "seconds":
        return "seconds"
    return "%" if indicator.unit == "%" else ""


def _places(indicator: Indicator, line: Line, show: Show) -> int:
    if show != "value":
        return 0
    given = line.quoted.places if line.quoted else None
    return indicator.decimals if given is None else given


def _standing(found: Answer, line: Line) -> Standing:
    indicator, table = found.question.indicator, only_table(found)
    first = found.records.first
    obstacle = ""
    if table.covers in ("whole", "part") and first is not None and first > table.period.start:
        obstacle = f"records begin on {day_in_words(first)}"
    elif table.running:
        obstacle = "the period is still running"
    apart = ""
    if line.quoted is not None and line.quoted.not_comparable:
        apart = "its publisher says that it is not comparable with earlier figures"
    return Standing(indicator, table.period, obstacle, apart)


def _marks(found: Answer, line: Line) -> Iterator[str]:
    obstacle = _standing(found, line).obstacle
    if obstacle and line.value is not None:
        yield f"{period_in_words(only_table(found).period)}: {obstacle}."
    quoted = line.quoted
    if quoted is None:
        return
    if only_table(found).covers == "published":
        yield "Published before records begin; not worked out from records."
    if quoted.provisional:
        yield "Provisional: it may still change."
    if quoted.revised:
        yield "Revised since it was first received."
    if quoted.not_comparable:
        yield "Not comparable with earlier figures."
