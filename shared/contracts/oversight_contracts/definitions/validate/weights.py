"""Checks of severity weights: offences that exist, and one version of a scheme a day."""

from collections.abc import Iterator

from oversight_contracts.definitions.models.weights import Weights
from oversight_contracts.definitions.validate.reference import check_overlaps, check_validity
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.records.fields import fields_of


def check_weights(weights: tuple[Weights, ...]) -> Iterator[Finding]:
    """Weights of offences that no crime can be, and two versions of a scheme on the same day."""
    place = ("weights",)
    for index, each in enumerate(weights):
        known = fields_of("crime")[each.field].choices
        for offence in each.values:
            # A Home Office code is free text: any may stand.
            if known is not None and offence not in known:
                where = (*place, index, "values", offence)
                yield where, f"no crime can ever have {offence!r} as its {each.field}"
        yield from check_validity(each, (*place, index))
    entries = [(each.scheme, each) for each in weights]
    yield from check_overlaps(entries, place, "another version of it is valid on the same days")
