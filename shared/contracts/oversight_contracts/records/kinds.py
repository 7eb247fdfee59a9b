"""The table of record kinds: the word in event types and definitions, and its model."""

from collections.abc import Mapping
from types import MappingProxyType

from oversight_contracts.records.base import Record
from oversight_contracts.records.collision import Casualty, Collision
from oversight_contracts.records.complaint import Complaint
from oversight_contracts.records.crime import Crime
from oversight_contracts.records.deliverable_update import DeliverableUpdate
from oversight_contracts.records.incident import Incident
from oversight_contracts.records.recording_audit import RecordingAudit
from oversight_contracts.records.statement import Statement
from oversight_contracts.records.statistic import Statistic
from oversight_contracts.records.stop_search import StopSearch
from oversight_contracts.records.survey_response import SurveyResponse

KINDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "incident": Incident,
        "crime": Crime,
        "stop-search": StopSearch,
        "complaint": Complaint,
        "survey-response": SurveyResponse,
        "collision": Collision,
        "casualty": Casualty,
        "recording-audit": RecordingAudit,
        "statistic": Statistic,
        "deliverable-update": DeliverableUpdate,
    }
)
# Kinds whose newest revision is published as it is; the others are counted.
STATEMENTS = frozenset(kind for kind, model in KINDS.items() if issubclass(model, Statement))
# Kinds that come now and then, so that months without any need not lack records: surveys are
# asked in waves. A force has incidents, crimes, searches, complaints and collisions in every month.
IN_WAVES = frozenset({"survey-response", "recording-audit"})
# Kinds that are published by month alone: all are dated on the first, and one such day is a month.
DATED_BY_MONTH = frozenset({"crime"})
