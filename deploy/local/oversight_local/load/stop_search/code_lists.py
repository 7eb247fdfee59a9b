"""The code lists of stop-and-search files of data.police.uk, column by column.

Wordings are compared without regard to case and white space. A wording that is not here is never
guessed: its row is refused. The older outcomes are those published before the 2017 change.
"""

import re

from oversight_local.load.code_list import CodeList, normalised

Word = str | bool | None
# Our word for a wording that says no more than a blank does.
UNKNOWN = None

TYPES = {
    "Person search": "person",
    "Vehicle search": "vehicle",
    "Person and Vehicle search": "person-and-vehicle",
}
GENDERS = {"Male": "male", "Female": "female", "Other": "other"}
AGE_RANGES = {
    "under 10": "under-10",
    "10-17": "10-17",
    "18-24": "18-24",
    "25-34": "25-34",
    "over 34": "over-34",
}
OFFICER_DEFINED = {
    "Asian": "asian",
    "Black": "black",
    "Mixed": "mixed",
    "Other": "other",
    "White": "white",
}
LEGISLATION = {
    "Aviation Security Act 1982 (section 24B)": "aviation-security-act-1982-section-24b",
    "Aviation Security Act 1982 (section 27(1))": "aviation-security-act-1982-section-27",
    "Conservation of Seals Act 1970 (section 4)": "other",
    "Criminal Justice Act 1988 (section 139B)": "criminal-justice-act-1988-section-139b",
    "Criminal Justice and Public Order Act 1994 (section 60)": (
        "criminal-justice-and-public-order-act-1994-section-60"
    ),
    "Crossbows Act 1987 (section 4)": "crossbows-act-1987-section-4",
    "Customs and Excise Management Act 1979 (section 163)": (
        "customs-and-excise-management-act-1979-section-163"
    ),
    "Deer Act 1991 (section 12)": "deer-act-1991-section-12",
    "Environmental Protection Act 1990 (section 34B)": (
        "environmental-protection-act-1990-section-34b"
    ),
    "Firearms Act 1968 (section 47)": "firearms-act-1968-section-47",
    "Hunting Act 2004 (section 8)": "hunting-act-2004-section-8",
    "Misuse of Drugs Act 1971 (section 23)": "misuse-of-drugs-act-1971-section-23",
    "Poaching Prevention Act 1862 (section 2)": "poaching-prevention-act-1862-section-2",
    "Police and Criminal Evidence Act 1984 (section 1)": (
        "police-and-criminal-evidence-act-1984-section-1"
    ),
    "Police and Criminal Evidence Act 1984 (section 6)": (
        "police-and-criminal-evidence-act-1984-section-6"
    ),
    "Protection of Badgers Act 1992 (section 11)": "protection-of-badgers-act-1992-section-11",
    "Psychoactive Substances Act 2016 (s36(2))": "psychoactive-substances-act-2016-section-36",
    "Psychoactive Substances Act 2016 (s37(2))": "psychoactive-substances-act-2016-section-37",
    "Public Order Act 2023 (section 10)": "public-order-act-2023-section-10",
    "Public Order Act 2023 (section 11)": "public-order-act-2023-section-11",
    "Public Stores Act 1875 (section 6)": "public-stores-act-1875-section-6",
    "Sentencing Act 2020 (section 342E)": "sentencing-act-2020-section-342e",
    "Sporting Events Act 1985 (section 7)": "sporting-events-act-1985-section-7",
    "Terrorism Act 2000 (section 43)": "terrorism-act-2000-section-43",
    "Terrorism Act 2000 (section 47A)": "terrorism-act-2000-section-47a",
    "Wildlife and Countryside Act 1981 (section 19)": (
        "wildlife-and-countryside-act-1981-section-19"
    ),
}
OBJECTS = {
    "Anything to threaten or harm anyone": "anything-to-threaten-or-harm-anyone",
    "Article for use in theft": "article-for-use-in-theft",
    "Articles for use in criminal damage": "articles-for-use-in-criminal-damage",
    "Controlled drugs": "controlled-drugs",
    "Crossbows": "crossbows",
    "Detailed object of search unavailable": "detailed-object-unavailable",
    "Evidence of hunting any wild mammal with a dog": "evidence-of-wildlife-offences",
    "Evidence of offences under the Act": "evidence-of-offences-under-the-act",
    "Evidence of wildlife offences": "evidence-of-wildlife-offences",
    "Firearms": "firearms",
    "Fireworks": "fireworks",
    "Game or poaching equipment": "game-or-poaching-equipment",
    "Goods on which duty has not been paid etc.": "goods-on-which-duty-has-not-been-paid",
    "Offensive weapons": "offensive-weapons",
    "Psychoactive substances": "psychoactive-substances",
    "Seals or hunting equipment": "seals-or-hunting-equipment",
    "Stolen goods": "stolen-goods",
}
OUTCOMES: dict[str, str | None] = {
    "A no further action disposal": "no-further-action",
    "Arrest": "arrest",
    "Caution (simple or conditional)": "caution",
    "Community resolution": "community-resolution",
    "Khat or Cannabis warning": "khat-or-cannabis-warning",
    "Penalty Notice for Disorder": "penalty-notice-for-disorder",
    "Summons / charged by post": "summons-or-charged-by-post",
    # As published before 2017.
    "Article found - Detailed outcome unavailable": "other-action",
    "Details not available": UNKNOWN,
    "Local resolution": "community-resolution",
    "Nothing found - no further action": "no-further-action",
    "Offender cautioned": "caution",
    "Offender given drugs possession warning": "khat-or-cannabis-warning",
    "Offender given penalty notice": "penalty-notice-for-disorder",
    "Suspect arrested": "arrest",
    "Suspect summonsed to court": "summons-or-charged-by-post",
    "Suspected psychoactive substances seized - No further action": "no-further-action",
}
_ASIAN, _BLACK = "Asian/Asian British - ", "Black/African/Caribbean/Black British - "
_MIXED, _OTHER = "Mixed/Multiple ethnic groups - ", "Other ethnic group - "
SELF_DEFINED = {
    f"{_ASIAN}Indian": "A1",
    f"{_ASIAN}Pakistani": "A2",
    f"{_ASIAN}Bangladeshi": "A3",
    f"{_ASIAN}Chinese": "A4",
    f"{_ASIAN}Any other Asian background": "A9",
    f"{_BLACK}Caribbean": "B1",
    f"{_BLACK}African": "B2",
    f"{_BLACK}Any other Black/African/Caribbean background": "B9",
    f"{_MIXED}White and Black Caribbean": "M1",
    f"{_MIXED}White and Black African": "M2",
    f"{_MIXED}White and Asian": "M3",
    f"{_MIXED}Any other Mixed/Multiple ethnic background": "M9",
    "White - English/Welsh/Scottish/Northern Irish/British": "W1",
    "White - Irish": "W2",
    "White - Gypsy or Irish Traveller": "W3",
    "White - Roma": "W4",
    "White - Any other White background": "W9",
    f"{_OTHER}Arab": "O2",
    f"{_OTHER}Any other ethnic group": "O9",
    f"{_OTHER}Not stated": "NS",
}
# Older files end the wording with the 16+1 code itself; Chinese stood under Other then.
_OLDER_CODES = {"o1": "A4", "01": "A4", "o9": "O9", "09": "O9"}
_CODES = {code.lower(): code for code in SELF_DEFINED.values()} | _OLDER_CODES
_CODE_AT_END = re.compile(r"\((\w\w)\)$")
FLAGS = {"True": True, "False": False}


class Ethnicities(CodeList[Word]):
    """Self-defined ethnicity: the words, or a code in brackets after older words."""

    def __getitem__(self, wording: str) -> Word:
        code = _CODE_AT_END.search(normalised(wording))
        return _CODES[code[1]] if code else super().__getitem__(wording)
