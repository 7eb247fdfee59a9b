"""What the product ships."""

from pathlib import Path

import pytest

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue


@pytest.fixture(scope="session")
def definitions_catalogue(definitions: Path) -> Catalogue:
    """The definitions that the product ships."""
    return load_catalogue(definitions)
