"""Reads a CSV as exported: gzipped or not, in any usual encoding, with any usual separator.

A file is read twice, once to know that it is whole and what it is written in; neither time is
more than a piece of it held.
"""

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from oversight_local.failure import Failure
from oversight_local.load.table import Line, header_of, line_of

_GZIP = b"\x1f\x8b"
_PIECE = 1 << 20
# Within quotes one that is doubled is no end.
_CLOSED = re.compile(r'(?:[^"]|"")*+"')
_QUOTED = r'"(?:[^"]|"")*+("?)'
_SEPARATORS = ",;\t|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENCODINGS = ("utf-8", "cp1252")


@dataclass(frozen=True)
class CsvTable:
    """A file that was found whole; ``ended`` where its last row ends with a line feed."""

    path: Path
    encoding: str
    separator: str
    header: tuple[str, ...]
    ended: bool

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def lines(self) -> Iterator[Line]:
        """Every row in order; an empty one is none. Raises ``Failure`` for one that is cut off."""
        last = None
        for number, cells in self._records():
            last = line_of(self.name, number, self.header, cells)
            yield last
        if last is not None and last.fault and not self.ended:
            raise Failure(f"{self.name} ends in the middle of a row: the download was cut off")

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        with _text(self.path, self.encoding) as file:
            # newline="" leaves line breaks inside quotes to the reader.
            reader = csv.reader(file, delimiter=self.separator, strict=True)
            begun = 1
            try:
                for cells in reader:
                    if begun > 1 and any(cells):
                        yield reader.line_num, cells
                    begun = reader.line_num + 1
            except csv.Error as error:
                raise self._broken(begun, reader.line_num, error) from error

    def _broken(self, begun: int, ended: int, error: csv.Error) -> Failure:
        """What is said of a row that begins in one line and cannot be read on in another."""
        where = f"{self.name} is broken in line"
        # The reader has no other word for what is at fault. A quote inside of quotes closes them.
        closed = "expected after" in str(error)
        last = ended - 1 if closed else ended
        opened = self._opened(begun, last) if last >= begun else None
        if opened is None:
            return Failure(f"{where} {ended}: {error}")
        return Failure(f"{where} {opened}: a quote opens there and is not closed behind its cell")

    def _opened(self, begun: int, last: int) -> int | None:
        """The line of a row in which a quote opens that is open still; None where none is."""
        opened = None
        quoted = re.compile(rf"(?:^|{re.escape(self.separator)}){_QUOTED}")
        with _text(self.path, self.encoding) as file:
            for number, text in islice(enumerate(file, start=1), begun - 1, last):
                rest = _behind_quotes(text) if opened else text
                if rest is not None:
                    opened = number if any(not end for end in quoted.findall(rest)) else None
        return opened


def _behind_quotes(text: str) -> str | None:
    """What is behind the quotes that were open before this line; None where they stay open."""
    closed = _CLOSED.match(text)
    return text[closed.end() :] if closed else None


def open_csv(path: Path) -> CsvTable:
    """Look through the file. Raises ``Failure`` where it cannot be read as a whole."""
    try:
        encoding, ended = _encoding(path)
        separator, header = _header(path, encoding)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Failure(f"{path.name} is broken or cut off: {error}") from error
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}") from error
    return CsvTable(path, encoding, separator, header, ended)


def _encoding(path: Path) -> tuple[str, bool]:
    with open_bytes(path) as file:
        start = file.read(4)
    marked = [encoding for mark, encoding in _MARKS if start.startswith(mark)]
    for encoding in marked or _ENCODINGS:
        try:
            return encoding, _decoded_to_its_end(path, encoding)
        except UnicodeDecodeError:
            continue
    raise Failure(f"{path.name} is no text: neither UTF-8, UTF-16 nor Windows-1252")


def _decoded_to_its_end(path: Path, encoding: str) -> bool:
    last = ""
    with _text(path, encoding) as file:
        while piece := file.read(_PIECE):
            if "\0" in piece:
                raise Failure(f"{path.name} is no text: it holds NUL characters")
            last = piece[-1]
    return last in ("\n", "\r")


def _header(path: Path, encoding: str) -> tuple[str, tuple[str, ...]]:
    with _text(path, encoding) as file:
        start = file.read(_PIECE)
    found = [(separator, _first_record(start, separator)) for separator in _SEPARATORS]
    separator, cells = max(found, key=lambda each: len(each[1]))
    header = header_of(path.name, cells)
    if not any(header):
        raise Failure(f"{path.name} has no header: {'line 1' if start.strip() else 'it'} is empty")
    return separator, header


def _first_record(start: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(start, newline=""), delimiter=separator), [])
    except csv.Error:
        return []


def open_bytes(path: Path) -> BinaryIO:
    """The file's content, unzipped where it is gzipped."""
    with path.open("rb") as file:
        zipped = file.read(2) == _GZIP
    return cast(BinaryIO, gzip.open(path, "rb")) if zipped else path.open("rb")


def _text(path: Path, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(open_bytes(path), encoding=encoding, newline="")
