"""What the figures of a report stand on, from the results they were worked out from."""

from oversight_contracts.canonical_json import canonical
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.model.basis import Basis
from oversight_reporting.model.change_counts import ChangeCounts
from oversight_reporting.model.published_counts import told_series
from oversight_reporting.model.snapshot import sha256_of


def basis_of(catalogue: Catalogue, inputs: ReportInputs, *, tells_counts: bool) -> Basis:
    """The basis of everything that a report asked."""
    results = inputs.results.values()
    names = dict.fromkeys(query.indicator.id for query in inputs.results)
    weights = [each.model_dump(mode="json") for each in catalogue.weights]
    changes = {key.name: counts for found in results for key, counts in found.changes().items()}
    return Basis(
        generation=inputs.cut.generation,
        definitions={name: catalogue.definition_hash(name) for name in names},
        residents={
            f"{each.force}/{each.area}/{each.basis}": sha256_of(
                canonical([each.total, each.groups])
            )
            for each in catalogue.residents
        },
        weights=sha256_of(canonical(weights)),
        changes={name: counts for name, counts in changes.items() if counts != ChangeCounts()},
        tells_counts=tells_counts,
        added_once=sorted(n for n in names if catalogue.indicators[n].adds_once),
        told=None if inputs.told is None else told_series(inputs.told),
    )
