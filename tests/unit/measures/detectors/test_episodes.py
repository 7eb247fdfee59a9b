import pytest

from oversight_measures.detectors.episodes import Episode, episodes


def test_an_episode_goes_from_the_first_that_opens_to_the_first_that_ends() -> None:
    opens = [False, True, True, False, False, True]
    ends = [True, False, False, True, True, False]
    assert episodes(opens, ends) == [Episode(1, 1, 3), Episode(5, 5, None)]


def test_what_says_both_is_open() -> None:
    assert episodes([True, True], [True, True]) == [Episode(0, 0, None)]


def test_there_are_as_many_that_open_as_that_end() -> None:
    with pytest.raises(ValueError, match="shorter"):
        episodes([True], [])
