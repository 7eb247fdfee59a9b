"""An indicator in words: what it counts, what stands beside it, and records that show it."""

from collections.abc import Iterable, Iterator, Mapping

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.explain.wording import day_in_words
from oversight_contracts.definitions.models.indicators import Comparator
from oversight_contracts.definitions.models.plans import milestone_in_words, milestones_of
from oversight_contracts.measures.indicator import Indicator
from oversight_local.explain.example_records import example_lines

POLARITIES = {
    "higher-is-better": "higher is better",
    "lower-is-better": "lower is better",
    "neither": "neither higher nor lower is better",
}
COMPARATORS: Mapping[Comparator, str] = {
    "most-similar-forces": "the most similar forces",
    "england-and-wales": "England and Wales",
    "last-year": "the same dates last year",
    "baseline-year": "a baseline year",
    "between-areas": "other areas",
    "between-groups": "other groups",
}


def explanation(catalogue: Catalogue, indicator: Indicator) -> Iterator[str]:
    """The explanation of an indicator, as lines for a terminal."""
    yield f"{indicator.id}: {indicator.title}"
    yield f"  {' '.join(indicator.description.split())}"
    if indicator.not_collected:
        yield f"  No longer collected: {indicator.not_collected}."
    yield from _part("What it counts", _counting(catalogue, indicator))
    yield from _part("How it is printed", _printing(catalogue, indicator))
    yield from _part("Who asks for it", _documents(catalogue, indicator))
    yield from _part("Not comparable across", _breaks(indicator))
    yield from _part("Milestones", _milestones(catalogue, indicator))
    yield from example_lines(catalogue, indicator)


def _part(heading: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield heading
        yield from (f"  {line}" for line in found)


def _counting(catalogue: Catalogue, indicator: Indicator) -> Iterator[str]:
    yield from indicator.sentences(catalogue.targets)
    yield from indicator.formula_sentences(catalogue.weights)
    if indicator.history:
        statistic = indicator.history.statistic
        yield f"Before records begin the published statistics “{statistic}” stand for it."


def _printing(catalogue: Catalogue, indicator: Indicator) -> Iterator[str]:
    places = "1 decimal" if indicator.decimals == 1 else f"{indicator.decimals} decimals"
    yield f"Unit: {indicator.unit}, {places}; {POLARITIES[indicator.polarity]}."
    kept = [
        " by ".join(catalogue.dimensions[name].title.lower() for name in each)
        for each in indicator.breakdowns
    ]
    if indicator.populations:
        yield f"Kept for every area and {indicator.grain}."
    if kept:
        yield f"Broken down by {'; by '.join(kept)}."
    if indicator.comparators:
        yield f"Compared with {', '.join(COMPARATORS[each] for each in indicator.comparators)}."


def _documents(catalogue: Catalogue, indicator: Indicator) -> Iterator[str]:
    if indicator.lead:
        yield f"Lead: {indicator.lead}."
    for each in indicator.documents:
        document = catalogue.documents[each.document]
        series = f" [{each.by}]" if each.by else ""
        where = f", {each.where}" if each.where else ""
        measure = document.measure(each.row)
        yield f"{document.title} ({document.date}), {each.row} {measure}{series}{where}"


def _breaks(indicator: Indicator) -> Iterator[str]:
    for each in indicator.breaks:
        yield f"{day_in_words(each.on)}: {each.why}."


def _milestones(catalogue: Catalogue, indicator: Indicator) -> Iterator[str]:
    for each in milestones_of(catalogue.plans.values(), indicator.id):
        series = f" [{each.set.by}]" if each.set.by else ""
        area = "" if each.set.area == "force" else f", {each.set.area}"
        level = milestone_in_words(each.set, indicator.unit)
        yield f"{each.set.period}{series}{area}: {level} ({each.plan.title}, {each.set.row})"
