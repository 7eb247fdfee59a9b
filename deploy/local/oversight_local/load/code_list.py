"""A code list: publishers' wordings and our word for each; an unknown wording is never guessed."""

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

W = TypeVar("W")


class CodeList(Generic[W]):
    """One column's wordings, found without regard to case and white space."""

    def __init__(self, words: Mapping[str, W]) -> None:
        self._words = {normalised(wording): word for wording, word in words.items()}

    def words(self) -> Iterable[W]:
        """Our words, in the list's order."""
        return self._words.values()

    def __contains__(self, wording: str) -> bool:
        return normalised(wording) in self._words

    def get(self, wording: str) -> W | None:
        """Our word for ``wording``; None for one that is not known."""
        return self._words.get(normalised(wording))

    def __getitem__(self, wording: str) -> W:
        """Our word for ``wording``. Raises ``KeyError`` for one that is not known."""
        return self._words[normalised(wording)]


def normalised(wording: str) -> str:
    """The wording without case and white space, as it is compared."""
    return "".join(wording.split()).casefold()
