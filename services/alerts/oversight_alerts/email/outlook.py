"""What Outlook knows a conversation by: the header ``Thread-Index``."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

# Windows counts from here, by 100 nanoseconds.
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def thread_index(thread: str, began: datetime, position: int, at: datetime) -> str:
    """The conversation index of a thread's e-mail, in Base64.

    22 bytes of the conversation (the six high ones of when it began, a GUID), and five for each
    answer: how long after the beginning, without the low bits. Source: MS-OXOMSG, 2.2.1.3.
    """
    conversation = uuid5(NAMESPACE_URL, thread).bytes
    header = _ticks(began - _EPOCH).to_bytes(8, "big")[:6] + conversation
    if position == 1:
        return b64encode(header).decode()
    passed = _ticks(max(at - began, timedelta(0)))
    # A clear first bit says that 18 low bits were left out; the last byte tells answers apart.
    child = ((passed >> 18) & 0x7FFFFFFF).to_bytes(4, "big") + bytes([position & 0xFF])
    return b64encode(header + child).decode()


def _ticks(span: timedelta) -> int:
    return span // timedelta(microseconds=1) * 10
