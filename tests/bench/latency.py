"""From the request that brings an event to the e-mail it causes, while others keep coming."""

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import sqrt
from pathlib import Path

import httpx
from tests.bench.cores import Cores
from tests.bench.history import changes_between
from tests.bench.mailbox import Mailbox
from tests.bench.rig import POSTGRES
from tests.bench.samples import Contender, Sample
from tests.bench.sizes import Sizes
from tests.bench.task import task_beside

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.events.envelope import STRUCTURED
from oversight_local.checkout import find_definitions
from oversight_local.client.change import Change, encode
from oversight_local.client.ingest import feed_client
from oversight_local.simulate.scenario import SimulationSettings, population_of
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.services import SERVICES
from oversight_local.stack.stack import Stack
from oversight_measures.intervals import z_score
from oversight_measures.periods.period import DAY, london_day, london_midnight

# Yesterday is the last day that rules judge, and is judged again with every crime of it. Of each
# rule the last crime that comes is one more than it allows, so each crime is worth one e-mail.
RULES = "one-crime-more-than-"
RULE = """
- id: {id}{number}
  title: A crime was recorded
  advice: None is needed; this rule measures the way to the Maildir.
  kind: limit
  severity: warning
  indicator: crime.total
  window: 1
  when: above
  threshold: {threshold:.3f}
  minimum: 1
  dispersion: 1
  confidence: 0.5
"""
# As soon as what came is counted it is judged; and each is told by itself, however many there are.
AT_ONCE = {
    "OVERSIGHT_SETTLING_SECONDS": "0.001",
    "OVERSIGHT_MAIL_A_THREAD": "1000000",
    "OVERSIGHT_MAIL_A_DAY": "1000000",
    "OVERSIGHT_MAIL_FOLLOW_UP_DAYS": "0",
    "OVERSIGHT_MAIL_UPDATE_DAYS": "0",
}
DAYS = timedelta(days=3)
CEILING_SECONDS = 20.0


def rules_of_crimes(crimes: int) -> str:
    """So many rules, of which each further crime of yesterday breaks the next."""
    return "".join(
        RULE.format(
            id=RULES, number=number, threshold=(_certain(number) + _certain(number + 1)) / 2
        )
        for number in range(crimes)
    )


def _certain(crimes: int) -> float:
    """The lower bound of so many crimes: a rule is broken that allows fewer."""
    square = z_score(0.5) ** 2
    return crimes + square / 2 - sqrt(crimes * square + square * square / 4)


def crime_of_yesterday(force: str, number: int, now: datetime) -> Change:
    """A crime recorded at noon of the last day that is over."""
    noon = london_midnight(london_day(now) - DAY) + timedelta(hours=12)
    data = {
        "force": force,
        "area": "coventry",
        "revision": 1,
        "recorded_at": noon,
        "offence": "shoplifting",
    }
    return Change("recorded", "crime", f"CR-{number}", 1, now, data)


@dataclass(frozen=True)
class Latency:
    """A stack of its own for each run, with the rules there are and that one."""

    folder: Path
    broker: Broker
    sizes: Sizes

    def contenders(self) -> list[Contender]:
        """There is one."""
        title = f"event to e-mail, beside {self.sizes.background:g} events/s"
        return [Contender("latency", title, self._measure, 1)]

    def _measure(self) -> Sample:
        definitions = self.folder / "definitions"
        shutil.copytree(find_definitions(None), definitions)
        (definitions / "rules" / "latency.yaml").write_text(rules_of_crimes(self.sizes.probes))
        with (
            _environment(AT_ONCE),
            Stack.start(
                self.folder / "stack", port_base=0, definitions=definitions, broker=self.broker
            ) as stack,
        ):
            pids = stack.file.pids
            names = {"PostgreSQL": POSTGRES, **{each.name: each.name for each in SERVICES}}
            with self._background(stack, definitions) as pace:
                time.sleep(self.sizes.warm_up_seconds)
                cores = Cores({shown: pids[name] for shown, name in names.items()})
                seconds = sorted(self._probes(stack))
                used = cores.used()
        # Processor time is that of the background: the probes are few.
        return Sample(pace["rate"], {**_quantiles(seconds), **used})

    def _probes(self, stack: Stack) -> Iterator[float]:
        mailbox = Mailbox(stack.file.maildir, RULES)
        with feed_client(stack.file) as client:
            for number in range(1, self.sizes.probes + 1):
                crime = crime_of_yesterday(stack.file.force, number, datetime.now(UTC))
                event = encode(crime, stack.file.source)
                began = time.perf_counter()
                answer = client.post(
                    "/v1/events", content=event, headers={"Content-Type": STRUCTURED}
                )
                _require_accepted(answer)
                mailbox.wait(number, CEILING_SECONDS)
                yield time.perf_counter() - began

    @contextmanager
    def _background(self, stack: Stack, definitions: Path) -> Iterator[dict[str, float]]:
        file = self.folder / "background.ndjson"
        people = population_of(load_catalogue(definitions), stack.file.force)
        now = datetime.now(UTC)
        with file.open("wb") as out:
            # Incidents alone: a crime would be one more letter.
            for change in changes_between(SimulationSettings(people), (now - DAYS).date(), now):
                if change.kind == "incident":
                    out.write(encode(change, stack.file.source))
        settings = {
            "stream": str(file),
            "token": stack.token("feed"),
            "port": int(stack.url("ingest").rpartition(":")[2]),
            "rate": self.sizes.background,
        }
        with task_beside("load_paced", settings) as found:
            yield found


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    os.environ.update(variables)
    yield
    for name in variables:
        del os.environ[name]


def _require_accepted(answer: httpx.Response) -> None:
    if answer.status_code != httpx.codes.ACCEPTED:
        raise RuntimeError(f"{answer.status_code}: {answer.text}")


def _quantiles(ordered: list[float]) -> dict[str, float]:
    at = {"p50 ms": 0.5, "p99 ms": 0.99}
    return {name: 1000 * ordered[int(len(ordered) * part)] for name, part in at.items()}
