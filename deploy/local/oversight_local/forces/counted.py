"""The forces whose records are taken, asked before anything is sent."""

from collections.abc import Collection, Iterable, Mapping

import httpx

from oversight_contracts.definitions.models.reference import Force, counted_forces
from oversight_contracts.facts.areas import CountedAreas
from oversight_local.failure import Failure
from oversight_local.forces.shipped import shipped_forces
from oversight_local.stack.stack_file import StackFile


def counted_by(stack: StackFile) -> Collection[str] | None:
    """The forces whose records ingest takes, no comparators; None where it cannot say."""
    answer = httpx.get(f"{stack.url('ingest')}/v1/areas", timeout=10, trust_env=False)
    if answer.status_code != 200:
        return None
    forces = CountedAreas.model_validate_json(answer.content).forces
    return [name for name, force in forces.items() if force.kind == "police-force"]


def require_counted(stack: StackFile, forces: Iterable[str], defined: Mapping[str, Force]) -> None:
    """Raise ``Failure`` for a force of which ingest would refuse every record, and say what to do.

    ``defined`` are the forces of areas.yaml.
    """
    counted = counted_by(stack)
    # Where it cannot say, it says itself what it refuses.
    missing = [what_to_do(each, defined) for each in forces if each not in (counted or (each,))]
    if missing:
        raise Failure("; ".join(missing))


def what_to_do(force: str, defined: Mapping[str, Force]) -> str:
    """Why records of a force are not taken, and by what they are."""
    if force in counted_forces(defined):
        return f"{force} stands in areas.yaml and is not counted yet: run oversight rebuild"
    if force in shipped_forces():
        return f"{force} is not among the forces that are counted: run oversight force add {force}"
    return f"areas.yaml has no force {force}: add it there and run oversight rebuild"
