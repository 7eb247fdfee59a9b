"""Folders of the checkout that this package is installed from."""

from pathlib import Path

from oversight_local.failure import Failure


def find_definitions(chosen: Path | None, package: Path = Path(__file__)) -> Path:
    """The folder chosen, else ``shared/definitions`` of the checkout around ``package``."""
    if chosen is not None:
        if not chosen.is_dir():
            raise Failure(f"there is no folder {chosen}")
        return chosen.resolve()
    found = _around(package, "shared", "definitions")
    if found is None:
        raise Failure("this is not a checkout; name the folder of definitions with --definitions")
    return found


def find_folder(*names: str, package: Path = Path(__file__)) -> Path:
    """The folder ``names`` of the checkout around ``package``. Raises ``Failure``."""
    found = _around(package, *names)
    if found is None:
        raise Failure(f"this is not a checkout: there is no {Path(*names)} around {package}")
    return found


def _around(package: Path, *names: str) -> Path | None:
    folders = (parent.joinpath(*names) for parent in package.resolve().parents)
    return next((folder for folder in folders if folder.is_dir()), None)
