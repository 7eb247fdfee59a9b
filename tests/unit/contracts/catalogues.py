"""A small catalogue in files, and what becomes of it when a line is changed."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.yaml_source import BrokenDefinitions, DefinitionFault

FILES = {
    "dimensions.yaml": """\
dimensions:
  ethnicity:
    title: Self-defined ethnicity
    fields: {stop-search: self_defined_ethnicity}
    groups:
      Black: [B1, B2, B9]
      White: [W1, W2]
      Not stated: [NS]
    not_stated: [Not stated, Not known]
  grade:
    title: Grade
    fields: {incident: grade}
  offence:
    title: Offence
    fields: {crime: offence}
  offence-group:
    title: Group
    fields: {crime: offence}
    groups: {Homicide: [homicide]}
""",
    "areas.yaml": """\
forces:
  west-midlands:
    title: West Midlands Police
    areas:
      birmingham: {title: Birmingham, kind: local-authority}
      dudley: {title: Dudley, kind: local-authority}
      aston:
        title: Aston
        kind: ward
        parent: birmingham
  staffordshire:
    title: Staffordshire Police
    areas:
      stafford: {title: Stafford, kind: local-authority}
  england:
    title: England
    kind: comparator
  wales: {title: Wales, kind: comparator}
  metropolitan: {title: Metropolitan Police Service, kind: comparator}
""",
    "peers.yaml": """\
most_similar:
  - force: west-midlands
    until: 2021-04-01
    source: The inspectorate
    forces: [wales]
  - force: west-midlands
    since: 2021-04-01
    source: The inspectorate
    forces: [wales, england]
""",
    "surveys.yaml": """\
surveys:
  neighbours:
    title: Neighbours
    waves:
      - {wave: w1, title: Spring, from: 2019-03-01, to: 2019-06-01}
      - {wave: w2, title: Summer, from: 2019-06-01, to: 2019-09-01}
""",
    "weights.yaml": """\
weights:
  - scheme: harm
    version: "1"
    until: 2024-04-01
    source: The analyst
    field: offence
    values: {homicide: 7000.5, shoplifting: 0.10}
  - scheme: harm
    version: "2"
    since: 2024-04-01
    source: The analyst
    field: offence_code
    values: {30C: "12.345678901234567890"}
""",
    "residents.yaml": """\
residents:
  - basis: census-2021
    force: west-midlands
    source: ONS
    total: 300
    groups: {ethnicity: {White: 200, Black: 100}}
  - basis: census-2021
    force: west-midlands
    area: birmingham
    source: ONS
    total: 30
""",
    "targets.yaml": """\
targets:
  response:
    title: Response
    field: grade
    values:
      - {value: priority-1, seconds: 600, until: 2011-04-01}
      - {value: priority-1, seconds: 900, since: 2011-04-01}
      - {value: priority-2, seconds: 3600}
""",
    "documents.yaml": """\
documents:
  report-2020:
    title: Report 2020
    publisher: The board
    date: 2021-09-26
    rows:
      E1: Knife crime
      E2: Response by grade
    leads:
      E1: Head of crime
  plan-2011:
    title: Plan 2011
    publisher: The authority
    date: 2011
    rows:
      A1: Knife crime
""",
    "indicators/crime.yaml": """\
# A comment, so that lines and entries do not count alike.
- id: crime.knife
  title: Knife crimes
  description: Crimes with a knife.
  documents:
    - {document: report-2020, row: E1, where: page 7}
    - {document: plan-2011, row: A1}
  breaks:
    - {on: 2020-02-01, why: more is a knife}
  measure: count
  unit: crimes
  polarity: lower-is-better
  counts:
    kind: crime
    at: recorded_at
    where:
      cancelled_at: absent
      markers: knife
  breakdowns: [offence, offence-group]

- id: crime.harm
  title: Harm
  description: Knife crimes weighed.
  measure: severity
  unit: harm
  polarity: lower-is-better
  of: crime.knife
  weights: cost
  per: 1000

- id: crime.solved
  title: Outcomes
  description: Outcomes of crimes.
  measure: count
  unit: outcomes
  polarity: neither
  counts:
    kind: crime
    each: outcomes
    at: outcomes.at
    where:
      outcomes.code: [1, 2]
      any:
        - offence: {not: fraud}
        - victim: present

