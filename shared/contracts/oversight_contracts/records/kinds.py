"""The table of record kinds: the word in event types and definitions, and its model."""

from collections.abc import Mapping
from types import MappingProxyType

from oversight_contracts.records.base import Record
from oversight_contracts.records.complaint import Complaint
from oversight_contracts.records.crime import Crime
from oversight_contracts.records.incident import Incident
from oversight_contracts.records.stop_search import StopSearch

KINDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "incident": Incident,
        "crime": Crime,
        "stop-search": StopSearch,
        "complaint": Complaint,
    }
)
