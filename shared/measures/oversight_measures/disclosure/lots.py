"""Lots: numbers drawn by a secret key, the same for the same name and unknown without the key."""

import hmac
from hashlib import sha256


class Lots:
    """Draws lots by a key that readers do not have; it is never shown."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 16:
            raise ValueError("a key has 16 bytes or more")
        self._key = key

    def draw(self, what: str, *names: str) -> float:
        """A number from 0 to less than 1 for ``what`` of these names (HMAC-SHA-256)."""
        message = "\0".join((what, *names)).encode()
        drawn = hmac.new(self._key, message, sha256).digest()
        return int.from_bytes(drawn[:6], "big") / 2**48
