"""The residents that a rate stands on."""

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.reference import Residents


def residents_of(catalogue: Catalogue, force: str, area: str, by: str) -> int | None:
    """Residents of an area at its newest census, all or of one group such as ``ethnicity=Black``.

    None where they are not known: the rate has no value then.
    """
    census = _newest(catalogue, force, area)
    if census is None:
        return None
    if not by:
        return census.total
    dimension, _, group = by.partition("=")
    return census.groups.get(dimension, {}).get(group)


def _newest(catalogue: Catalogue, force: str, area: str) -> Residents | None:
    # A threshold rule names no basis; census-2011 < census-2021 as text too.
    here = [each for each in catalogue.residents if (each.force, each.area) == (force, area)]
    known = [each for each in here if each.only is None]
    return max(known, key=lambda each: each.basis, default=None)
