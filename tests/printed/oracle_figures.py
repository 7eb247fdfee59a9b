"""Where in our reports the 82 figures stand that were worked out apart from this project."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# How the figures name what our tables name in the documents' words.
NAMES = {
    "MSV": "most serious violence",
    "Vehicle": "Vehicle crime",
    "Vehicle detection": "vehicle crime",
    "Bham East": "Birmingham East NPU",
    "Bham West": "Birmingham West NPU",
    "WMP": "West Midlands Police",
}
WMNOW = "WMNow members by neighbourhood policing unit"
AUDIT = "Audit of crime recording"
NO_CRIME = '"No crime" decisions upheld'
SAME = {
    "Incidents recorded correctly": (AUDIT, "Reported as incidents", "Compliance"),
    "Directly recorded correctly": (AUDIT, "Recorded directly", "Compliance"),
    "No crime rape": (NO_CRIME, "Rape", "Compliance"),
    "No crime robbery": (NO_CRIME, "Robbery", "Compliance"),
    "No crime violent": (NO_CRIME, "Violence", "Compliance"),
    "Survey response rate 2020": ("Invitations and responses", "2020", "Response rate"),
    "Misc complaints change 2020": ("Complaints by type", "Change to 2020", "Miscellaneous"),
    "Complaints change 2020 (>800%)": ("Complaints by type", "Change to 2020", "Complaint"),
    "Neighbourhood crime YE Dec 2022": ("Neighbourhood crime", "Neighbourhood crime", "Change"),
}
DOCUMENTS = {
    "001": "spcb-performance-report-2014-12",
    "002": "strategic-policing-plan-2011-15",
    "003": "spcb-national-priorities-2023-09",
    "004": "annual-report-2020-21",
}
PATTERNS = (
    (r"(.+) performance vs baseline", "Reducing crime", "{0}", "Change on baseline"),
    (r"(.+) 2011-12 milestone", "Reducing crime", "{0}", "Milestone 2011-12"),
    (
        r"(.+) detection rate",
        "Solved and resolved crime",
        "Solved and resolved, {0}",
        "Performance 2010-11",
    ),
    (r"(.+) WMNow share (Nov-\d\d)", WMNOW, "{0}", "% of force total, {1}"),
    (r"(.+) WMNow change", WMNOW, "{0}", "Change since Nov-19"),
    (r"(.+) WMNow change %", WMNOW, "{0}", "Percentage change"),
    (r"(.+) sign-up rate (Nov-\d\d)", WMNOW, "{0}", "Sign-ups per 1,000, {1}"),
    (r"Victim satisfaction (\d{4})", "Satisfied with the service", "{0}", "Satisfied"),
)


@dataclass(frozen=True)
class Place:
    """A cell of the report that makes a document anew."""

    document: str
    table: str
    row: str
    column: str


def place_of(figure: Mapping[str, str]) -> Place:
    """The cell of a figure of the oracle. Raises ``LookupError`` for one that has none."""
    document = DOCUMENTS[figure["doc"][:3]]
    if figure["figure"] in SAME:
        return Place(document, *SAME[figure["figure"]])
    for found in _matching(figure["figure"]):
        return Place(document, *found)
    raise LookupError(figure["figure"])


def _matching(name: str) -> Iterator[tuple[str, str, str]]:
    for pattern, table, row, column in PATTERNS:
        found = re.fullmatch(pattern, name)
        if found:
            first, *others = found.groups()
            word = NAMES.get(first, f"{first} NPU" if table == WMNOW else first)
            if "Solved" in table:
                word = NAMES.get(f"{first} detection", word).lower()
            yield table, row.format(word), column.format(word, *others)


def printed_figure(text: str, kind: str) -> str:
    """The figure within a cell: `36.5` of `1,075 (36.5%)`, `200292` of `200,292 (-7%)`."""
    inner = re.search(r"\((.+)%\)", text)
    if inner and kind == "pct_of":
        return inner[1]
    return re.sub(r"[,%+]| \(.*\)", "", text)
