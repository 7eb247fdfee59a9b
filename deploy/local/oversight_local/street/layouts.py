"""The columns of street-level files, then and now."""

from collections.abc import Collection

from oversight_local.failure import Failure

ALWAYS = ("Month", "Reported by", "Falls within", "Location", "Crime type")
_PRESENT = ("Crime ID", "Longitude", "Latitude", "LSOA code", "LSOA name")
_OLD = ("Easting", "Northing")
_SOMETIMES = ("Context", "Last outcome category")
# What stays the same when a row is published again; the outcome is filled in later.
LASTING = (*ALWAYS, *_PRESENT, *_OLD, "Context")


def require_layout(name: str, header: Collection[str]) -> None:
    """Raise ``Failure`` unless the columns are those of one layout."""
    for own in (_PRESENT, _OLD):
        needed = {*ALWAYS, *own}
        if needed <= set(header) <= needed | {*_SOMETIMES, ""}:
            return
    raise Failure(
        f"{name} has other columns than street-level crime of data.police.uk: expected are "
        f"{', '.join(ALWAYS)}, with either {', '.join(_PRESENT)} or {', '.join(_OLD)}; "
        f"it has {', '.join(header)}"
    )
