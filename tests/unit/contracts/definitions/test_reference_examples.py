"""The examples of docs/reference.md are definitions that load."""

import re
import shutil
from pathlib import Path

import pytest

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue

EXAMPLE = re.compile(r"^```yaml\n# (\S+\.yaml)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def examples(definitions: Path) -> dict[str, str]:
    text = (definitions.parent.parent / "docs" / "reference.md").read_text(encoding="utf-8")
    return {found[1]: found[2] for found in EXAMPLE.finditer(text)}


@pytest.fixture
def catalogue(definitions: Path, examples: dict[str, str], tmp_path: Path) -> Catalogue:
    folder = tmp_path / "definitions"
    shutil.copytree(definitions, folder)
    for file, text in examples.items():
        (folder / file).write_text(text, encoding="utf-8")
    # Rules and reports name more than one example's residents.
    for part in ("rules", "reports"):
        shutil.rmtree(folder / part)
    # Baselines are of rules.
    (folder / "baselines.yaml").unlink()
    return load_catalogue(folder)


def test_each_file_that_is_supplied_has_an_example_that_loads(
    examples: dict[str, str], catalogue: Catalogue
) -> None:
    assert set(examples) == {
        *("peers.yaml", "residents.yaml", "spreads.yaml", "surveys.yaml", "weights.yaml"),
        "contacts.yaml",
    }
    assert [group.force for group in catalogue.peers] == ["staffordshire"]
    assert [str(weight) for weight in catalogue.weights[0].values.values()] == ["3", "2", "0.5"]
    assert len(catalogue.residents) == 1
    waves = catalogue.surveys["feeling-the-difference"].ordered
    assert [wave.title for wave in waves] == ["March to May 2014", "June to August 2014"]
