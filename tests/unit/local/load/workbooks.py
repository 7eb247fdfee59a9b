"""Small workbooks as office programs write them, sheet by sheet, with typed cells."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from xml.sax.saxutils import escape

Cell = str | int | float | bool | date | datetime | time | None
Sheets = Mapping[str, Sequence[Sequence[Cell]]]

_XLSX = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="xl/workbook.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
        "</Relationships>"
    ),
    # Formats of cells: 0 none, 1 a date, 2 a date with a time, 3 a time.
    "xl/styles.xml": (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="21"/>'
        "</cellXfs></styleSheet>"
    ),
}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001


def xlsx(path: Path, sheets: Sheets, hidden: Sequence[str] = ()) -> Path:
    """A workbook as Excel writes it."""
    names = enumerate(sheets, start=1)
    entries, links, parts = "", "", dict(_XLSX)
    for number, name in names:
        state = ' state="hidden"' if name in hidden else ""
        entries += f'<sheet name="{escape(name)}" sheetId="{number}"{state} r:id="rId{number}"/>'
        links += (
            f'<Relationship Id="rId{number}" Type="{_DOCUMENT}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
        )
        rows = "".join(_row(index, cells) for index, cells in enumerate(sheets[name], start=1))
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        )
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{entries}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{links}</Relationships>"
    )
    return _zipped(path, parts)


def ods(path: Path, sheets: Sheets) -> Path:
    """A workbook as LibreOffice writes it."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(
            f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>" for cells in rows
        )
        + "</table:table>"
        for name, rows in sheets.items()
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0"'
        f' xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0"><manifest:file-entry'
        ' manifest:full-path="/"'
        ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    parts = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}
    return _zipped(path, parts)


def _zipped(path: Path, parts: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def _row(number: int, cells: Sequence[Cell]) -> str:
    inner = "".join(_cell(f"{chr(65 + at)}{number}", cell) for at, cell in enumerate(cells))
    return f'<row r="{number}">{inner}</row>'


def _cell(place: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    number, style = _serial(cell)
    return f'<c r="{place}" s="{style}"><v>{number!r}</v></c>'


def _serial(cell: float | date | datetime | time) -> tuple[float, int]:
    """The number that Excel keeps, and the format that makes a date or time of it."""
    if isinstance(cell, datetime):
        return (cell - _EPOCH).total_seconds() / 86400, 2
    if isinstance(cell, date):
        return (datetime(cell.year, cell.month, cell.day) - _EPOCH).days, 1  # noqa: DTZ001
    if isinstance(cell, time):
        return (cell.hour * 3600 + cell.minute * 60 + cell.second) / 86400, 3
    return cell, 0


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str):
        attributes = 'office:value-type="string"'
    elif isinstance(cell, bool):
        attributes = f'office:value-type="boolean" office:boolean-value="{str(cell).lower()}"'
    elif isinstance(cell, datetime | date):
        attributes = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, time):
        attributes = (
            'office:value-type="time" '
            f'office:time-value="PT{cell.hour:02}H{cell.minute:02}M{cell.second:02}S"'
        )
    else:
        attributes = f'office:value-type="float" office:value="{cell}"'
    text = escape(str(cell))
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"
