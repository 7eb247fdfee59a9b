"""``python -m oversight_runtime.http.probe``: 0 where the service of this container is ready."""

import os
import sys
import urllib.error
import urllib.request

SECONDS = 3.0


def probe(port: str) -> str | None:
    """None where ``/readyz`` at ``port`` answers 200, else what it says."""
    address = f"http://127.0.0.1:{port}/readyz"
    try:
        with urllib.request.urlopen(address, timeout=SECONDS):
            return None
    except urllib.error.HTTPError as error:
        return error.read().decode(errors="replace")
    except OSError as error:
        return f"{address}: {error}"


if __name__ == "__main__":
    lacks = probe(os.environ["OVERSIGHT_PORT"])
    sys.exit(lacks)
