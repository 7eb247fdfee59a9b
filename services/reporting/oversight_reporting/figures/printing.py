"""Rows of figures as they are printed, and as documents."""

from collections.abc import Mapping
from fractions import Fraction

from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.indicator import Detail, Indicator
from oversight_contracts.recorded_fields import NO_SUCH_VALUE
from oversight_measures.intervals import Interval
from oversight_reporting.figures.result import NO_FIGURE, NO_RECORDS, SUPPRESSED, Row
from oversight_reporting.formatting import in_unit, interval_in_words, number, share
from oversight_reporting.model.published import Quotation
from oversight_reporting.model.row_document import FigureDocument, PublishedDocument


def printed(indicator: Indicator, row: Row) -> str:
    """The figure as printed, or in words why there is none."""
    if row.suppressed:
        return SUPPRESSED
    if row.unrecorded:
        return NO_SUCH_VALUE
    if row.quoted is not None:
        return _quoted(indicator, row.quoted)
    figure = row.figure
    if figure is None and row.missing:
        return row.missing
    if figure is None and indicator.not_collected:
        return "no longer collected"
    if figure is None:
        return NO_FIGURE if indicator.is_published else NO_RECORDS
    if figure.value is not None:
        return in_unit(indicator, figure.value)
    return indicator.without_value(figure, of_all=not row.breakdown)


def figure_document(indicator: Indicator, row: Row) -> FigureDocument:
    """The row as every format gives it: numbers in full precision beside what is printed."""
    figure = None if row.unrecorded else row.figure
    return FigureDocument(
        breakdown=dict(row.breakdown),
        label=row.label,
        numerator=plain(row.numerator),
        denominator=plain(row.denominator),
        value=plain(row.value),
        printed=printed(indicator, row),
        lower=figure.interval.lower if figure else None,
        upper=figure.interval.upper if figure else None,
        printed_interval=interval_in_words(indicator, figure.interval) if figure else "",
        suppressed=row.suppressed,
        pending=figure.pending if figure else None,
        pending_share=plain(figure.pending_share) if figure else None,
        printed_pending_share=share(figure.pending_share) if figure else "",
        details={name: plain(value) for name, value in _details(figure).items()},
        printed_details=printed_details(indicator, figure),
        quoted=quotation_document(row.quoted) if row.quoted else None,
        unrecorded=row.unrecorded,
    )


def quotation_document(quoted: Quotation) -> PublishedDocument:
    """The statistic that a figure is quoted from, and what its publisher says of it."""
    return PublishedDocument(
        statistic=quoted.id,
        absent=quoted.absent,
        publisher=quoted.publisher,
        published_on=quoted.published_on,
        provisional=quoted.provisional,
        revised=quoted.revised,
        not_comparable=quoted.not_comparable,
        set_aside=list(quoted.set_aside),
    )


def _quoted(indicator: Indicator, quoted: Quotation) -> str:
    if quoted.absent is not None:
        return quoted.absent
    if quoted.value is None:
        return "no cases"
    sign = "+" if indicator.is_signed and quoted.value > 0 else ""
    if quoted.places is None:
        return sign + in_unit(indicator, quoted.value)
    # As it was given: 12.50 keeps both its places.
    return sign + number(quoted.value, quoted.places)


def printed_details(indicator: Indicator, figure: Figure | None) -> dict[str, str]:
    """The details beside the figure, by the heading of their column."""
    if figure is None:
        return {}
    found = {each.heading: _detail(indicator, each, figure) for each in indicator.details}
    return {heading: printed for heading, printed in found.items() if printed}


def _detail(indicator: Indicator, detail: Detail, figure: Figure) -> str:
    if detail.form == "interval":
        bounds = (figure.details.get(f"{detail.name}_{end}") for end in ("lower", "upper"))
        lower, upper = (None if each is None else float(each) for each in bounds)
        return interval_in_words(indicator, Interval(lower, upper))
    value = figure.details.get(detail.name)
    if value is None:
        return detail.without
    if detail.form == "figure":
        return in_unit(indicator, value)
    return share(value) if detail.form == "share" else number(value, 1)


def plain(value: Fraction | int | None) -> int | float | None:
    """An exact number as JSON has it: whole numbers stay whole."""
    if value is None:
        return None
    return int(value) if Fraction(value).denominator == 1 else float(value)


def _details(figure: Figure | None) -> Mapping[str, Fraction | int | None]:
    return figure.details if figure else {}
