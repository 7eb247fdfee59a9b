"""What STATS19 has called its columns over the years."""

from collections.abc import Mapping, Sequence

from oversight_local.failure import Failure

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
