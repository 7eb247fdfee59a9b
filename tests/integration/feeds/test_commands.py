"""The commands against stand-ins for the services and a real broker."""

import asyncio
import csv
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from tests.integration.feeds.standin import Standin, serving
from tests.unit.local.load.stop_search_files import NAME, a_file, a_row
from typer.testing import CliRunner, Result

from oversight_contracts.topics import EVENTS
from oversight_local.cli.main import build_app
from oversight_local.stack.stack_file import StackFile
from oversight_runtime.kafka.offsets import cluster_id
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics

OVERSIGHT = build_app()


@pytest.fixture
def standin() -> Standin:
    return Standin()


@pytest.fixture
def stack(standin: Standin, tmp_path: Path, kafka: str) -> Iterator[StackFile]:
    with serving(standin, tmp_path, kafka) as file:
        yield file


def run(stack: StackFile, *words: object) -> Result:
    return CliRunner().invoke(OVERSIGHT, [*map(str, words), "--data", str(stack.data)])


def rows(count: int = 4) -> list[dict[str, str]]:
    return [a_row({"Date": f"2019-04-{day:02}T10:00:00+00:00"}) for day in range(1, count + 1)]


def test_load_sends_each_row_once(stack: StackFile, standin: Standin, tmp_path: Path) -> None:
    path = a_file(tmp_path, [*rows(), rows()[0]], f"{NAME}.gz")
    result = run(stack, "load", "stop-search", path)
    assert result.exit_code == 0, result.output
    assert len(standin.force.contents()) == 5
    again = run(stack, "load", "stop-search", path, path)
    assert again.exit_code == 0, again.output
    assert len(standin.force.events) == 5
    assert {event.revision for event in standin.force.events.values()} == {1}


def test_load_finds_the_files_of_a_folder(
    stack: StackFile, standin: Standin, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    a_file(folder, rows())
    a_file(folder, rows(), "2019-04-staffordshire-stop-and-search.csv")
    assert run(stack, "load", "stop-search", folder).exit_code == 0
    assert {event.force for event in standin.force.events.values()} == {
        "west-midlands",
        "staffordshire",
    }


def test_a_month_in_two_folders_of_an_archive_is_refused_and_the_others_loaded(
    stack: StackFile, standin: Standin, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("2023-05", "2023-06")]
    for folder in folders:
        folder.mkdir()
        a_file(folder, rows())
    a_file(folders[1], rows(), "2019-04-staffordshire-stop-and-search.csv")
    result = run(stack, "load", "stop-search", *folders)
    assert result.exit_code == 1
    assert "2 of 3 files not loaded" in result.stderr
    assert all(str(folder / NAME) in result.stderr for folder in folders)
    assert {event.force for event in standin.force.events.values()} == {"staffordshire"}


def test_refused_rows_are_counted_and_written_and_the_others_taken(
    stack: StackFile, standin: Standin, tmp_path: Path
) -> None:
    content = rows()
    content[1]["Type"] = "Told off"
    content[2]["Gender"] = "Non-binary"
    refused = tmp_path / "refused.csv"
    result = run(stack, "load", "stop-search", a_file(tmp_path, content), "--refused", refused)
    assert result.exit_code == 0
    assert "1 rows were refused" in result.output
    assert "Type: 'Told off' is not a known wording" in result.output
    assert "Gender: 'Non-binary' is not a known wording" in result.output
    (row,) = csv.DictReader(refused.open())
    assert (row["File"], row["Line"], row["Column at fault"]) == (NAME, "3", "Type")
    assert row["Reason"] == "'Told off' is not a known wording"
    assert row["Date"] == content[1]["Date"]
    assert len(standin.force.contents()) == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "has no header: it is empty"),
        (b"\x1f\x8b\x08\x00broken", "broken or cut off"),
    ],
)
def test_a_broken_file_is_a_failure_and_the_others_are_loaded(
    stack: StackFile, standin: Standin, tmp_path: Path, content: bytes, sentence: str
) -> None:
    good = a_file(tmp_path, rows())
    broken = tmp_path / "2019-05-west-midlands-stop-and-search.csv"
    broken.write_bytes(content)
    result = run(stack, "load", "stop-search", broken, good)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "1 of 2 files not loaded" in result.stderr
    assert len(standin.force.contents()) == 4


def test_a_load_that_ingest_fails_prints_its_table_and_what_is_not_known(
    stack: StackFile, standin: Standin, tmp_path: Path
) -> None:
    standin.failing = True
    may = [{**row, "Date": row["Date"].replace("-04-", "-05-")} for row in rows()]
    files = [
        a_file(tmp_path, rows()),
        a_file(tmp_path, may, "2019-05-west-midlands-stop-and-search.csv"),
    ]
    result = run(stack, "load", "stop-search", *files)
    assert result.exit_code == 1
    (row,) = (line for line in result.stdout.splitlines() if line.startswith("west-midlands"))
    assert row.split() == ["west-midlands", "2019-05", "4", *["0"] * 6]
    assert "Of 4 events it is not known whether they were kept." in result.stdout
    assert "ingest answers 500: out of order" in result.stderr
    # The latest month is the first.
    assert f"{NAME}: not tried" in result.stderr
    assert "2 of 2 files not loaded" in result.stderr


def test_a_file_of_refused_rows_only_is_a_failure(stack: StackFile, tmp_path: Path) -> None:
    path = a_file(tmp_path, [a_row({"Type": "Nothing known"})])
    result = run(stack, "load", "stop-search", path)
    assert result.exit_code == 1
    assert "no row was taken" in result.stderr


