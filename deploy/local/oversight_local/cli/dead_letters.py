"""``oversight dead-letters``: lists, corrects and replays what could not be counted."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from oversight_local.cli.dead_letters_output import (
    as_document,
    print_dead_letters,
    print_interruption,
    print_one,
)
from oversight_local.cli.options import DEFAULT_DATA, At, Data
from oversight_local.client.dead_letters.edit import remove_field, set_field
from oversight_local.client.dead_letters.log import (
    StoredDeadLetter,
    choose_dead_letters,
    read_dead_letters,
)
from oversight_local.client.dead_letters.replay import (
    Replay,
    fetch_record,
    is_lifted,
    next_revision,
    replay_unchanged,
    require_not_restored,
    revision_of,
    send_replays,
    sentence_of,
)
from oversight_local.client.ingest import Refusal
from oversight_local.client.receipts import Receipt, fetch_receipts
from oversight_local.failure import Failure
from oversight_local.progress import progress_bar
from oversight_local.stack.running import reach_stack
from oversight_local.stack.stack_file import StackFile

Name = Annotated[str, typer.Argument(metavar="NAME", help="A dead letter's name, such as 0-17.")]


def list_dead_letters(
    only_open: Annotated[bool, typer.Option("--open", help="Only those not replayed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    data: Data = DEFAULT_DATA,
    at: At = None,
) -> None:
    """List the dead letters, the oldest first, and what became of each replay."""
    stack = reach_stack(data, at)
    dead_letters = read_dead_letters(stack.kafka_connection)
    pairs = zip(dead_letters, _receipts(stack, dead_letters), strict=True)
    shown = [(stored, receipt) for stored, receipt in pairs if not (only_open and receipt.seen)]
    if as_json:
        typer.echo(orjson.dumps([as_document(*each) for each in shown], option=orjson.OPT_INDENT_2))
    else:
        print_dead_letters(Console(), shown)


def show(
    name: Name,
    save: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the original here, byte for byte.")
    ] = None,
    data: Data = DEFAULT_DATA,
    at: At = None,
) -> None:
    """Show why a letter's event could not be counted, where it stood, and the event itself."""
    stack = reach_stack(data, at)
    (stored,) = choose_dead_letters(read_dead_letters(stack.kafka_connection), [name])
    (receipt,) = fetch_receipts(stack, [stored.replay_id])
    print_one(Console(), stored, receipt)
    if save is not None:
        save.write_bytes(stored.content.original)


def fix(
    name: Name,
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The whole corrected event, as JSON.")
    ] = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=JSON", help="Set a field, such as data.revision=8."),
    ] = None,
    removals: Annotated[
        list[str] | None, typer.Option("--remove", metavar="PATH", help="Take a field out.")
    ] = None,
    higher: Annotated[
        bool,
        typer.Option("--next-revision", help="Give it the revision after the one that is stored."),
    ] = False,
    restore: Annotated[
        bool,
        typer.Option("--restore-removed", help="Bring the record back, though it was removed."),
    ] = False,
    data: Data = DEFAULT_DATA,
    at: At = None,
) -> None:
    """Correct a letter's event and send it.

    It is validated first; where a field is at fault nothing is sent. Nor is a higher revision of a
    record that was removed since, unless --restore-removed is said. It has an id of its own, so
    that its receipt says what became of the correction.
    """
    if not (file or assignments or removals or higher):
        raise Failure("say what to correct: --file, --set, --remove or --next-revision")
    stack = reach_stack(data, at)
    (stored,) = choose_dead_letters(read_dead_letters(stack.kafka_connection), [name])
    (before,) = fetch_receipts(stack, [stored.replay_id])
    if before.seen:
        raise Failure(f"{sentence_of(stored, before)}; nothing was sent")
    document = _document(stored, file)
    for path in removals or ():
        remove_field(document, path)
    if higher:
        document["data"]["revision"] = next_revision(stack, document)
    for assignment in assignments or ():
        set_field(document, assignment)
    if not restore:
        _require_not_restored(stack, stored, document)
    _send_replays(stack, [Replay.of(stored, document)], {})


def replay(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME…", help="Letters' names, such as 0-17.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that are open.")] = False,
    data: Data = DEFAULT_DATA,
    at: At = None,
) -> None:
    """Send the originals again as they came, for example after an area was added.

    What was replayed before is not sent again.
    """
    if bool(names) == everything:
        raise Failure("name the letters to replay, or say --all")
    stack = reach_stack(data, at)
    dead_letters = read_dead_letters(stack.kafka_connection)
    chosen = dead_letters if everything else choose_dead_letters(dead_letters, names or ())
    todo, unsendable = list[Replay](), dict[str, str]()
    for stored, receipt in zip(chosen, _receipts(stack, chosen), strict=True):
        if receipt.seen:
            _say(sentence_of(stored, receipt))
            continue
        try:
            todo.append(replay_unchanged(stored))
        except Failure as failure:
            unsendable[stored.name] = str(failure)
    _send_replays(stack, todo, unsendable)


COMMANDS: dict[str, Callable[..., None]] = {
    "list": list_dead_letters,
    "show": show,
    "fix": fix,
    "replay": replay,
}


def _receipts(stack: StackFile, dead_letters: list[StoredDeadLetter]) -> list[Receipt]:
    with progress_bar(Console(stderr=True), "receipts", len(dead_letters)) as report:
        return fetch_receipts(stack, [stored.replay_id for stored in dead_letters], report)


def _require_not_restored(
    stack: StackFile, stored: StoredDeadLetter, document: dict[str, Any]
) -> None:
    before, after = revision_of(stored.document), revision_of(document)
    if before is not None and after is not None and is_lifted(before, document):
        require_not_restored(fetch_record(stack, document), before, after)


def _document(stored: StoredDeadLetter, file: Path | None) -> dict[str, Any]:
    if file is None:
        return dict(replay_unchanged(stored).event)
    try:
        found = orjson.loads(file.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise Failure(f"{file} cannot be read as JSON: {error}") from error
    if not isinstance(found, dict):
        raise Failure(f"{file} holds no JSON object: it has to be the whole event")
    return found


def _send_replays(
    stack: StackFile, replays: Sequence[Replay], unsendable: Mapping[str, str]
) -> None:
    """Carry out, and say what became of each. Raises ``Failure`` where one was not counted."""
    with progress_bar(Console(stderr=True), "validating", len(replays)) as report:
        done = send_replays(stack, replays, report)
    for pair in done.receipts:
        _say(sentence_of(*pair))
    details = [_line(each) for own in done.refusals.values() for each in own]
    if done.interruption:
        print_interruption(Console(), done)
        sentence = f"the replay came to no end: {done.interruption}"
        raise Failure(sentence, [*details, *unsendable.values()])
    left = [*done.not_counted, *unsendable]
    if left:
        raise Failure(f"not counted: {', '.join(left)}", [*details, *unsendable.values()])


def _line(refusal: Refusal) -> str:
    place = f"{refusal.id} {refusal.field}".strip()
    return f"{place}: {refusal.reason}"


def _say(sentence: str) -> None:
    Console().print(sentence, markup=False, highlight=False, soft_wrap=True)
