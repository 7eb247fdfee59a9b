"""STATS19's codes, and the words that some editions write instead."""

from collections.abc import Mapping, Sequence

from oversight_contracts.records.collision import RoadClass, Severity
from oversight_local.failure import Failure
from oversight_local.load.code_list import CodeList

# Our word to the columns that have held it, newest first; case does not matter.
NAMES: Mapping[str, Sequence[str]] = {
    "index": ("collision_index", "accident_index"),
    "force": ("police_force",),
    "severity": ("collision_severity", "accident_severity"),
    "vehicles": ("number_of_vehicles",),
    "casualties": ("number_of_casualties",),
    "date": ("date",),
    "time": ("time",),
    "road": ("first_road_class", "1st_road_class"),
    "authority": (
        "local_authority_ons_district",
        "local_authority_highway",
        "local_authority_(highway)",
    ),
}
_NOT_ALWAYS = ("authority",)


def columns_of(name: str, header: Sequence[str]) -> dict[str, str]:
    """Our word to the file's column. Raises ``Failure`` that names what is missing."""
    there = {column.casefold(): column for column in header}
    found: dict[str, str] = {}
    for word, names in NAMES.items():
        column = next((there[each] for each in names if each in there), None)
        if column is not None:
            found[word] = column
        elif word not in _NOT_ALWAYS:
            raise Failure(
                f"{name} has other columns than a STATS19 collision file: it has no "
                f"{' or '.join(names)}; it has {', '.join(header)}"
            )
    return found


SEVERITIES: CodeList[Severity] = CodeList(
    {
        "1": "fatal",
        "Fatal": "fatal",
        "2": "serious",
        "Serious": "serious",
        "3": "slight",
        "Slight": "slight",
    }
)
# A road that is not classified in the data has no class; it is no unclassified road.
ROADS: CodeList[RoadClass | None] = CodeList(
    {
        "1": "motorway",
        "Motorway": "motorway",
        "2": "a-motorway",
        "A(M)": "a-motorway",
        "3": "a",
        "A": "a",
        "4": "b",
        "B": "b",
        "5": "c",
        "C": "c",
        "6": "unclassified",
        "Unclassified": "unclassified",
        "-1": None,
        "": None,
        "Data missing or out of range": None,
    }
)
FORCES = {
    "1": "Metropolitan Police",
    "3": "Cumbria",
    "4": "Lancashire",
    "5": "Merseyside",
    "6": "Greater Manchester",
    "7": "Cheshire",
    "10": "Northumbria",
    "11": "Durham",
    "12": "North Yorkshire",
    "13": "West Yorkshire",
    "14": "South Yorkshire",
    "16": "Humberside",
    "17": "Cleveland",
    "20": "West Midlands",
    "21": "Staffordshire",
    "22": "West Mercia",
    "23": "Warwickshire",
    "30": "Derbyshire",
    "31": "Nottinghamshire",
    "32": "Lincolnshire",
    "33": "Leicestershire",
    "34": "Northamptonshire",
    "35": "Cambridgeshire",
    "36": "Norfolk",
    "37": "Suffolk",
    "40": "Bedfordshire",
    "41": "Hertfordshire",
    "42": "Essex",
    "43": "Thames Valley",
    "44": "Hampshire",
    "45": "Surrey",
    "46": "Kent",
    "47": "Sussex",
    "48": "City of London",
    "50": "Devon and Cornwall",
    "52": "Avon and Somerset",
    "53": "Gloucestershire",
    "54": "Wiltshire",
    "55": "Dorset",
    "60": "North Wales",
    "61": "Gwent",
    "62": "South Wales",
    "63": "Dyfed-Powys",
    "91": "Northern",
    "92": "Grampian",
    "93": "Tayside",
    "94": "Fife",
    "95": "Lothian and Borders",
    "96": "Central",
    "97": "Strathclyde",
    "98": "Dumfries and Galloway",
    "99": "Police Scotland",
}
