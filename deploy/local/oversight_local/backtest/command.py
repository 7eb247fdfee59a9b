"""The steps of a back-test on a stack: its definitions, its totals, each set of rules."""

from pathlib import Path

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.yaml_source import BrokenDefinitions
from oversight_contracts.topics import FACTS
from oversight_local.backtest.arrivals import read_log
from oversight_local.backtest.candidate import candidate_of
from oversight_local.backtest.facts import read_totals
from oversight_local.backtest.trial import (
    Trial,
    check_force,
    check_period,
    chosen,
    indicators_of,
    trials,
    trials_as_then,
)
from oversight_local.failure import Failure
from oversight_local.stack.stack_file import StackFile
from oversight_measures.periods.period import Period
from oversight_projection.topic_log import KafkaTopicLog

CURRENT = "current"


async def run_backtest(
    stack: StackFile,
    force: str,
    period: Period,
    names: tuple[str, ...],
    candidate: Path | None,
    *,
    then: bool,
) -> list[Trial]:
    """Replay the current rules, and beside them those of ``candidate``. Raises ``Failure``."""
    current = _definitions(stack)
    check_force(current, force)
    sets = _sets(stack.definitions, current, force, names, candidate)
    log = KafkaTopicLog(stack.kafka_connection, FACTS.name)
    found = await read_totals(log, force, indicators_of(each for _, each in sets))
    facts = found.totals
    if found.cut is not None and found.cut.definitions != current.counting_hash:
        raise Failure(
            "the totals are counted under other definitions; first run: oversight rebuild"
        )
    check_period(facts, force, period)
    if then:
        return trials_as_then(sets, await read_log(stack.kafka_connection), force, period)
    return trials(sets, facts, force, period)


def _sets(
    definitions: Path,
    current: Catalogue,
    force: str,
    names: tuple[str, ...],
    candidate: Path | None,
) -> list[tuple[str, Catalogue]]:
    if candidate is None:
        return [(CURRENT, chosen(current, force, names))]
    tried = candidate_of(definitions, current, candidate)
    # A rule that is new is in one of the sets alone.
    known = [each for each in names if each in current.rules]
    sets = [(candidate.name, chosen(tried, force, names))]
    return [(CURRENT, chosen(current, force, known)), *sets] if known or not names else sets


def _definitions(stack: StackFile) -> Catalogue:
    try:
        return load_catalogue(stack.definitions)
    except (BrokenDefinitions, FileNotFoundError) as broken:
        raise Failure("the stack's definitions cannot be used", str(broken).splitlines()) from None
