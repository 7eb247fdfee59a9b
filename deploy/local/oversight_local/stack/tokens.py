"""The bearer tokens of one run of a stack."""

from dataclasses import dataclass

from oversight_runtime.http.tokens import Grant, Role, TokenFile, hash_token, new_token

# One feed for everything: a local stack has no second source to keep apart.
SOURCE = "urn:oversight:local"


@dataclass(frozen=True)
class StackTokens:
    """New tokens by role; the services are given only their hashes."""

    by_role: dict[Role, str]

    @classmethod
    def create(cls) -> "StackTokens":
        """A new token for each role."""
        return cls({role: new_token() for role in Role})

    def token_file(self) -> TokenFile:
        """The file of tokens that the services read."""
        return TokenFile(tokens=tuple(_grant(role, token) for role, token in self.by_role.items()))


def _grant(role: Role, token: str) -> Grant:
    name, sha256 = f"local-{role}", hash_token(token)
    if role is Role.FEED:
        return Grant(
            sha256=sha256, name=name, role=role, source=SOURCE, forces=("*",), kinds=("*",)
        )
    return Grant(sha256=sha256, name=name, role=role)
