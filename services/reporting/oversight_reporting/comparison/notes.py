"""The tests that changes of an item were judged by, in sentences: named once, under the table."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from oversight_measures.periods.period import Every, Period, period_of
from oversight_measures.significance import Method
from oversight_measures.spread.spread import Source
from oversight_reporting.formatting import months_in_words, number
from oversight_reporting.model.row_document import SignificanceDocument, SpreadDocument

# The test of a row's change, if there is one, by the row's label.
Tested = tuple[str, SignificanceDocument | None]
# More rows than these are not named one by one.
FEW = 6
AGAINST = {
    Source.SEASONAL: "what calendar month and year leave of",
    Source.LOCAL: "the differences of neighbours among",
}
BY_THIS = "Whether a change is more than chance is judged by this test: {test}."
WANDERS = (
    "What one month has of it the next has in part (autocorrelation {rho}, of {pairs} pairs of "
    "months), which widens it."
)
ALONE = (
    "The 95% interval of a figure describes its own period, were the cases independent; it does "
    "not tell one period from another."
)
STATED = "by the spread that is stated for such series (their own months do not tell it)"
IN_LIMITS = (
    "For {labels} the two points differ by more than the test alone allows, but neither is special "
    "cause on the process chart of the same months, so it is not called more than chance."
)
SURGES = (
    "Left out of how much a series varies, since calendar month and year do not explain them (a "
    "surge, or of two years the month that it is held against too): {months}."
)
RECURS = (
    "Months of a surge recur in {labels}, about {times} times a year, and are left out of how much "
    "it varies: a period with one may be called more than chance for that alone."
)


def recurs_in_words(labels: str, spread: SpreadDocument | None) -> str:
    """That surges recur, and how often, as a sentence; empty where they do not."""
    times = spread.surges_a_year if spread else None
    return RECURS.format(labels=labels, times=number(Fraction(times), 1)) if times else ""


def notes_on_chance(tests: Iterable[Tested]) -> Iterator[str]:
    """The tests that were made, and why others were not, as sentences."""
    known = [(label, test) for label, test in tests if test is not None]
    methods = _grouped((_in_full(test), label, test) for label, test in known if test.method)
    reasons = _grouped((test.reason, label, test) for label, test in known if test.reason)
    usual = max(methods, key=lambda name: len(methods[name]), default="")
    if usual:
        yield BY_THIS.format(test=f"{usual}{_how_much(methods[usual])}")
    for method, made in methods.items():
        if method != usual:
            yield (f"For {_listed(made)} it is judged by this test: {method}{_how_much(made)}.")
    yield from _on_spreads(known)
    for reason, made in reasons.items():
        if usual:
            yield f"The change is not tested for {_listed(made)}: {reason}."
        else:
            yield f"Whether a change is more than chance is not tested: {reason}."


Made = Sequence[tuple[str, SignificanceDocument]]


def _grouped(named: Iterable[tuple[str, str, SignificanceDocument]]) -> dict[str, Made]:
    found: dict[str, list[tuple[str, SignificanceDocument]]] = {}
    for name, label, test in named:
        found.setdefault(name, []).append((label, test))
    return {**found}


def _listed(made: Made) -> str:
    labels = list(dict.fromkeys(label for label, _ in made))
    return ", ".join(labels) if len(labels) <= FEW else f"{len(labels)} rows"


def _in_full(test: SignificanceDocument) -> str:
    """The test and what its dispersion is from, without how much it is."""
    method, spread = str(test.method), test.spread
    if spread is None:
        return f"{method}, which takes cases for independent" if method == Method.EXACT else method
    if spread.source == Source.PRIOR:
        return f"{method}, {STATED}"
    about, pieces = AGAINST[Source(spread.source)], f"{spread.pieces} {spread.grain}s"
    season = ", the season taken out" if spread.season else ""
    return f"{method}, dispersion from {about} {pieces}{_dates(spread)}{season}"


def _dates(spread: SpreadDocument) -> str:
    if spread.first is None or spread.last is None:
        return ""
    whole = Period(spread.first, period_of(spread.last, Every(spread.grain)).end)
    return f" ({months_in_words(whole)})"


def _how_much(made: Made) -> str:
    """The dispersion in words: `, 2.2 times that of independent cases`."""
    spreads = [test.spread for _, test in made if test.spread]
    if not spreads:
        return ""
    several = _span([each.dispersion for each in spreads], 1)
    # Below 1 there is only what two counts have that go up and down together.
    apart = any(each.dispersion < 1 for each in spreads)
    cases = "two counts that share no records" if apart else "independent cases"
    volumes = [each.at for each in spreads if each.at is not None]
    at = f" where a month has {_span(volumes, 0)} of them" if volumes else ""
    return f": {several} times that of {cases}{at}"


def _span(values: Sequence[float], places: int) -> str:
    low, high = (number(Fraction(value), places) for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def _on_spreads(known: Made) -> Iterator[str]:
    spreads = [test.spread for _, test in known if test.spread and test.spread.autocorrelation]
    if spreads:
        widest = max(spreads, key=lambda each: each.autocorrelation)
        rho = f"{widest.autocorrelation:.1f}"
        yield WANDERS.format(rho=rho if len(spreads) == 1 else f"up to {rho}", pairs=widest.pairs)
    surges = _grouped(
        (months_in_words(period_of(day, Every.MONTH)), label, test)
        for label, test in known
        for day in (test.spread.surges if test.spread else ())
    )
    if surges:
        named = (f"{month} ({_listed(made)})" for month, made in surges.items())
        yield SURGES.format(months="; ".join(named))
    recurring = _grouped(
        (f"{test.spread.surges_a_year}", label, test)
        for label, test in known
        if test.spread and test.spread.surges_a_year
    )
    for made in recurring.values():
        yield recurs_in_words(_listed(made), made[0][1].spread)
    if held := [(label, test) for label, test in known if test.in_limits]:
        yield IN_LIMITS.format(labels=_listed(held))
