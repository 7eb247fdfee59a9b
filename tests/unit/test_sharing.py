"""How processes share the tests."""

import pytest
from tests.sharing import share_of

NUMBERS = range(15_000, 32_000)


@pytest.mark.parametrize("processes", [1, 2, 3, 4, 5])
def test_each_process_has_ports_of_its_own(processes: int) -> None:
    shares = [share_of(NUMBERS, f"gw{number}", processes) for number in range(processes)]
    taken = [port for share in shares for port in share]
    assert len(taken) == len(set(taken))
    assert set(taken) <= set(NUMBERS)
    assert len({len(share) for share in shares}) == 1


def test_one_alone_has_all() -> None:
    assert share_of(NUMBERS, "master", 1) == NUMBERS
