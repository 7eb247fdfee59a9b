"""The forces whose records are taken, asked before anything is sent."""

from collections.abc import Collection, Iterable

import httpx

from oversight_contracts.facts.areas import CountedAreas
from oversight_local.failure import Failure
from oversight_local.forces.shipped import shipped_forces
from oversight_local.stack.stack_file import StackFile


def require_counted(stack: StackFile, forces: Iterable[str], defined: Collection[str]) -> None:
    """Raise ``Failure`` for a force of which ingest would refuse every record, and say what to do.

    ``defined`` are the forces of areas.yaml.
    """
    answer = httpx.get(f"{stack.url('ingest')}/v1/areas", timeout=10, trust_env=False)
    if answer.status_code != 200:
        # An ingest of before: what it refuses it says itself.
        return
    counted = CountedAreas.model_validate_json(answer.content).forces
    missing = [_what_to_do(each, defined) for each in forces if each not in counted]
    if missing:
        raise Failure("; ".join(missing))


def _what_to_do(force: str, defined: Collection[str]) -> str:
    if force in defined:
        return f"{force} stands in areas.yaml and is not counted yet: run oversight rebuild"
    if force in shipped_forces():
        return f"{force} is not among the forces that are counted: run oversight force add {force}"
    return f"areas.yaml has no force {force}: add it there and run oversight rebuild"
