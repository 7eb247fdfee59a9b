"""The kinds of e-mail: the folder of templates of each, and the values that they print."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from oversight_alerts.email.context import NotificationContext
from oversight_alerts.email.kinds import feed, indicator_rule, unaccounted_events
from oversight_alerts.rules import builtin
from oversight_contracts.definitions.catalogue import Catalogue

Values = Callable[[Catalogue, NotificationContext], Mapping[str, object]]


@dataclass(frozen=True)
class EmailKind:
    """``templates`` is a folder below ``templates/email`` with subject, two bodies and words."""

    templates: str
    values: Values


INDICATOR_RULE = EmailKind("indicator_rule", indicator_rule.values_of)
# Of the rules that ship with the service, by their ids; all others are rules on an indicator.
EMAIL_KINDS: Mapping[str, EmailKind] = {
    builtin.unaccounted_events.RULE.id: EmailKind(
        "unaccounted_events", unaccounted_events.values_of
    ),
    builtin.feed.RULE.id: EmailKind("feed", feed.values_of),
}


def kind_of(context: NotificationContext) -> EmailKind:
    """The kind of e-mail that tells of a transition."""
    return EMAIL_KINDS.get(context.rule.id, INDICATOR_RULE)
