"""A service that is ready at once; run as a program. It dies where its environment says so."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Ready(BaseHTTPRequestHandler):
    """Answers every GET with 200."""

    def do_GET(self) -> None:
        """Say that the service is ready."""
        self.send_response(200)
        self.end_headers()


def dies(words: list[str]) -> bool:
    """Asked to at once, or where there is a certain file."""
    return "--die" in words or ("--die-if" in words and Path(words[-1]).exists())


if __name__ == "__main__":
    if dies(sys.argv[1:]):
        sys.exit("this stand-in dies at once")
    if "--with-child" in sys.argv:
        subprocess.Popen(["sleep", "600"])
    HTTPServer(
        (os.environ["OVERSIGHT_HOST"], int(os.environ["OVERSIGHT_PORT"])), Ready
    ).serve_forever()