- id: complaint.days
  title: Days
  description: Days to finalise.
  measure: duration
  unit: days
  polarity: lower-is-better
  of: {kind: complaint, at: finalised_at}
  from: received_at
  to: finalised_at
  less_days: suspended_days
  counted_in: days
""",
    "indicators/search.yaml": """\
- id: search.disparity
  title: Disparity
  description: Searches of each group.
  measure: disparity
  unit: times
  polarity: lower-is-better
  counts: {kind: stop-search, at: searched_at}
  group: ethnicity
  reference: White
  breakdowns: [ethnicity]

- id: response.within
  title: Response
  description: Response within target.
  measure: proportion
  unit: "%"
  polarity: higher-is-better
  grain: hour
  of: {kind: incident, at: received_at}
  within: {from: received_at, to: arrived_at, target: response}
  pending:
    where: {arrived_at: absent}
    means: not attended yet
    counts: as-miss
  breakdowns: [grade]

- id: search.video
  title: Video
  description: Searches on video.
  measure: proportion
  unit: "%"
  polarity: neither
  of: {kind: stop-search, at: searched_at}
  hit: {body_worn_video: true}
""",
    "milestones/plan.yaml": """\
- id: plan-2011
  title: Plan 2011
  document: plan-2011
  force: west-midlands
  periods:
    2010-11: {from: 2010-04-01, to: 2011-04-01}
    2011-12: {from: 2011-04-01, to: 2012-04-01}
  milestones:
    - row: A1
      indicator: crime.knife
      area: birmingham
      period: 2011-12
      kind: percentage-of-baseline
      change: -7.5
      baseline: 2010-11
    - {row: A1, indicator: response.within, by: grade=priority-1, period: 2011-12,
       kind: level, value: 88}
    - {row: A1, indicator: crime.knife, period: 2010-11, kind: not-applicable}
    - {row: A1, indicator: crime.knife, period: 2011-12, kind: benchmark}
    - {row: A1, indicator: search.video, period: 2011-12, kind: rate, value: 50, per: 100}
""",
    "baselines.yaml": """\
baselines:
  - force: west-midlands
    rules: [drifting]
    from: 2025-04-01
    to: 2026-04-01
    set_by: Head of Analysis
    set_on: 2026-04-20
    why: the last financial year
""",
    "rules/rules.yaml": """\
- id: slow
  title: Slow
  advice: Look.
  kind: limit
  severity: warning
  indicator: response.within
  areas: [force, every ward]
  by: grade=priority-2
  window: 1
  when: below
  threshold: 65
  minimum: 60

- id: uneven
  title: Uneven
  advice: Look.
  kind: disparity
  severity: critical
  indicator: search.disparity
  force: west-midlands
  areas: [birmingham]
  groups: [Black]
  basis: census-2021
  window: 28
  for: 2 days
  threshold: 4.0
  minimum: 4

- id: drifting
  title: Drifting
  advice: Look.
  kind: drift
  severity: warning
  indicator: response.within
  by: grade=priority-1
  times: 0.9
  once_in: 5 years
  minimum: 50
""",
}


@dataclass(frozen=True)
class Change:
    """``old`` in ``file`` becomes ``new``."""

    file: str
    old: str
    new: str


def write(folder: Path, *changes: Change) -> Path:
    """The catalogue's files with the changes made."""
    files = dict(FILES)
    for change in changes:
        assert files[change.file].count(change.old) == 1, f"{change.old!r} is not there once"
        files[change.file] = files[change.file].replace(change.old, change.new)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def load(folder: Path, *changes: Change) -> Catalogue:
    """The changed catalogue, loaded."""
    return load_catalogue(write(folder, *changes))


def faults(folder: Path, *changes: Change) -> tuple[DefinitionFault, ...]:
    """What the changed catalogue is refused for."""
    with pytest.raises(BrokenDefinitions) as refused:
        load(folder, *changes)
    return refused.value.faults


def line_of(folder: Path, file: str, text: str) -> int:
    """The line on which ``text`` stands first."""
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)
