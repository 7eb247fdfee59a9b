"""Surveys and their waves: which days each was asked on, and how reports head it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.plans import NamedPeriod
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.records.base import Slug
from oversight_measures.periods.waves import Wave, in_order


class SurveyWave(NamedPeriod):
    """One round of a survey: London days from `from` up to, not including, `to`."""

    wave: Slug = Field(description="as records of answers name it")
    title: str = Field(min_length=1, description="as reports head it")


class Survey(Definition):
    """A survey that is asked in rounds."""

    title: str
    source: str = Field("", description="who says when the waves were asked")
    waves: Annotated[tuple[SurveyWave, ...], Field(min_length=1)]

    @property
    def ordered(self) -> list[SurveyWave]:
        """The waves by their days."""
        titled = {each.title: each for each in self.waves}
        return [titled[each.name] for each in in_order([_measured(each) for each in self.waves])]


class SurveysFile(Definition):
    surveys: dict[Slug, Survey]


def check_surveys(surveys: Mapping[str, Survey]) -> Iterator[Finding]:
    """Waves that share a day, a name or a title: an answer would belong to both."""
    for name, survey in surveys.items():
        for index, wave in enumerate(survey.waves):
            for place, reason in _check_wave(wave, survey.waves[:index]):
                yield ("surveys", name, "waves", index, *place), reason


def _check_wave(wave: SurveyWave, others: Sequence[SurveyWave]) -> Iterator[Finding]:
    for other in others:
        if other.wave == wave.wave:
            yield ("wave",), f"{wave.wave} stands here twice"
        if other.title == wave.title:
            yield ("title",), f"{wave.title} is the title of {other.wave} too"
        if wave.start < other.end and other.start < wave.end:
            yield ("from",), f"shares days with {other.wave}: an answer would belong to both"


def _measured(wave: SurveyWave) -> Wave:
    return Wave(wave.title, wave.period)
