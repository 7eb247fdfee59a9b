"""How strong the evidence of a figure is, to tell what is best founded first. Pure."""

from fractions import Fraction
from math import log, sqrt

from oversight_alerts.rules.observation import Observation
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.spread.observed import Kind


def strength_of(indicator: Indicator, observation: Observation) -> float:
    """How many standard errors a figure lies from its limit or from what is usual.

    Of a Poisson count, a binomial share or a log ratio, widened by the dispersion of the series; 0
    of what has no such error, as a percentile. To order by, not to judge by: a drift is looked at
    where it is strongest.
    """
    figure, limit = observation.figure, observation.limit
    if not figure.value or not limit or figure.value < 0 or limit < 0:
        return 0.0
    spread = max(1.0, observation.volumes.dispersion if observation.volumes else 1.0)
    return _errors(indicator, observation, figure.value, limit) / sqrt(spread)


def _errors(
    indicator: Indicator, observation: Observation, value: Fraction, limit: Fraction
) -> float:
    own, kind = observation.figure.numerator, indicator.change_test.kind
    if kind is Kind.COUNT:
        expected = float(own * limit / value)
        return abs(own - expected) / sqrt(expected) if expected else 0.0
    if kind is Kind.SHARE and 0 < limit < indicator.scale:
        share, gap = float(limit / indicator.scale), float(abs(value - limit) / indicator.scale)
        return gap * sqrt((observation.figure.denominator or 0) / (share * (1 - share)))
    if indicator.reference_group is not None and 0 < own < observation.sample:
        error = sqrt(1 / own + 1 / (observation.sample - own))
        return abs(log(value / limit)) / error
    return 0.0
