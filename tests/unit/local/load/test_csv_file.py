import codecs
import gzip
from pathlib import Path

import pytest

from oversight_local.failure import Failure
from oversight_local.load.source_file import open_table

TEXT = 'Name,Note\nJürgen,"one\ntwo"\n\nZoë,three\n'


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        gzip.compress(TEXT.encode(), mtime=0),
    ],
    ids=["utf-8", "mark", "windows", "utf-16", "utf-16-be", "semicolon", "tab", "crlf", "gzip"],
)
def test_any_usual_form_is_read_alike(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    table = open_table(path)
    assert table.header == ("Name", "Note")
    first, second = table.lines()
    assert (first.text["Name"], first.text["Note"].split()) == ("Jürgen", ["one", "two"])
    assert (second.text["Name"], second.number, second.fault) == ("Zoë", 5, None)


def test_a_header_over_several_lines_is_one_line_of_words(tmp_path: Path) -> None:
    path = tmp_path / "census.csv"
    path.write_text('Area code;"White: Irish\n(number)"\nE08000025; 16.964 \n')
    table = open_table(path)
    assert table.header == ("Area code", "White: Irish (number)")
    assert [line.text["White: Irish (number)"] for line in table.lines()] == ["16.964"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (gzip.compress(TEXT.encode(), mtime=0)[:-6], "broken or cut off"),
        (b"", "has no header: it is empty"),
        (gzip.compress(b"\n \n", mtime=0), "has no header: it is empty"),
        (b"\na,b\n1,2\n", "has no header: line 1 is empty"),
        (b"a,b\n\x00,1\n", "NUL"),
        (b"a,b\n\x81\xff,1\n", "no text"),
        (b"a,b,a\n1,2,3\n", "the column 'a' twice"),
        (b'a,b\n1,"2\n', "is broken in line"),
        (b"a,b\n1,2\n3", "ends in the middle of a row"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_as_one(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(Failure, match=sentence):
        list(open_table(path).lines())


def test_a_row_of_another_length_has_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("a,b\n1\n1,2\n1,2,3,4\n")
    lines = list(open_table(path).lines())
    assert [line.fault for line in lines] == ["has 1 fields, not 2", None, "has 4 fields, not 2"]
    assert lines[-1].rest == ("3", "4")


LINES = ['"Jürgen","none"', '"Zoë, or ""Z""","two\nlines"', '5" pipe,none'] * 5


@pytest.mark.parametrize(
    ("bad", "rest"),
    [
        # Nothing has a quote behind it; what follows is longer than a cell may be.
        ('Ann,"lost', ["Bob,none"] * 20_000),
        ('Ann,"lost', ["Bob,none"] * 3),
        # The next quote closes it, and then there is more.
        ('Ann,"lost', ["Bob,none", *LINES]),
        ('"two\nlines","lost', ["Bob,none"] * 3),
    ],
)
def test_a_quote_that_nothing_closes_is_named_by_the_line_it_opens_in(
    tmp_path: Path, bad: str, rest: list[str]
) -> None:
    path = tmp_path / "quote.csv"
    path.write_text("\n".join(["Name,Note", *LINES, bad, *rest]) + "\n", encoding="utf-8")
    # The header, 15 rows of which 5 take two lines, and the lines of the row itself.
    line = 22 + bad.count("\n")
    with pytest.raises(Failure, match=rf"quote\.csv is broken in line {line}: a quote opens there"):
        list(open_table(path).lines())
