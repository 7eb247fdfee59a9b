"""Contacts: whom to ask about an indicator in a force, as e-mails of alerts name them."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.records.base import Slug


class Contact(Definition):
    """Who answers for some indicators, in one force or in all."""

    about: tuple[str, ...] = Field(
        min_length=1, description="themes (`response`), or indicators (`response.within-target`)"
    )
    force: Slug | None = Field(None, description="all forces where not said")
    ask: str = Field(min_length=3, description="a post, not a person, and how it is reached")

    def closeness(self, force: str, indicator: str) -> tuple[bool, int]:
        """How closely it is meant, to be compared; no length where it is not about it at all."""
        if self.force not in (None, force):
            return False, 0
        fitting = (len(each) for each in self.about if f"{indicator}.".startswith(f"{each}."))
        return self.force is not None, max(fitting, default=0)


class ContactsFile(Definition):
    """The file ``contacts.yaml``."""

    contacts: tuple[Contact, ...]


def contact_of(contacts: Iterable[Contact], force: str, indicator: str) -> Contact | None:
    """Who is asked: the force's own before anyone of all forces, then the closest."""
    fitting = [each for each in contacts if each.closeness(force, indicator)[1]]
    return max(fitting, key=lambda each: each.closeness(force, indicator), default=None)


def check_contacts(
    contacts: Iterable[Contact], forces: Iterable[str], indicators: Iterable[str]
) -> Iterator[Finding]:
    """Entries that name no force, are about nothing, or say again what another says."""
    names, defined = set(forces), [f"{each}." for each in indicators]
    known = set[tuple[str | None, str]]()
    for index, contact in enumerate(contacts):
        place = ("contacts", index)
        if contact.force is not None and contact.force not in names:
            yield (*place, "force"), f"no force {contact.force} in areas.yaml"
        for at, about in enumerate(contact.about):
            if not any(each.startswith(f"{about}.") for each in defined):
                yield (*place, "about", at), f"no indicator is {about}, or begins with it"
            if (contact.force, about) in known:
                yield (*place, "about", at), f"{about} stands here already for the same force"
            known.add((contact.force, about))
