"""The wordings of stop-and-search files: what a file that ships, and one over it, say they mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, TypeAdapter

from oversight_contracts.definitions.yaml_source import (
    BrokenDefinitions,
    DefinitionFault,
    Finding,
    Source,
)
from oversight_contracts.records.fields import Shape, fields_of
from oversight_local.checkout import find_folder
from oversight_local.failure import Failure
from oversight_local.load.code_list import CodeList, normalised
from oversight_local.load.mapping.model import Otherwise, StrictModel

SHIPPED = "stop-search-wordings.yaml"
KIND: Literal["stop-search"] = "stop-search"
Word = str | bool | None


class FieldWordings(StrictModel):
    """What is written in one column; in a file laid over another only what differs is said."""

    column: str | None = None
    values: Mapping[str, Word] = Field(
        {}, description="what is written to our word; nothing (~) where it says nothing"
    )
    endings: Mapping[str, Word] = Field(
        {}, description="the same for the ends of wordings that are not among the values"
    )
    otherwise: Otherwise | None = Field(None, description="where a row says something else")

    def over(self, below: "FieldWordings") -> "FieldWordings":
        """These, and those of ``below`` where these say nothing."""
        own = {normalised(wording) for wording in self.values}
        others = {name: word for name, word in below.values.items() if normalised(name) not in own}
        return FieldWordings(
            column=self.column or below.column,
            values={**others, **self.values},
            endings={**below.endings, **self.endings},
            otherwise=self.otherwise or below.otherwise,
        )


class WordingsFile(StrictModel):
    """A whole file."""

    kind: Literal["stop-search"]
    fields: Mapping[str, FieldWordings]


@dataclass(frozen=True)
class Column:
    """One column of a file: the record's field, and what may stand there."""

    name: str
    field: str
    refuses: bool
    values: CodeList[Word]
    endings: Mapping[str, Word]

    def word(self, wording: str) -> Word:
        """Our word for ``wording``. Raises ``KeyError`` for one that is not known."""
        try:
            return self.values[wording]
        except KeyError:
            text = normalised(wording)
            for ending, word in self.endings.items():
                if text.endswith(ending):
                    return word
            raise


# Of every column whose wordings are known.
Wordings = tuple[Column, ...]


def read_wordings(own: Path | None = None, shipped: Path | None = None) -> Wordings:
    """The wordings that ship, with those of ``own`` over them. Raises ``Failure``."""
    below = _read(shipped or find_folder("shared", "reference") / SHIPPED)
    above = _read(own).fields if own else {}
    fields = {
        name: above[name].over(each) if name in above else each
        for name, each in below.fields.items()
    }
    return tuple(
        Column(
            each.column or name,
            name,
            each.otherwise != "leave-out",
            CodeList(each.values),
            {normalised(ending): word for ending, word in each.endings.items()},
        )
        for name, each in fields.items()
    )


def _read(path: Path) -> WordingsFile:
    try:
        source = Source(path, path.name)
        file = source.validated(TypeAdapter(WordingsFile), source.value)
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}") from error
    except BrokenDefinitions as broken:
        raise _failure(path, broken.faults) from broken
    faults = [each for place, why in _check(file) for each in source.broken(place, why).faults]
    if faults:
        raise _failure(path, faults)
    return file


def _failure(path: Path, faults: "list[DefinitionFault] | tuple[DefinitionFault, ...]") -> Failure:
    return Failure(f"{path.name} cannot be used; nothing was sent", [str(each) for each in faults])


def _check(file: WordingsFile) -> Iterator[Finding]:
    """Fields that a search does not have, and words that its fields cannot have."""
    shapes = fields_of(KIND)
    for name, each in file.fields.items():
        shape = shapes.get(name)
        if shape is None or shape.holds == "moment":
            yield ("fields", name), "a search has no such field with wordings"
            continue
        for part, words in (("values", each.values), ("endings", each.endings)):
            for wording, word in words.items():
                if reason := _fault(word, shape):
                    yield ("fields", name, part, wording), reason


def _fault(word: Word, shape: Shape) -> str | None:
    if word is None:
        return None
    if shape.holds == "flag":
        return None if isinstance(word, bool) else f"{word!r} is neither true nor false"
    if shape.choices is not None and word not in shape.choices:
        return f"{word!r} is none of {', '.join(sorted(map(str, shape.choices)))}"
    return None
