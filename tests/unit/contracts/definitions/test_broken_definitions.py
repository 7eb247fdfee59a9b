"""Each broken definition is refused with its file, its line and its field."""

from pathlib import Path
from typing import NamedTuple

import pytest
from tests.unit.contracts.catalogues import Change, faults, line_of


class Case(NamedTuple):
    """``old`` becomes ``new``, and brings a fault: field and part of the reason.

    The fault stands on the line of ``at``: a number, a text, or what ``new`` ends with.
    """

    old: str
    new: str
    fault: str
    at: str | int = ""


CRIME = [
    Case("title: Knife", "titel: Knife", "titel: unknown field"),
    Case("document: report-2020", "document: report", "documents.0.document: no document", 6),
    Case("row: E1", "row: E9", "documents.0.row: report-2020 has no row E9", 6),
    Case("row: E1", "row: first", "documents.0.row: match pattern", 6),
    Case("where: page 7", "by: victim=person", "documents.0.by: is not kept by victim", 6),
    Case("on: 2020-02-01", "on: February", "breaks.0.on: date", 9),
    Case("  title: Knife crimes\n", "", "title: Field required", "id: crime.knife"),
    Case("id: crime.knife", "id: knife", "id: match pattern"),
    Case("id: crime.solved", "id: crime.knife", "id: defined twice", 31),
    Case("measure: duration", "measure: lenght", "measure: lenght"),
    Case("  measure: duration\n", "", "measure: discriminator", "complaint.days"),
    Case("unit: days", "unit: 5", "unit: valid string"),
    Case("unit: days", "decimals: 9\n  unit: days", "decimals: less than", "decimals"),
    Case("{not: fraud}", "{nor: fraud}", "counts.where.any.0.offence: `not`"),
    Case("{not: fraud}", "1.5", "counts.where.any.0.offence: takes a text"),
    Case("[1, 2]", "[]", "counts.where.outcomes.code: takes a text"),
    Case("markers: knife", "markers: spoon", "counts.where.markers: 'spoon'"),
    Case("markers: knife", "markers: [knife, 7]", "counts.where.markers: 7 here"),
    Case("markers: knife", "marker: knife", "counts.where.marker: no field"),
    Case("markers: knife", "outcomes: 1", "counts.where.outcomes: list"),
    Case("{not: fraud}", "{not: fruad}", "counts.where.any.0.offence: 'fruad'"),
    Case("[1, 2]", "[1, two]", "counts.where.outcomes.code: a number, not 'two'"),
    Case("[1, 2]", "[1, yes]", "counts.where.outcomes.code: a number, not True"),
    Case("cancelled_at: absent", "cancelled_at: 7", "counts.where.cancelled_at: is a time"),
    Case("at: recorded_at", "at: offence", "counts.at: is not a time"),
    Case("at: recorded_at", "at: recorded_on", "counts.at: no field"),
    Case("at: recorded_at", "at: outcomes.at", "counts.at: each: outcomes"),
    Case("each: outcomes", "each: outcome", "counts.each: no list"),
    Case("{kind: complaint,", "{kind: complain,", "of.kind: no such kind"),
    Case("from: received_at", "from: suspended_days", "from: is not a time"),
    Case("to: finalised_at", "to: finished_at", "to: no field"),
    Case("less_days: suspended_days", "less_days: handling", "less_days: days"),
    Case("less_days: suspended_days", "less_days: days_off", "less_days: no field"),
    # What is weighed.
    Case("of: crime.knife", "of: crime.gun", "of: no indicator crime.gun"),
    Case("of: crime.knife", "of: complaint.days", "of: no count"),
    Case("of: crime.knife", "of: crime.solved", "by: not kept by offence", "id: crime.harm"),
    Case("per: 1000", "by: offence-group", "by: not of groups"),
    Case("per: 1000", "breakdowns: [grade]", "breakdowns: by nothing else"),
    Case("per: 1000", "grain: hour", "grain: kept by the day"),
    Case("per: 1000", "per: 500", "per: 1000"),
    Case("weights: cost", "weights: harm", "weights: version 2 weighs each offence_code"),
    # What no record can ever match.
    Case(
        "cancelled_at: absent", "recorded_at: absent", "counts.where.recorded_at: is blank at once"
    ),
    Case(
        "at: recorded_at", "at: cancelled_at", "counts.where.cancelled_at: blank at once", "absent"
    ),
    Case(
        "markers: knife",
        "offence: absent",
        "counts.where.offence: it never is that “offence” is blank",
    ),
    Case(
        "[1, 2]",
        "[1, 2]\n      offence: fraud",
        "counts.where.any.0.offence: at once",
        "{not: fraud}",
    ),
    Case("victim: present", "outcomes.code: 3", "counts.where.any.1.outcomes.code: 1 or 2 and"),
    Case(
        "finalised_at}\n  from",
        "finalised_at, where: {contacted_at: absent}}\n  from: contacted_at #",
        "from: contacted at” is known at once",
        "from:",
    ),
]
SEARCH = [
    Case("{body_worn_video: true}", "{body_worn_video: 1}", "hit.body_worn_video: true or false"),
    Case("{body_worn_video: true}", "{}", "hit: every record would be a hit", "hit: {}"),
    Case("target: response", "target: respons", "within.target: no such target"),
    Case("{arrived_at: absent}", "{arrived: absent}", "pending.where.arrived: no field"),
    Case("[grade]", "[grad]", "breakdowns.0: no dimension grad"),
    Case("[grade]", "[grade, ethnicity]", "breakdowns.1: no field for incident"),
    Case("[grade]", "[[grade, grade, grade]]", "breakdowns.0: at most 2"),
    Case("[ethnicity]", "[]", "group: among the breakdowns", "group: ethnicity"),
    Case("reference: White", "reference: Whit", "reference: ever printed as 'Whit'"),
]
RULES = [
    Case("response.within\n  areas", "response.whitin\n  areas", "indicator: no indicator", 6),
    Case("id: uneven", "id: slow", "id: defined twice", 14),
    Case("kind: disparity", "kind: disparate", "kind: disparate"),
    Case("kind: limit", "kind: disparity", "groups: Field required", "id: slow"),
    Case("indicator: search.disparity", "indicator: search.video", "indicator: no disparity"),
    Case("response.within\n  areas", "search.disparity\n  areas", "kind: disparity", 4),
    Case("every ward", "every borough", "areas.1: no area every borough"),
    Case("areas: [birmingham]", "areas: [stafford]", "areas.0: no area stafford"),
    Case("force: west-midlands", "force: kent", "force: no force kent"),
    Case("grade=priority-2", "channel=999", "by: not kept by channel"),
    Case("grade=priority-2", "grade=priority-9", "by: printed as 'priority-9'"),
    Case("grade=priority-2", "grade", "by: printed as ''", "by: grade"),
    Case("threshold: 65", "threshold: 165", "threshold: between 0 and 100"),
    Case(
        "response.within\n  areas: [force, every ward]\n  by: grade=priority-2"
        "\n  window: 1\n  when: below\n  threshold: 65",
        "crime.knife\n  window: 1\n  when: above\n  threshold: -1",
        "threshold: 0 or more",
    ),
    Case(
        "window: 1\n",
        "window: 1\n  percentile: 90\n",
        "percentile: of a duration",
        "percentile: 90",
    ),
    Case("times: 0.9", "times: 1", "times: no shift"),
    Case("once_in: 5 years", "once_in: 1 days", "once_in: at least two days"),
    Case("times: 0.9", "times: 0.9\n  bucket: hour", "bucket: 'day'", "bucket: hour"),
    Case(
        "indicator: response.within\n  areas: [force, every ward]\n  by: grade=priority-2",
        "indicator: crime.harm",
        "indicator: weighed when it is read",
    ),
    Case("groups: [Black]", "groups: [Blak]", "groups.0: ethnicity=Blak"),
    Case("groups: [Black]", "groups: []", "groups: at least 1"),
    Case("basis: census-2021", "basis: census-2031", "basis: no residents"),
    Case("window: 28", "window: a month", "window: integer"),
    Case("window: 28", "window: 0", "window: greater than"),
    Case("groups: [Black]", "groups: [White]", "groups.0: compared with"),
    Case("for: 2 days", "hold: 2 days", "hold: unknown field"),
    Case("minimum: 4\n", "minimum: 0\n", "minimum: greater than"),
    Case("threshold: 4.0", "threshold: .nan", "threshold: finite"),
]
DIMENSIONS = [
    Case("{incident: grade}", "{incident: grad}", "grade.fields.incident: no field grad"),
    Case("{incident: grade}", "{incidents: grade}", "grade.fields.incidents: no such kind"),
    Case("[W1, W2]", "[W1, W8]", "ethnicity.groups.White.1: 'W8'"),
    Case("[W1, W2]", "[W1, B1]", "ethnicity.groups.White.1: in Black already"),
    Case("Not known]", "Unknown]", "ethnicity.not_stated.1: never printed"),
]
AREAS = [
    Case("parent: birmingham", "parent: brum", "aston.parent: no area brum"),
    Case("parent: birmingham", "parent: aston", "aston.parent: lies in itself"),
    Case("      aston:\n", "      Aston.North:\n", "Aston.North.[key]: match pattern"),
    Case("kind: ward", "kind: ward\n        since: 2020-02-31", "aston.since: out of range"),
    Case(
        "kind: ward",
        "kind: ward\n        since: 2020-02-01\n        until: 2020-02-01",
        "aston.until: never valid",
    ),
    Case("    kind: comparator\n", "    kind: comparators\n", "england.kind: 'comparator'"),
    Case(
        "    kind: comparator\n",
        "    kind: comparator\n    areas: {kent: {title: Kent, kind: county}}\n",
        "england.areas: a comparator has no areas",
    ),
    Case(
        "{title: Dudley, kind: local-authority}",
        "{title: Dudley, kind: ward, codes: [{code: E1, since: 2020-04-01, until: 2020-04-01}]}",
        "dudley.codes.0.until: never valid",
    ),
    Case(
        "{title: Birmingham, kind: local-authority}\n      dudley: {",
        "{title: Birmingham, kind: local-authority, code: E1}\n"
        "      dudley: {codes: [E2, {code: E1, until: 2020-04-01}], ",
        "dudley.codes.1: E1 stands for birmingham on the same days",
    ),
]
RESIDENTS = [
    Case("total: 30\n", "total: 0\n", "1.total: greater than 0"),
    Case("White: 200", "White: 199", "0.groups.ethnicity: add up to 299, not to 300"),
    Case(
        "    total: 30\n",
        "    total: 30\n"
        "  - {basis: census-2021, force: west-midlands, area: dudley, source: ONS, total: 271}\n",
        "0.total: each local-authority in it adds up to 301, not to 300",
        "    total: 300",
    ),
    Case("area: birmingham", "area: brum", "1.area: no area brum"),
    Case("    area: birmingham\n", "", "1: twice", 7),
    Case("White: 200", "Wite: 200", "0.groups.ethnicity.Wite: 'Wite'"),
]
TARGETS = [
    Case("seconds: 3600", "minutes: 60", "response.values.2.seconds: Field required"),
    Case("priority-2, seconds: 3600", "priority-2, seconds: -1", "values.2.seconds: greater"),
    Case(", until: 2011-04-01", ", until: 2011-04-02", "values.1: another target", "since: 2011"),
    Case(", since: 2011-04-01", ", since: 2011-04-01, until: 2011-04-01", "1.until: never valid"),
]
PEERS = [
    Case(
        "force: west-midlands\n    until", "force: west-mercia\n    until", "0.force: no force", 2
    ),
    Case("[wales]", "[stafford]", "0.forces.0: no force stafford"),
    Case("[wales]", "[west-midlands]", "0.forces.0: no peer of itself"),
    Case("[wales]", "[wales, wales]", "0.forces.1: twice"),
    Case("[wales]", "[]", "0.forces: at least 1"),
    Case("until: 2021-04-01", "until: 2021-04-02", "most_similar.1: another group", 6),
]
WEIGHTS = [
    Case("homicide: 7000.5", "homicid: 7000.5", "0.values.homicid: 'homicid'"),
    Case("homicide: 7000.5", "homicide: -1", "0.values.homicide: greater"),
    Case("homicide: 7000.5", "homicide: .nan", "0.values.homicide: finite"),
    Case("homicide: 7000.5", "homicide: yes", "0.values.homicide: no number"),
    Case("until: 2024-04-01", "until: 2024-04-02", "weights.1: another version", 8),
]
SURVEYS = [
    Case("wave: w2", "wave: w1", "waves.1.wave: twice", "title: Summer"),
    Case("title: Summer", "title: Spring", "waves.1.title: of w1 too", "wave: w2"),
    Case("from: 2019-06-01", "from: 2019-05-31", "waves.1.from: shares days", "wave: w2"),
    Case("to: 2019-09-01", "to: 2019-06-01", "waves.1.to: not after", "wave: w2"),
]
UNREADABLE = [
    Case("  title: Outcomes\n", "  title: Outcomes\n  title: Again\n", "title: twice"),
    Case("[1, 2]", "[1, 2", ": expected", "any:"),
    Case("title: Knife crimes", "title: Knife: crimes", ": not allowed"),
    Case("title: Knife crimes", "title: !!python/name:os.system ''", "title: constructor"),
    Case("title: Knife crimes", 'title: "\\q"', ": escape"),
]
PLANS = [
    Case("document: plan-2011", "document: plan-2012", "document: no document plan-2012"),
    Case("force: west-midlands", "force: kent", "force: no force kent"),
    Case("to: 2012-04-01", "to: 2011-04-01", "periods.2011-12.to: not after", "2011-12"),
    Case("area: birmingham", "area: stafford", "milestones.0.area: no area stafford"),
    Case("baseline: 2010-11", "baseline: 2007-08", "milestones.0.baseline: no period 2007-08"),
    Case("baseline: 2010-11", "baseline: 2011-12", "milestones.0.baseline: not end before"),
    Case("      baseline: 2010-11\n", "", "milestones.0.baseline: Field required", "row: A1"),
    Case("change: -7.5", "change: yes", "milestones.0.change: no number"),
    Case("grade=priority-1", "grade=priority-9", "milestones.1.by: 'priority-9'", "grade"),
    Case("value: 88", "value: most", "milestones.1.value: valid decimal", "value: most"),
    Case(
        "indicator: search.video", "indicator: search.vidio", "milestones.4.indicator: no", "vidio"
    ),
    Case("kind: not-applicable", "kind: n/a", "milestones.2.kind: n/a", "n/a"),
    Case("per: 100", "per: 0", "milestones.4.per: greater than 0", "per: 0"),
    Case(
        "crime.knife, period: 2010-11, kind: not",
        "crime.knife, period: 2011-12, kind: not",
        "milestones.3: already",
        "benchmark",
    ),
]
FILES = {
    "milestones/plan.yaml": PLANS,
    "indicators/crime.yaml": CRIME + UNREADABLE,
    "indicators/search.yaml": SEARCH,
    "rules/rules.yaml": RULES,
    "dimensions.yaml": DIMENSIONS,
    "areas.yaml": AREAS,
    "residents.yaml": RESIDENTS,
    "targets.yaml": TARGETS,
    "peers.yaml": PEERS,
    "surveys.yaml": SURVEYS,
    "weights.yaml": WEIGHTS,
}


@pytest.mark.parametrize(
    ("file", "case"),
    [
        pytest.param(file, case, id=f"{file}-{case.new.strip() or case.old.strip()}")
        for file, cases in FILES.items()
        for case in cases
    ],
)
def test_a_fault_is_named_by_file_line_and_field(tmp_path: Path, file: str, case: Case) -> None:
    found = faults(tmp_path, Change(file, case.old, case.new))
    at = case.at or case.new.strip().splitlines()[-1]
    line = at if isinstance(at, int) else line_of(tmp_path, file, at)
    field, _, reason = case.fault.partition(": ")
    assert [
        fault
        for fault in found
        if (fault.file, fault.line) == (file, line)
        and (fault.field == field or (field and fault.field.endswith(f".{field}")))
        and reason in fault.reason
    ], f"no {file}:{line}: {case.fault} among {[str(fault) for fault in found]}"
