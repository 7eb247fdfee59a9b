"""Every kind of rule that a rules file can name is observed, and adds its details to e-mails."""

from typing import get_args

from oversight_alerts.rules.kinds import RULE_KINDS
from oversight_contracts.definitions.models.rules import IndicatorRule


def test_every_kind_that_a_rules_file_can_name_has_a_module() -> None:
    named = {
        get_args(model.model_fields["kind"].annotation)[0] for model in get_args(IndicatorRule)
    }
    assert set(RULE_KINDS) == named
