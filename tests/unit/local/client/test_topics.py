from oversight_contracts.topics import EVENTS, FACTS
from oversight_local.client.topics import compare

AS_PLANNED = {
    "partitions": "4",
    "copies": "3",
    "cleanup.policy": "delete",
    "retention.ms": "-1",
    "min.insync.replicas": "2",
    "segment.bytes": "1073741824",
}


def test_a_topic_made_to_its_table_differs_in_nothing() -> None:
    assert [each for each in compare(EVENTS, 3, AS_PLANNED) if each.differs] == []


def test_what_differs_is_named() -> None:
    there = {**AS_PLANNED, "retention.ms": "604800000"}
    (found,) = (each for each in compare(EVENTS, 3, there) if each.differs)
    assert (found.name, found.there, found.planned) == ("retention.ms", "604800000", "-1")


def test_a_topic_that_is_not_there_differs_in_all() -> None:
    assert all(each.differs for each in compare(FACTS, 1, {}))
