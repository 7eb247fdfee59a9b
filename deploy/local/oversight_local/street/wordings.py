"""What data.police.uk calls each sort of crime, and the offence that it is.

Most published types hold several sub-groups of the recorded crime tables and nothing says which,
so they have an offence of their own: violence and sexual offences (called violent crime until
April 2013), robbery, burglary, vehicle crime, criminal damage and arson, drugs, public disorder
and weapons (until April 2013), and other crime, which in the first months holds all theft, damage
and drugs too. Other theft is published with making off without payment in it.
"""

from oversight_local.importing.wordings import Wordings

ANTI_SOCIAL = "anti-social-behaviour"
OFFENCES = Wordings(
    {
        "Anti-social behaviour": ANTI_SOCIAL,
        "Bicycle theft": "bicycle-theft",
        "Burglary": "burglary",
        "Criminal damage and arson": "criminal-damage-and-arson",
        "Drugs": "drugs",
        "Other crime": "other-crime",
        "Other theft": "other-theft",
        "Possession of weapons": "possession-of-weapons",
        "Public disorder and weapons": "public-disorder-and-weapons",
        "Public order": "public-order",
        "Robbery": "robbery",
        "Shoplifting": "shoplifting",
        "Theft from the person": "theft-from-the-person",
        "Vehicle crime": "vehicle-crime",
        "Violence and sexual offences": "violence-and-sexual-offences",
        "Violent crime": "violence-and-sexual-offences",
    }
)
