"""A service that is ready at once; run as a program. It dies where its environment says so."""

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Ready(BaseHTTPRequestHandler):
    """Answers every GET with 200."""

    def do_GET(self) -> None:
        """Say that the service is ready."""
        self.send_response(200)
        self.end_headers()


if __name__ == "__main__":
    if "--die" in sys.argv:
        sys.exit("this stand-in dies at once")
    HTTPServer(
        (os.environ["OVERSIGHT_HOST"], int(os.environ["OVERSIGHT_PORT"])), Ready
    ).serve_forever()
