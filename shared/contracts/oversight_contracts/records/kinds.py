"""The table of record kinds: the word in event types and definitions, and its model."""

from collections.abc import Mapping
from types import MappingProxyType

from oversight_contracts.records.base import Record
from oversight_contracts.records.collision import Casualty, Collision
from oversight_contracts.records.complaint import Complaint
from oversight_contracts.records.crime import PUBLISHED_TOGETHER, Crime
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
# The moment of each kind that is counted whose day a record belongs to; every record has it.
COUNTED_ON: Mapping[str, str] = MappingProxyType(
    {
        "incident": "received_at",
        "crime": "recorded_at",
        "stop-search": "searched_at",
        "complaint": "logged_at",
        "survey-response": "asked_at",
        "collision": "collided_at",
        "casualty": "collided_at",
        "recording-audit": "audited_at",
    }
)
# Optional fields that a record gets in the course of time: that the newest lack them says nothing.
COMES_LATER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "incident": frozenset({"dispatched_at", "arrived_at", "closed_at", "cancelled_at"}),
        "crime": frozenset({"cancelled_at", "cancellation_reason", "outcomes"}),
        "complaint": frozenset(
            {
                *("contacted_at", "investigation_started_at", "finalised_at", "cancelled_at"),
                *("allegations.outcome", "allegations.finalised_at"),
                *("review", "review_requested_at", "misconduct", "misconduct_at"),
            }
        ),
        "survey-response": frozenset({"cancelled_at"}),
        "collision": frozenset({"cancelled_at"}),
        "casualty": frozenset({"cancelled_at"}),
        "recording-audit": frozenset({"correct", "in_time", "cancelled_at"}),
    }
)
# Values of a field that hold several of its others: of a month that has any, how many there were of
# one of those cannot be told.
COARSER: Mapping[str, Mapping[str, Mapping[str, frozenset[str]]]] = MappingProxyType(
    {"crime": {"offence": PUBLISHED_TOGETHER}}
)
# Values that a source may have and no others, as street-level files have incidents of anti-social
# behaviour alone: that none of its records has another one says nothing of the others.
ALONE: Mapping[str, Mapping[str, frozenset[str]]] = MappingProxyType(
    {"incident": {"category": frozenset({"anti-social-behaviour"})}}
)
