"""What stands at every panel, whatever its figures."""

RESIDENTS = (
    "What a ratio over residents means: each group's searches are divided by the people of that "
    "group who live in the area, of any age, as a census counted them, or between two censuses as "
    "a straight line has them. Not everyone who is searched lives there, and not everyone who "
    "lives there is in public as often, or where police search and when. So a ratio above 1 says "
    "that a group bears more searches for its number than the group it is compared with. By itself "
    "it does not say why, nor that any one search was wrong; and a ratio of 1 would not say that "
    "all were right."
)
# Beneath every table whose figures have one.
INTERVAL = (
    "In brackets: the 95% interval of chance in the searches of this period alone, each taken for "
    "independent. It is no test: whether two of them overlap is no evidence of a difference, nor "
    "that there is none."
)
# Over fewer of the reference group a ratio says nothing: over 1 its interval has no end in sight.
FEWEST = 10
FEW = f"fewer than {FEWEST} {{reference}} searches"
UNRECORDED = (
    "No search of the period is recorded as {group}: that is no ratio of zero, and it is in no "
    "table."
)
NO_RECORDS = "There are no records of this period. That is not a figure of zero."
NO_AREAS = "By {what}: no record of the force names one, so none is compared."
ONE_FORCE = "By force: no other force has records of the whole period, so none is compared."
