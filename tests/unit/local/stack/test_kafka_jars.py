import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from oversight_local.failure import Failure
from oversight_local.processes.log_file import Log
from oversight_local.stack.kafka.jars import check_jars, resolve_jars

GOOD = {"a.jar": b"a", "b.jar": b"b"}


def a_listing(folder: Path) -> Path:
    path = folder / "jars.sha256"
    lines = (f"{hashlib.sha256(held).hexdigest()}  {name}\n" for name, held in GOOD.items())
    path.write_text("".join(lines))
    return path


def jars_of(folder: Path, held: dict[str, bytes]) -> Path:
    jars = folder / "jars"
    jars.mkdir()
    for name, content in held.items():
        (jars / name).write_bytes(content)
    return jars


def test_the_jars_of_the_listing_are_good(tmp_path: Path) -> None:
    check_jars(jars_of(tmp_path, GOOD), a_listing(tmp_path))


@pytest.mark.parametrize(
    "held", [{"a.jar": b"a"}, {**GOOD, "c.jar": b"c"}, {"a.jar": b"a", "b.jar": b"other"}]
)
def test_others_are_named(tmp_path: Path, held: dict[str, bytes]) -> None:
    with pytest.raises(Failure, match=r"[bc]\.jar"):
        check_jars(jars_of(tmp_path, held), a_listing(tmp_path))


def test_without_maven_the_failure_names_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Failure, match="install Maven"):
        resolve_jars(tmp_path / "java", Log(tmp_path, "jars"))
    assert not list((tmp_path).glob("cache/*/kafka-*"))


def test_unexpected_jars_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    maven = tmp_path / "mvn"
    # As Maven does, it puts files where it is told to; these are others than expected.
    maven.write_text(
        "#!/bin/sh\nfor word; do case $word in -DoutputDirectory=*)\n"
        'mkdir -p "${word#*=}" && : > "${word#*=}/evil.jar";; esac; done\n'
    )
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(Failure, match=r"evil\.jar"):
        resolve_jars(tmp_path / "java", Log(tmp_path, "jars"))
    assert not list((tmp_path).glob("cache/*/kafka-*"))


def test_two_stacks_do_not_ask_maven_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    maven, running, met = (tmp_path / name for name in ("mvn", "running", "met"))
    # It is found by another that runs meanwhile, and fails.
    maven.write_text(
        f'#!/bin/sh\nmkdir "{running}" || : > "{met}"\nsleep 0.5\nrmdir "{running}"\nexit 1\n'
    )
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with ThreadPoolExecutor(2) as stacks:
        logs = [Log(tmp_path, name) for name in ("one", "other")]
        asked = [stacks.submit(resolve_jars, tmp_path / "java", log) for log in logs]
    for each in asked:
        with pytest.raises(Failure, match="Maven could not fetch"):
            each.result()
    assert not met.exists()
