"""The exception for expected failures, said in one sentence."""

from collections.abc import Sequence


class Failure(Exception):
    """Ends a command with its sentence on standard error; ``details`` are log lines to show."""

    def __init__(self, sentence: str, details: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.details = tuple(details)
