"""The kinds of rule, by the word that a rules file names them with: one module each.

A module of this package is a kind: its name is the word (with ``_`` for ``-``), its ``KIND`` the
class made.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from oversight_alerts.rules.kind import RuleKind

RULE_KINDS: Mapping[str, RuleKind[Any]] = {
    module.name.replace("_", "-"): import_module(f"{__name__}.{module.name}").KIND
    for module in iter_modules(__path__)
}
