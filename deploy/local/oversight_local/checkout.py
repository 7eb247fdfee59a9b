"""Where the definitions are: in the checkout this package is installed from."""

from pathlib import Path

from oversight_local.failure import Failure


def find_definitions(chosen: Path | None, package: Path = Path(__file__)) -> Path:
    """The folder chosen, else ``shared/definitions`` of the checkout around ``package``."""
    if chosen is not None:
        if not chosen.is_dir():
            raise Failure(f"there is no folder {chosen}")
        return chosen.resolve()
    for parent in package.resolve().parents:
        if (folder := parent / "shared" / "definitions").is_dir():
            return folder
    raise Failure("this is not a checkout; name the folder of definitions with --definitions")
