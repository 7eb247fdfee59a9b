"""The e-mails in the Maildir."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True)
class Letter:
    """One e-mail, and the file it was caught in."""

    path: Path
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Its subject, decoded."""
        return str(self.message["Subject"])

    def speaks_of(self, word: str) -> bool:
        """Whether ``word`` stands in its text."""
        body = self.message.get_body(("plain",))
        return body is not None and word in str(body.get_content())


def read_letters(maildir: Path) -> list[Letter]:
    """All e-mails, the oldest first; none where there is no Maildir yet."""
    files = [path for part in ("new", "cur") for path in (maildir / part).glob("*")]
    return [_letter(path) for path in sorted(files, key=lambda path: path.stat().st_mtime_ns)]


def save_letters(letters: list[Letter], folder: Path) -> list[Path]:
    """Copy them as ``.eml`` files, which mail programs open."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, letter in enumerate(letters, start=1):
        paths.append(folder / f"e-mail-{number}.eml")
        paths[-1].write_bytes(letter.path.read_bytes())
    return paths


def _letter(path: Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return Letter(path, message)
