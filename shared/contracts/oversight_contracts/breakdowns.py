"""Breakdown values of a series, ``ethnicity=Black,outcome=arrest``, taken apart and put in words.

Pages and e-mails name a series alike.
"""

import re
from collections.abc import Mapping

# A value may hold a comma; a pair begins with the name of a dimension.
_NAME = re.compile(r"(?:^|,)([a-z0-9]+(?:-[a-z0-9]+)*)=")


def pairs_of(by: str) -> dict[str, str]:
    """Dimension to printed value, in the order written; empty for the series of all."""
    found = list(_NAME.finditer(by))
    ends = [*(match.start() for match in found), len(by)][1:]
    return {match[1]: by[match.end() : end] for match, end in zip(found, ends, strict=True)}


# Values whose words are not the value's own with blanks between.
_WORDED = {
    "a-motorway": "Motorway, A(M)",
    "abuse-of-position-corruption": "Abuse of position, or corruption",
    "anti-social-behaviour": "Anti-social behaviour",
    "bit-unsafe": "A bit unsafe",
    "burglary-business-and-community": "Business and community burglary",
    "burglary-residential": "Residential burglary",
    "honour-based-abuse": "Honour-based abuse",
    "non-crime": "Non-crime",
    "police-powers-policies-and-procedures": "Police powers, policies and procedures",
    "self-defence": "Self-defence",
}
_ACT = re.compile(r"(?P<name>[a-z-]+-act)-(?P<year>\d{4})-section-(?P<section>\d+[a-z]?)")
_SMALL = ("and", "of", "the")


def dimensions_of(by: str) -> str:
    """The names of the dimensions joined by commas, as series are found by."""
    return ",".join(pairs_of(by))


def label_of(pairs: Mapping[str, str]) -> str:
    """The values in words, for a table's first column."""
    return ", ".join(in_words(value) for value in pairs.values()) or "All"


def in_words(value: str) -> str:
    """``no-further-action`` as ``No further action``; what is in words stays, and so does a URN."""
    if value in _WORDED:
        return _WORDED[value]
    act = _ACT.fullmatch(value)
    if act:
        return _act_in_words(act["name"], act["year"], act["section"])
    if value != value.lower() or ":" in value:
        return value
    return capitalised(value.replace("-", " "))


def _act_in_words(name: str, year: str, section: str) -> str:
    words = [word if word in _SMALL else capitalised(word) for word in name.split("-")]
    return f"{' '.join(words)} {year} section {section.upper()}"


def capitalised(words: str) -> str:
    """The first letter made large, and no other made small."""
    return words[:1].upper() + words[1:]
