import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from oversight_runtime.http.tokens import Grant, Role, TokenFile, Tokens, hash_token, new_token
from oversight_runtime.process import ConfigurationError


def feed(name: str, source: str, forces: tuple[str, ...], kinds: tuple[str, ...]) -> Grant:
    return Grant(
        sha256=hash_token(name),
        name=name,
        role=Role.FEED,
        source=source,
        forces=forces,
        kinds=kinds,
    )


def grant(role: Role, token: str) -> Grant:
    return Grant(sha256=hash_token(token), name=f"a {role}", role=role)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((("kent",), ("crime",)), (("kent",), ("crime",))),
        ((("kent",), ("crime", "incident")), (("kent", "essex"), ("crime",))),
        ((("*",), ("crime",)), (("kent",), ("crime",))),
        ((("kent",), ("*",)), (("kent",), ("crime",))),
        ((("*",), ("*",)), (("kent",), ("crime",))),
    ],
)
def test_two_sources_never_own_the_same_records(one: Any, other: Any) -> None:
    for first, second in ((one, other), (other, one)):
        with pytest.raises(ValidationError, match="two sources own the same records"):
            TokenFile(tokens=(feed("a", "urn:a", *first), feed("b", "urn:b", *second)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((("kent",), ("crime",)), (("kent",), ("incident",))),
        ((("kent",), ("crime",)), (("essex",), ("crime",))),
        ((("*",), ("crime",)), (("kent",), ("incident",))),
    ],
)
def test_sources_share_a_force_or_a_kind(one: Any, other: Any) -> None:
    assert TokenFile(tokens=(feed("a", "urn:a", *one), feed("b", "urn:b", *other)))


def test_one_source_may_have_several_tokens() -> None:
    both = (("kent",), ("crime",))
    assert TokenFile(tokens=(feed("old", "urn:a", *both), feed("new", "urn:a", *both)))


@pytest.mark.parametrize("missing", ["source", "forces", "kinds"])
def test_a_feed_says_what_it_owns(missing: str) -> None:
    whole = {"source": "urn:a", "forces": ["kent"], "kinds": ["crime"]}
    about = {"sha256": hash_token("x"), "name": "n", "role": "feed", **whole}
    with pytest.raises(ValidationError, match="a feed needs source, forces and kinds"):
        Grant.model_validate({key: value for key, value in about.items() if key != missing})


def test_what_a_feed_owns() -> None:
    some = feed("a", "urn:a", ("kent",), ("crime", "incident"))
    assert some.owns("kent", "incident")
    assert not some.owns("essex", "incident")
    assert not some.owns("kent", "complaint")
    assert feed("b", "urn:b", ("*",), ("*",)).owns("essex", "complaint")


def test_a_token_is_found_by_its_hash_alone(tmp_path: Path) -> None:
    token = new_token()
    path = tmp_path / "tokens.json"
    file = TokenFile(tokens=(grant(Role.ADMIN, token),))
    path.write_text(file.model_dump_json())
    assert token not in path.read_text()
    assert hashlib.sha256(token.encode()).hexdigest() in path.read_text()
    tokens = Tokens.load(path, look_seconds=0)
    found = tokens.identify(token)
    assert found is not None
    assert found.role is Role.ADMIN
    for other in ("", token[:-1], token + " ", hash_token(token), new_token()):
        assert tokens.identify(other) is None


@pytest.mark.parametrize("plain", ["s3cret", "", hash_token("x").upper(), hash_token("x") + "0"])
def test_what_is_no_hash_is_no_entry(tmp_path: Path, plain: str) -> None:
    path = tmp_path / "tokens.json"
    path.write_text(json.dumps({"tokens": [{"sha256": plain, "name": "n", "role": "admin"}]}))
    with pytest.raises(ConfigurationError, match=r"tokens\.json: tokens\.0\.sha256"):
        Tokens.load(path, look_seconds=0)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"tokens": [], "more": 1}', '{"tokens": [{"token": "plain"}]}']
)
def test_a_token_file_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "tokens.json"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=r"tokens\.json"):
        Tokens.load(path, look_seconds=0)


def test_tokens_are_long_and_never_the_same() -> None:
    made = {new_token() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 43


def written(path: Path, *grants: Grant) -> None:
    path.write_text(TokenFile(tokens=grants).model_dump_json())


def test_a_token_that_is_taken_out_of_the_file_is_no_longer_known(tmp_path: Path) -> None:
    path, mine = tmp_path / "tokens.json", grant(Role.ADMIN, "mine")
    written(path, mine, grant(Role.OVERSIGHT, "theirs"))
    tokens = Tokens.load(path, look_seconds=0)
    assert tokens.identify("theirs")
    assert tokens.still(mine)
    written(path, mine)
    assert tokens.identify("theirs") is None
    assert tokens.identify("mine") == mine
    written(path, grant(Role.OVERSIGHT, "mine"))
    assert not tokens.still(mine)
    assert tokens.identify("mine") != mine


def test_another_file_in_its_place_is_read_too(tmp_path: Path) -> None:
    path, draft = tmp_path / "tokens.json", tmp_path / "draft"
    written(path, grant(Role.ADMIN, "old"))
    tokens = Tokens.load(path, look_seconds=0)
    written(draft, grant(Role.ADMIN, "new"))
    draft.replace(path)
    assert tokens.identify("old") is None
    assert tokens.identify("new")


@pytest.mark.parametrize("broken", ['{"tokens": [', "", None])
def test_a_broken_file_keeps_the_former_tokens_and_is_told(
    tmp_path: Path, broken: str | None
) -> None:
    path = tmp_path / "tokens.json"
    written(path, grant(Role.ADMIN, "mine"))
    tokens = Tokens.load(path, look_seconds=0)
    assert tokens.fault() is None
    path.unlink()
    if broken is not None:
        path.write_text(broken)
    assert tokens.identify("mine")
    assert "tokens.json" in (tokens.fault() or "")
    written(path, grant(Role.ADMIN, "other"))
    assert tokens.identify("mine") is None
    assert tokens.fault() is None
