"""Trouble is borne for a while, counted from when it is first heard of."""

from oversight_indicators.count.error_policy import RetryBudget


def test_a_first_failure_is_borne_however_long_it_took_to_come() -> None:
    now = [0.0]
    patience = RetryBudget(60, lambda: now[0])
    now[0] = 75.0
    assert not patience.spent()
    now[0] = 135.0
    assert not patience.spent()
    now[0] = 136.0
    assert patience.spent()
