"""Makes the secrets of a stack of containers: each user's own, in a folder that it alone may read.

``setup.py`` makes what is missing and changes nothing that is there; ``setup.py tokens`` prints the
bearer tokens by role, ``setup.py grafana`` the password of Grafana's ``admin``. It runs as root,
once, in a container of its own, and needs no library.
"""

import hashlib
import json
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

FOLDER = Path("/secrets")
PORTS = {"ingest": 8101, "indicators": 8102, "alerts": 8103, "reporting": 8104}
SERVICES = tuple(PORTS)
WITH_SCHEMA = ("indicators", "alerts", "reporting")
ROLES = ("feed", "oversight", "secretariat", "admin")
SOURCE = "urn:oversight:local"
# What is printed for people, by the word that asks for it.
PRINTED = {"tokens": "client/tokens", "grafana": "grafana/admin"}
# The users that the images run as.
KAFKA, POSTGRES, OVERSIGHT, GRAFANA = 1000, 999, 10001, 472
JAAS = """{listener}.KafkaServer {{
  org.apache.kafka.common.security.plain.PlainLoginModule required
  username="admin" password="{password}" user_admin="{password}";
}};
"""
SCRAM = """client.KafkaServer {
  org.apache.kafka.common.security.scram.ScramLoginModule required;
};
"""
ADMIN = """security.protocol=SASL_PLAINTEXT
sasl.mechanism=PLAIN
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\
  username="admin" password="{password}";
"""


def main(words: list[str]) -> None:
    """Make the secrets, or print the tokens or a password."""
    if len(words) == 1 and words[0] in PRINTED:
        secret = FOLDER / PRINTED[words[0]]
        if not secret.exists():
            sys.exit("there are no secrets yet: they are made by docker compose up -d --wait")
        sys.stdout.write(secret.read_text().rstrip() + "\n")
        return
    os.umask(0o077)
    make_brokers_own()
    make_database_own()
    make_tokens()
    kept("grafana", "admin", GRAFANA)
    make_command_own()


def make_brokers_own() -> None:
    """The administrator's password, and one for each service."""
    admin = kept("kafka", "admin", KAFKA)
    listeners = "".join(
        JAAS.format(listener=each, password=admin) for each in ("internal", "controller")
    )
    put("kafka", "jaas.conf", listeners + SCRAM, KAFKA)
    put("kafka", "admin.properties", ADMIN.format(password=admin), KAFKA)
    # The id of the cluster names its log: a project of its own has a log of its own.
    kept("kafka", "cluster", KAFKA, new_cluster)
    for service in SERVICES:
        put(service, "kafka", kept("kafka", service, KAFKA), OVERSIGHT)


def make_database_own() -> None:
    """The superuser's password, and one for each service that owns a schema."""
    kept("postgres", "superuser", POSTGRES)
    for service in WITH_SCHEMA:
        put(service, "database", kept("postgres", service, POSTGRES), OVERSIGHT)


def make_tokens() -> None:
    """A bearer token for each role; the services are given only their hashes."""
    known = FOLDER / "client" / "tokens"
    if not known.exists():
        tokens = {role: secrets.token_urlsafe(32) for role in ROLES}
        put("client", "tokens", json.dumps(tokens, indent=2) + "\n", OVERSIGHT)
    grants = [grant(role, token) for role, token in json.loads(known.read_text()).items()]
    for service in SERVICES:
        put(service, "tokens", json.dumps({"tokens": grants}, indent=2), OVERSIGHT)


def make_command_own() -> None:
    """What the oversight command needs: its password in Kafka, and the addresses and tokens.

    Whoever runs the command reads it by their group, since what it writes is to be their own.
    """
    put("command", "kafka", kept("kafka", "command", KAFKA), OVERSIGHT, shared=True)
    database = "postgresql://{}:{}@postgres:5432/oversight"
    counting = database.format("oversight_indicators", kept("postgres", "indicators", POSTGRES))
    stack = {
        "urls": {name: f"http://{name}:{port}" for name, port in PORTS.items()},
        "postgres": database.format("oversight", kept("postgres", "command", POSTGRES)),
        "tokens": json.loads((FOLDER / "client" / "tokens").read_text()),
        "source": SOURCE,
        "environment": {"OVERSIGHT_DATABASE_URL": counting},
    }
    put("command", "stack.json", json.dumps(stack, indent=2), OVERSIGHT, shared=True)


def grant(role: str, token: str) -> dict[str, object]:
    """A token as the services know it."""
    known: dict[str, object] = {
        "sha256": hashlib.sha256(token.encode()).hexdigest(),
        "name": f"local-{role}",
        "role": role,
    }
    feed = {"source": SOURCE, "forces": ["*"], "kinds": ["*"]}
    return known | feed if role == "feed" else known


def new_password() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def new_cluster() -> str:
    """The id of a cluster in Kafka's form: 128 bits, no option of a command line."""
    made = secrets.token_urlsafe(16)
    return new_cluster() if made.startswith("-") else made


def kept(owner: str, name: str, user: int, new: Callable[[], str] = new_password) -> str:
    """A secret that is made once."""
    path = FOLDER / owner / name
    if not path.exists():
        put(owner, name, new(), user)
    return path.read_text()


def put(owner: str, name: str, text: str, user: int, *, shared: bool = False) -> None:
    """Write a file that ``user`` alone may read, as a whole or not at all.

    One that is ``shared`` may be read by the user's group too.
    """
    folder = FOLDER / owner
    folder.mkdir(exist_ok=True)
    os.chown(folder, user, user)
    folder.chmod(0o550 if shared else 0o500)
    draft = folder / f".{name}"
    draft.write_text(text)
    os.chown(draft, user, user)
    draft.chmod(0o440 if shared else 0o400)
    draft.rename(folder / name)


if __name__ == "__main__":
    main(sys.argv[1:])
