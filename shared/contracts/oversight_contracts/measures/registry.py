"""The registry of measures: the class of each, by the word that a definition says."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from oversight_contracts.measures.count import CountIndicator
from oversight_contracts.measures.disparity import DisparityIndicator
from oversight_contracts.measures.duration import DurationIndicator
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.measures.proportion import ProportionIndicator
from oversight_contracts.measures.rate import RateIndicator
from oversight_contracts.measures.ratio import RatioIndicator
from oversight_contracts.measures.severity import SeverityIndicator
from oversight_contracts.measures.statistic import StatisticIndicator
from oversight_contracts.measures.stock import StockIndicator

MEASURES: Mapping[str, type[Indicator]] = {
    "count": CountIndicator,
    "rate": RateIndicator,
    "proportion": ProportionIndicator,
    "duration": DurationIndicator,
    "disparity": DisparityIndicator,
    "ratio": RatioIndicator,
    "stock": StockIndicator,
    "statistic": StatisticIndicator,
    "severity": SeverityIndicator,
}

_ANY: Any = Annotated[reduce(or_, MEASURES.values()), Field(discriminator="measure")]
# One entry of an indicators file, told apart by its measure.
INDICATOR: TypeAdapter[Indicator] = TypeAdapter(_ANY)
