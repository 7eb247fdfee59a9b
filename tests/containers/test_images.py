"""The images: small, without a shell, not root, and of locked packages alone."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.containers.engine import VERSION, Ended, docker, inspect

from oversight_local.stack.services import SERVICES

MEGABYTE = 1_000_000
LIMITS = {"ingest": 250, "indicators": 250, "alerts": 400, "reporting": 400, "command": 400}
# As little as a container is given anywhere: no write, no capability, no new right.
STRICT = ("--rm", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--network", "none")
SAFE = ("--security-opt", "no-new-privileges")

pytestmark = pytest.mark.usefixtures("built")


IMAGES = [*(each.name for each in SERVICES), "command"]
# What serves nothing has no settings of its own, and nothing to be asked for its health.
of_services = pytest.mark.parametrize("service", IMAGES[:-1], indirect=True)


@pytest.fixture(params=IMAGES)
def service(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def image(service: str) -> str:
    return f"oversight/{service}:{VERSION}"


def run(service: str, *words: str, options: tuple[str, ...] = ()) -> Ended:
    return docker("run", *STRICT, *SAFE, *options, image(service), *words)


# What the image's own Python sees in it, asked once: each container takes as long to start.
LOOK = """
import json, os, ssl, zoneinfo

zoneinfo.ZoneInfo("Europe/London")
programs = set()
for folder, folders, names in os.walk("/"):
    folders[:] = [each for each in folders if os.path.join(folder, each) not in ("/proc", "/sys")]
    programs |= {each for each in names if os.access(os.path.join(folder, each), os.X_OK)}
print(json.dumps({
    "uid": os.getuid(),
    "programs": sorted(programs),
    "authorities": len(ssl.create_default_context().get_ca_certs()),
    "packages": json.load(open("/opt/oversight/share/sbom.cdx.json"))["components"],
}))
"""
UNWANTED = {"sh", "bash", "dash", "busybox", "perl", "apt", "apt-get", "dpkg", "pip", "uv", "gcc"}


@cache
def seen(service: str) -> dict[str, Any]:
    program = ("--entrypoint", "/opt/oversight/bin/python")
    found: dict[str, Any] = json.loads(run(service, "-c", LOOK, options=program).output)
    return found


def test_it_is_small(service: str) -> None:
    assert inspect(image(service))["Size"] <= LIMITS[service] * MEGABYTE


def test_it_does_not_run_as_root_and_says_its_version(service: str) -> None:
    settings = inspect(image(service))["Config"]
    assert settings["User"] == "10001:10001"
    assert settings["Labels"]["org.opencontainers.image.version"] == VERSION
    assert seen(service)["uid"] == 10001


def test_it_has_no_shell_and_no_package_manager(service: str) -> None:
    programs = {*seen(service)["programs"]}
    assert "python" in programs
    assert not programs & UNWANTED


@of_services
def test_a_setting_that_is_missing_is_named_and_ends_it_with_2(service: str) -> None:
    ended = run(service)
    assert (ended.code, "OVERSIGHT_KAFKA" in ended.output) == (2, True), ended.output


@of_services
def test_its_health_check_says_what_is_missing(service: str) -> None:
    settings = inspect(image(service))["Config"]
    kind, *command = settings["Healthcheck"]["Test"]
    assert kind == "CMD"
    program, *words = command
    ended = run(service, *words, options=("--entrypoint", program))
    assert ended.code == 1
    assert "/readyz" in ended.output


def test_times_of_london_and_certificates_are_there(service: str) -> None:
    assert seen(service)["authorities"] > 100


def test_its_packages_are_those_of_its_lock(service: str, checkout: Path) -> None:
    found = {_name(each["name"]): each["version"] for each in seen(service)["packages"]}
    own = {name for name in found if name.startswith("oversight-")}
    assert f"oversight-{'local' if service == 'command' else service}" in own
    lock = (checkout / "deploy" / "containers" / f"{service}.txt").read_text()
    locked = {_name(name): at for name, at in re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.M)}
    assert {name: at for name, at in found.items() if name not in own}.items() <= locked.items()


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()
