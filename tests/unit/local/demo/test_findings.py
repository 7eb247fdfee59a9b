import mailbox
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import pytest

from oversight_local.demo.findings import Counts, by_outcome, read_emails, save_emails

METRICS = """\
# HELP oversight_ingest_events_total Events
# TYPE oversight_ingest_events_total counter
oversight_ingest_events_total{kind="crime",outcome="accepted"} 4223.0
oversight_ingest_events_total{kind="incident",outcome="accepted"} 1e+06
oversight_ingest_events_total{kind="incident",outcome="refused"} 2.0
oversight_ingest_events_created{kind="crime",outcome="accepted"} 1.7e+09
oversight_ingest_other_total 5.0
"""


def test_a_counter_is_summed_by_outcome() -> None:
    found = by_outcome(METRICS, "oversight_ingest_events_total")
    assert found == {"accepted": 1_004_223, "refused": 2}


def counts(accepted: int = 10, refused: int = 0, **indicators: int) -> Counts:
    ingest = Counter({"accepted": accepted, "refused": refused})
    seen = {name.replace("_", "-"): count for name, count in indicators.items()}
    return Counts(ingest, Counter(seen), Counter())


def test_counts_that_add_up_have_no_fault() -> None:
    assert list(counts(counted=7, duplicate=2, superseded=1).faults()) == []


@pytest.mark.parametrize(
    ("found", "faults"),
    [
        (counts(counted=9), ["10 events were accepted, but 9 were counted"]),
        (counts(counted=11), ["10 events were accepted, but 11 were counted"]),
        (counts(counted=10, refused=1), ["1 events were refused"]),
        (counts(11, counted=10, conflict=1), ["11 events were accepted", "1 events were in con"]),
        (counts(11, counted=10, dead_lettered=1), ["11 events were", "1 events were dead-lett"]),
    ],
)
def test_counts_that_do_not_add_up_are_faults(found: Counts, faults: list[str]) -> None:
    reported = list(found.faults())
    assert len(reported) == len(faults)
    assert all(one.startswith(other) for one, other in zip(reported, faults, strict=True))


def a_maildir(folder: Path, *texts: str) -> Path:
    box = mailbox.Maildir(folder / "maildir")
    for number, text in enumerate(texts):
        message = EmailMessage()
        message["Subject"] = f"Opened – {number}"
        message.set_content(text, cte="base64")
        box.add(message.as_bytes())
    return folder / "maildir"


def test_letters_are_read_and_saved(tmp_path: Path) -> None:
    letters = read_emails(a_maildir(tmp_path, "rule priority-2-response", "another rule"))
    assert [letter.speaks_of("priority-2-response") for letter in letters] == [True, False]
    assert [letter.subject for letter in letters] == ["Opened – 0", "Opened – 1"]
    paths = save_emails(letters, tmp_path / "out")
    assert [path.name for path in paths] == ["e-mail-1.eml", "e-mail-2.eml"]
    assert paths[0].read_bytes() == letters[0].path.read_bytes()


def test_no_maildir_is_no_letters(tmp_path: Path) -> None:
    assert read_emails(tmp_path / "none") == []
