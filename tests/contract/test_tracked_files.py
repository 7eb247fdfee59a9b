"""What is committed names no registry and no machine of ours: it has to work on any."""

import re
import subprocess
from pathlib import Path

import pytest

# Written in pieces, so that this file does not find itself.
REGISTRIES = "|".join(
    re.escape(".".join(parts))
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("maven", "org"),
        ("maven", "apache", "org"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
    )
)
ADDRESS = re.compile(rf"https?://[^\s\"'<>]*(?:{REGISTRIES}|/(?:simple|maven2|artifactory|nexus)/)")
FOLDERS = "|".join(("work", "tmp", "root", "home", "Users"))
MACHINE_PATH = re.compile(rf"(?<![\w./~<{{}}$)\]-])/(?:{FOLDERS})/[\w.]")
# A schema's name that looks like an address, and is none: it is not fetched.
NAMES = re.compile(r"https?://maven\.apache\.org/(?:POM|SETTINGS|xsd)/\S*")


@pytest.fixture(scope="module")
def tracked(checkout: Path) -> dict[str, str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=checkout, capture_output=True, check=True
    )
    found = {}
    for name in listed.stdout.decode().split("\0"):
        path = checkout / name
        if name and path.is_file():
            found[name] = path.read_bytes().decode("utf-8", errors="ignore")
    return found


def lines(tracked: dict[str, str], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in tracked.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(NAMES.sub("", line))
    ]


def test_no_registry_address_is_committed(tracked: dict[str, str]) -> None:
    assert lines(tracked, ADDRESS) == []


def test_no_machine_path_is_committed(tracked: dict[str, str]) -> None:
    assert lines(tracked, MACHINE_PATH) == []


def test_the_files_that_set_a_machine_up_are_among_them(tracked: dict[str, str]) -> None:
    assert {"Makefile", ".ci/run", "requirements.lock", "pyproject.toml"} <= set(tracked)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("--index-url https://" + "pypi" + ".org/simple", ADDRESS),
        ("https://mirror.example.org" + "/simple/x", ADDRESS),
        ("https://repo1." + "maven" + ".org/maven2/x", ADDRESS),
        ("open('" + "/tmp" + "/x')", MACHINE_PATH),
        ("cd " + "/work" + "/main", MACHINE_PATH),
        ("=" + "/root" + "/.cache", MACHINE_PATH),
    ],
)
def test_what_is_looked_for_would_be_found(text: str, pattern: re.Pattern[str]) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize(
    "text", ["https://www.ons.gov.uk/simple", "../work/x", "docs/tmp/x", "a/root/b", "network/x"]
)
def test_what_is_no_such_thing_would_not(text: str) -> None:
    assert not ADDRESS.search(text)
    assert not MACHINE_PATH.search(text)
