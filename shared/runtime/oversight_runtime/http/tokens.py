"""Bearer tokens: stored as SHA-256 only, each with one role, a feed's bound to its source."""

import hashlib
import secrets
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import Annotated

import structlog
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from oversight_runtime.process import ConfigurationError

log = structlog.stdlib.get_logger(__name__)
# How long a change of the file may go unseen: asking the system for its state takes as long as a
# twentieth of a request.
LOOK_SECONDS = 0.5
_Stamp = tuple[int, int, int, int]


class Role(StrEnum):
    """The role of a token's bearer."""

    FEED = "feed"
    OVERSIGHT = "oversight"
    SECRETARIAT = "secretariat"
    ADMIN = "admin"


class Grant(BaseModel):
    """One token's entry in the token file: the hash of the token, never the token."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    name: str
    role: Role
    source: str | None = None
    forces: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _a_feed_names_its_source(self) -> "Grant":
        if self.role is Role.FEED and not (self.source and self.forces and self.kinds):
            raise ValueError(f"token {self.name!r}: a feed needs source, forces and kinds")
        return self

    def owns(self, force: str, kind: str) -> bool:
        """Whether this feed owns the records of ``kind`` of ``force``; ``*`` stands for all."""
        return _covers(self.forces, force) and _covers(self.kinds, kind)


class TokenFile(BaseModel):
    """The file named by ``OVERSIGHT_TOKENS``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tokens: tuple[Grant, ...]

    @model_validator(mode="after")
    def _one_source_owns_a_forces_records_of_a_kind(self) -> "TokenFile":
        feeds = [grant for grant in self.tokens if grant.role is Role.FEED]
        for index, one in enumerate(feeds):
            for other in feeds[index + 1 :]:
                if one.source != other.source and _overlap(one, other):
                    raise ValueError(
                        f"tokens {one.name!r} and {other.name!r}: two sources own the same records"
                    )
        return self


class Tokens:
    """Finds the grant behind a bearer token; those of a file follow its changes.

    A file that cannot be used keeps the former grants: ``fault`` says what is wrong with it. It is
    looked at again where ``look_seconds`` have passed.
    """

    def __init__(
        self,
        grants: Iterable[Grant],
        path: Path | None = None,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._by_hash = {grant.sha256: grant for grant in grants}
        self._path = path
        self._look_seconds = look_seconds
        self._look_again = monotonic()
        self._stamp: _Stamp | None = None
        self._fault: str | None = None

    @classmethod
    def load(cls, path: Path, look_seconds: float = LOOK_SECONDS) -> "Tokens":
        """Read the token file. Raises ``ConfigurationError`` that names it and what is wrong."""
        # Before it is read: what changes meanwhile is read again.
        stamp = _stamp_of(path)
        tokens = cls(_read(path), path, look_seconds)
        tokens._stamp = stamp
        return tokens

    def identify(self, token: str) -> Grant | None:
        """The grant of ``token``, or None. Looks up by hash, so timing tells nothing of it."""
        self._follow()
        return self._by_hash.get(hash_token(token))

    def still(self, grant: Grant) -> bool:
        """Whether a grant found before holds still, unchanged."""
        self._follow()
        return self._by_hash.get(grant.sha256) == grant

    def fault(self) -> str | None:
        """What is wrong with the token file, whose former content holds then; None when well."""
        self._follow()
        return self._fault

    def _follow(self) -> None:
        if self._path is None or (now := monotonic()) < self._look_again:
            return
        self._look_again = now + self._look_seconds
        if (stamp := _stamp_of(self._path)) == self._stamp:
            return
        self._stamp = stamp
        try:
            grants = _read(self._path)
        except ConfigurationError as error:
            self._fault = f"{error}; the former tokens hold"
            log.error("token file not usable", reason=self._fault)
            return
        self._by_hash, self._fault = {grant.sha256: grant for grant in grants}, None
        log.info("token file read again", tokens=len(grants))


def hash_token(token: str) -> str:
    """SHA-256 of a token in hexadecimal; a token is 256 random bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A new token of 256 random bits."""
    return secrets.token_urlsafe(32)


def _read(path: Path) -> tuple[Grant, ...]:
    try:
        return TokenFile.model_validate_json(path.read_bytes()).tokens
    except (OSError, ValidationError) as error:
        raise ConfigurationError(f"the token file {path}: {_said(error)}") from error


def _stamp_of(path: Path) -> _Stamp | None:
    """What tells one state of a file from another; None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _said(error: OSError | ValidationError) -> str:
    if isinstance(error, OSError):
        return error.strerror or repr(error)
    # Without what was read: it holds hashes of tokens.
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(": ".join((".".join(map(str, e["loc"])), e["msg"])).strip(": ") for e in found)


def _covers(granted: tuple[str, ...], wanted: str) -> bool:
    return "*" in granted or wanted in granted


def _overlap(one: Grant, other: Grant) -> bool:
    def meet(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
        return "*" in left or "*" in right or bool(set(left) & set(right))

    return meet(one.forces, other.forces) and meet(one.kinds, other.kinds)
