"""Text that PostgreSQL, Kafka's readers and JSON can hold, and how to show what they cannot."""

import re

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_LONGEST_ECHO = 200


def unstorable(text: str) -> str | None:
    """What in ``text`` cannot be stored, or None."""
    found = _UNSTORABLE.search(text)
    if found is None:
        return None
    return "holds a NUL character" if found[0] == "\0" else "holds half of a surrogate pair"


def printable(text: str) -> str:
    """``text`` shortened, and with what JSON and logs cannot carry written as escapes."""
    shown = text[:_LONGEST_ECHO].encode("utf-8", "backslashreplace").decode()
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in shown)
