from pathlib import Path

import pytest

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_local.simulate.scenario import Population, population_of


@pytest.fixture(scope="session")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


@pytest.fixture(scope="session")
def population(catalogue: Catalogue) -> Population:
    return population_of(catalogue, "west-midlands")
