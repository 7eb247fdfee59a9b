from pathlib import Path

import pytest

from oversight_local.stack.kafka.nodes import make_nodes, node_properties

ONE = make_nodes([1001], [2001])
THREE = make_nodes([1001, 1002, 1003], [2001, 2002, 2003])


def test_a_node_knows_itself_and_the_voters() -> None:
    told = node_properties(THREE[1], THREE, Path("/data/kafka"))

    assert told["node.id"] == "2"
    assert told["controller.quorum.voters"] == "1@127.0.0.1:2001,2@127.0.0.1:2002,3@127.0.0.1:2003"
    assert told["log.dirs"] == "/data/kafka/node-2"


def test_every_listener_is_of_this_machine_only() -> None:
    told = node_properties(THREE[0], THREE, Path("/data/kafka"))

    assert told["listeners"] == "BROKER://127.0.0.1:1001,CONTROLLER://127.0.0.1:2001"
    assert told["advertised.listeners"] == "BROKER://127.0.0.1:1001"


def test_of_three_one_may_fail() -> None:
    told = node_properties(THREE[0], THREE, Path("/data/kafka"))

    assert (told["default.replication.factor"], told["min.insync.replicas"]) == ("3", "2")
    assert told["offsets.topic.replication.factor"] == "3"
    assert "log.flush.interval.messages" not in told


def test_one_alone_acknowledges_what_is_on_its_disk() -> None:
    told = node_properties(ONE[0], ONE, Path("/data/kafka"))

    assert (told["default.replication.factor"], told["min.insync.replicas"]) == ("1", "1")
    assert told["log.flush.interval.messages"] == "1"


def test_ports_are_given_in_pairs() -> None:
    with pytest.raises(ValueError, match="zip"):
        make_nodes([1001], [2001, 2002])
