"""The backoff of restarts."""

from oversight_local.processes.supervisor import RestartSchedule


def test_pauses_double_up_to_a_limit_while_it_keeps_ending() -> None:
    restarts, now, pauses = RestartSchedule(), 0.0, []
    for _ in range(6):
        restarts.started("ingest", now)
        pauses.append(restarts.ended("ingest", now + 1))
        now += 1 + pauses[-1]
    assert pauses == [1, 2, 4, 8, 15, 15]


def test_a_minutes_run_begins_anew() -> None:
    restarts = RestartSchedule()
    for now in (0.0, 10.0):
        restarts.started("ingest", now)
        restarts.ended("ingest", now + 1)
    restarts.started("ingest", 20.0)
    assert restarts.ended("ingest", 80.0) == 1


def test_a_process_started_with_the_stack_counts_as_having_run_well() -> None:
    restarts = RestartSchedule()
    assert restarts.ended("ingest", 5.0) == 1


def test_it_is_due_once_its_pause_is_over_and_not_after_it_was_started() -> None:
    restarts = RestartSchedule()
    restarts.ended("ingest", 5.0)
    assert restarts.due(5.9) == []
    assert restarts.due(6.0) == ["ingest"]
    restarts.started("ingest", 6.0)
    assert restarts.due(7.0) == []


def test_a_process_ended_by_request_is_not_due() -> None:
    restarts = RestartSchedule()
    restarts.ended("ingest", 5.0)
    restarts.forget("ingest")
    assert restarts.due(100.0) == []