def test_most_of_a_month_is_removed_only_with_replace_most(
    stack: StackFile, standin: Standin, tmp_path: Path
) -> None:
    run(stack, "load", "stop-search", a_file(tmp_path, rows(4)))
    few = a_file(tmp_path, rows(1))
    refused = run(stack, "load", "stop-search", few)
    assert (refused.exit_code, len(standin.force.contents())) == (1, 4)
    assert "--replace-most" in refused.stderr
    assert run(stack, "load", "stop-search", few, "--replace-most").exit_code == 0
    assert len(standin.force.contents()) == 1


def test_simulate_sends_what_is_valid_and_again_changes_nothing(
    stack: StackFile, standin: Standin
) -> None:
    words = ("simulate", "--from", "2026-03-01", "--to", "2026-03-03", "--scale", "0.02")
    first = run(stack, *words)
    assert first.exit_code == 0, first.output
    known = dict(standin.force.events)
    assert len(known) > 50
    # A conflict would fail inside the stand-in.
    assert run(stack, *words).exit_code == 0
    assert standin.force.events == known


def test_simulate_sends_a_scenario_of_a_size_over_what_was_sent(
    stack: StackFile, standin: Standin
) -> None:
    words = ("simulate", "--from", "2026-03-01", "--to", "2026-03-03", "--scale", "0.02")
    run(stack, *words)
    scenario = ("--scenario", "response-drift", "--size", "30%", "--since", "36h")
    assert run(stack, *words, *scenario).exit_code == 0
    known = [each.revision for each in standin.force.events.values()]
    assert max(known) > 300_000
    # One of another size sends other revisions: a conflict would fail inside the stand-in.
    assert run(stack, *words, *scenario, "--size", "40%").exit_code == 0


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (("--since", "14d"), "--since is of a --scenario, and there is none"),
        (("--scenario", "feed-rest", "--since", "soon"), "--since soon is neither so long before"),
        (("--scenario", "feed-rest", "--since", "2026-03-03"), "is not before the end"),
        (("--scenario", "response-drift", "--grade", "scheduled"), "--grade scheduled has no"),
        (("--scenario", "search-surge", "--size", "much"), "--size much: how many times"),
        (("--size", "10%"), "--size is of --scenario"),
    ],
)
def test_simulate_names_the_option_at_fault(
    stack: StackFile, said: tuple[str, ...], sentence: str
) -> None:
    words = ("simulate", "--from", "2026-03-01", "--to", "2026-03-03", "--scale", "0.02")
    refused = run(stack, *words, *said)
    assert refused.exit_code == 1
    assert sentence in refused.stderr


def test_simulate_live_takes_its_time_and_ends_where_it_would(
    stack: StackFile, standin: Standin
) -> None:
    words = ("simulate", "--from", "2026-03-01", "--to", "2026-03-03", "--scale", "0.02")
    assert run(stack, *words, "--live", "1.5", "--hours", "10").exit_code == 0
    live, standin.force = standin.force.events, type(standin.force)()
    run(stack, *words)
    assert live == standin.force.events


def fill(kafka: str, records: int) -> str:
    async def produce() -> str:
        await ensure_topics(kafka, [TopicPlan(EVENTS.name, EVENTS.partitions)], 1)
        producer = AIOKafkaProducer(bootstrap_servers=kafka)
        await producer.start()
        for number in range(records):
            await producer.send_and_wait(EVENTS.name, b"{}", partition=number % 2)
        await producer.stop()
        return await cluster_id(kafka)

    return asyncio.run(produce())


def test_settle_waits_for_the_end_of_the_log(stack: StackFile, standin: Standin) -> None:
    log = fill(stack.kafka, 6)
    standin.positions = [
        {"partition": 0, "log": log, "offset": 3},
        {"partition": 1, "log": log, "offset": 2},
    ]
    late = run(stack, "settle", "--timeout", "0.3")
    assert late.exit_code == 1
    assert "reporting is 1 log records behind; alerts is 1 log records behind" in late.stderr
    standin.positions[1]["offset"] = 3
    done = run(stack, "settle", "--timeout", "5")
    assert done.exit_code == 0, done.output
    assert "Settled" in done.output


def test_snapshot_prints_and_saves(stack: StackFile, standin: Standin, tmp_path: Path) -> None:
    out = tmp_path / "out"
    standin.incomplete = ["records of May are missing"]
    dates = ("--from", "2026-01-01", "--to", "2026-04-01")
    result = run(stack, "snapshot", "board-quarter", *dates, "--out", out)
    assert result.exit_code == 0, result.output
    assert standin.asked[0] == (
        "/v1/snapshots",
        b'{"report":"board-quarter","from":"2026-01-01","to":"2026-04-01"}',
    )
    assert sha256(b"/v1/snapshots/s1.html").hexdigest() in result.output
    assert "Not complete: records of May are missing" in result.output
    assert (out / "s1.html").read_text() == "/v1/snapshots/s1.html"
    assert {path.name for path in out.iterdir()} == {"s1.html", "s1.json", "s1.csv"}


def test_a_saved_snapshot_takes_the_place_of_no_other_file(
    stack: StackFile, standin: Standin, tmp_path: Path
) -> None:
    """Another period's files stay, and so does whatever has its name already."""
    out = tmp_path / "out"
    dates = ("--from", "2026-01-01", "--to", "2026-04-01")
    out.mkdir()
    (out / "board-quarter.csv").write_text("of the last quarter")
    for _ in range(2):
        assert run(stack, "snapshot", "board-quarter", *dates, "--out", out).exit_code == 0
    assert (out / "board-quarter.csv").read_text() == "of the last quarter"
    (out / "s1.csv").write_text("mine")
    result = run(stack, "snapshot", "board-quarter", *dates, "--out", out)
    assert result.exit_code == 1
    assert "holds something else" in result.stderr.replace("\n", " ")
    assert (out / "s1.csv").read_text() == "mine"
