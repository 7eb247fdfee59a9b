"""Who is at the console: a name, and a token of the oversight office, by HTTP Basic.

A browser asks for both by itself, and sends them with every request. So that no page elsewhere can
have it send a form, each form carries what only the bearer of the token can work out.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request

from oversight_runtime.http.problems import Problem
from oversight_runtime.http.tokens import Grant, Role, Tokens

CHALLENGE = {"WWW-Authenticate": 'Basic realm="Oversight console", charset="UTF-8"'}
LONGEST_NAME = 100


@dataclass(frozen=True)
class Person:
    """A person with a grant; ``form_token`` has to come back with each of their forms."""

    name: str
    grant: Grant
    form_token: str

    @property
    def signature(self) -> str:
        """As alerts and silences keep who did something: the name, and the token's."""
        return f"{self.name} ({self.grant.name})"


def signed_in(tokens: Tokens) -> Callable[[Request], Person]:
    """A dependency: the person at the console. Raises a 401 problem with the browser's question."""

    def check(request: Request) -> Person:
        name, token = _credentials(request.headers.get("authorization", ""))
        grant = tokens.identify(token)
        if grant is None:
            raise _question("The password is not a known token.")
        if grant.role not in (Role.OVERSIGHT, Role.ADMIN):
            raise Problem(403, "not allowed", "this needs a token of role oversight")
        if not 2 <= len(name) <= LONGEST_NAME or not name.isprintable():
            raise _question(f"The user name has to be your name: 2 to {LONGEST_NAME} letters.")
        key = hashlib.sha256(f"console {token}".encode()).digest()
        return Person(name, grant, hmac.new(key, name.encode(), hashlib.sha256).hexdigest())

    return check


def check_form(person: Person, sent: str, request: Request) -> None:
    """Refuse a form that is not of this person's own page. Raises a 403 problem."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    elsewhere = site not in (None, "same-origin", "none")
    # One that hides where it is from says null.
    host = request.headers.get("host")
    if origin not in (None, f"http://{host}", f"https://{host}"):
        elsewhere = True
    if elsewhere or not hmac.compare_digest(sent.encode(), person.form_token.encode()):
        raise Problem(403, "not allowed", "the form is not of a page of this console: open it anew")


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise _question("Sign in with your name, and a token of the oversight office as password.")
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except ValueError:
        raise _question("What was sent cannot be read.") from None
    name, _, token = text.partition(":")
    return " ".join(name.split()), token


def _question(detail: str) -> Problem:
    return Problem(401, "sign in", detail, headers=CHALLENGE)
