"""One for each record: counts, and both sides of ratios and stocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from oversight_contracts.contributions.spec import ContributionSpec
from oversight_contracts.contributions.verdict import Values, Verdict
from oversight_contracts.definitions.models.reference import Target
from oversight_contracts.facts.facts import Total


@dataclass(frozen=True)
class CountSpec(ContributionSpec):
    """One to ``n``, or to ``of`` where it is a denominator or what was closed."""

    side: Literal["n", "of"] = "n"

    def verdict(self, values: Values, targets: Mapping[str, Target]) -> Verdict:
        return Verdict(Total(of=1) if self.side == "of" else Total(n=1), "")
