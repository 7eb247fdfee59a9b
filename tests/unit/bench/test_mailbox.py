"""Letters are counted once, and those of other rules are not."""

from pathlib import Path

import pytest
from tests.bench.mailbox import Mailbox


def test_letters_of_some_rules_are_counted(tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / "1").write_text("Opened\n(rule every-crime-1, severity warning, episode 1)\n")
    (new / "2").write_text("Opened\n(rule each-crime-1, severity warning, episode 2)\n")
    mailbox = Mailbox(tmp_path, "every-crime-")
    mailbox.wait(1, seconds=5)
    with pytest.raises(TimeoutError, match="1 e-mails came"):
        mailbox.wait(2, seconds=0.05)
    (new / "3").write_text("Opened\n(rule every-crime-2, severity warning, episode 1)\n")
    mailbox.wait(2, seconds=5)
    assert mailbox.letters == 2
