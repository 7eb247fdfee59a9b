"""The application service behind the API: each request is one transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from oversight_alerts.digest.schedule import Schedule
from oversight_alerts.episodes.lifecycle import Episode, acknowledge, take_back_acknowledgement
from oversight_alerts.episodes.silences import Silence
from oversight_alerts.episodes.skip_reason import SkipReason
from oversight_alerts.projection.state import Projection
from oversight_alerts.repository import (
    Connection,
    digests,
    email_outbox,
    episodes,
    notifications,
    rule_changes,
)
from oversight_alerts.repository import silences as silence_rows
from oversight_alerts.rules.builtin import RULES
from oversight_alerts.web.rule_status import NO_HASHES, Hashes, rule_views
from oversight_alerts.web.views import (
    AlertsView,
    AlertView,
    DigestView,
    MailView,
    PositionView,
    RulesView,
    SilenceRequest,
    SilencesView,
    SilenceView,
)
from oversight_alerts.worker.evaluator import Evaluation, Evaluator
from oversight_alerts.worker.fact_sink import FactSink
from oversight_alerts.worker.recorder import Recorder
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.episode import EpisodeFact
from oversight_runtime.http.problems import Problem
from oversight_runtime.postgres import Pool

# A silence for ever would be forgotten; a quarter covers any operation.
LONGEST_SILENCE = timedelta(days=92)
# Of those that are over.
MOST = 500


class AlertService:
    """Answers questions; ``recorded`` and ``reconsider`` wake the tasks that a change concerns."""

    def __init__(
        self,
        catalogue: Catalogue,
        pool: Pool,
        projection: Projection,
        facts: FactSink,
        evaluator: Evaluator,
        recorder: Recorder,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        recorded: Callable[[], None],
        reevaluate: Callable[[], None],
        digests: Schedule | None = None,
        hashes: Hashes = NO_HASHES,
    ) -> None:
        self._catalogue, self._pool, self._projection = catalogue, pool, projection
        self._facts, self._evaluator, self._recorder = facts, evaluator, recorder
        self._clock, self._new_id = clock, new_id
        self._recorded, self._reevaluate = recorded, reevaluate
        self._digests = digests
        self._hashes = hashes

    def position(self) -> PositionView:
        """The last applied cut."""
        applied = self._projection.applied
        if applied is None:
            return PositionView(generation=None, definitions=None, positions=())
        return PositionView(
            generation=applied.cut.generation,
            definitions=applied.cut.definitions,
            positions=applied.cut.positions,
            judged=self._evaluator.judged,
        )

    async def alerts(
        self, states: Sequence[str], rule: str | None, area: str | None, limit: int
    ) -> AlertsView:
        """Episodes, the newest first."""
        async with self._pool.acquire() as connection, connection.transaction():
            found = await episodes.list_episodes(connection, states, rule, area, limit)
        return AlertsView(alerts=tuple(found))

    @property
    def last(self) -> Evaluation | None:
        """The last evaluation; None before the first."""
        return self._evaluator.last

    async def episodes_since(self, since: datetime) -> list[EpisodeFact]:
        """The episodes that last, and those that opened or ended since."""
        async with self._pool.acquire() as connection, connection.transaction():
            return await digests.load_episodes(connection, since)

    async def alert(self, episode: str) -> AlertView:
        """One episode. Raises a 404 problem."""
        async with self._pool.acquire() as connection, connection.transaction():
            return await _view(connection, episode)

    async def acknowledge(self, episode: str, who: str, note: str | None) -> AlertView:
        """The episode, taken on by ``who``. Raises a 404 problem, or 409 where it is resolved."""
        return await self._move(
            episode, lambda before: acknowledge(before, who, self._clock(), note)
        )

    async def take_back_acknowledgement(self, episode: str, who: str) -> AlertView:
        """The episode, taken on by nobody. Raises as ``acknowledge`` does."""
        return await self._move(
            episode, lambda before: take_back_acknowledgement(before, who, self._clock())
        )

    async def _move(self, episode: str, move: Callable[[Episode], Episode]) -> AlertView:
        async with self._pool.acquire() as connection, connection.transaction():
            known = await episodes.lock_episode(connection, episode)
            if known is None:
                raise _unknown(episode)
            before, fact = known
            try:
                after = move(before)
            except ValueError as error:
                raise Problem(409, "not possible", str(error)) from error
            if after != before:
                reason = SkipReason.ACKNOWLEDGEMENT
                await self._recorder.record_without_figure(connection, before, after, fact, reason)
            view = await _view(connection, episode)
        self._recorded()
        return view

    async def silences(self, *, over: bool) -> SilencesView:
        """The silences in force, or the last of those that are ``over``."""
        now = self._clock()
        async with self._pool.acquire() as connection, connection.transaction():
            if over:
                return SilencesView.of(await silence_rows.past_silences(connection, now, MOST))
            return SilencesView.of(await silence_rows.list_silences(connection, now))

    async def find_silence(self, silence: str) -> SilenceView:
        """One silence, in force or over. Raises a 404 problem."""
        async with self._pool.acquire() as connection, connection.transaction():
            found = await silence_rows.read_silence(connection, silence)
        if found is None:
            raise Problem(404, "not found", f"no silence {silence}")
        return SilenceView.model_validate(found)

    async def silence(self, request: SilenceRequest, who: str) -> SilenceView:
        """A new silence. Raises a 422 problem that names the field at fault."""
        now = self._clock()
        self._check(request, now)
        silence = Silence(self._new_id(), created_by=who, created_at=now, **request.model_dump())
        async with self._pool.acquire() as connection, connection.transaction():
            await silence_rows.add_silence(connection, silence)
        self._reevaluate()
        return SilenceView.model_validate(silence)

    async def end_silence(self, silence: str, who: str) -> None:
        """End a silence now, which ``who`` wants. Raises a 404 problem."""
        async with self._pool.acquire() as connection, connection.transaction():
            ended = await silence_rows.end_silence(connection, silence, who, self._clock())
        if not ended:
            raise Problem(404, "not found", f"no silence {silence} is in force")
        self._reevaluate()

    async def rules(self) -> RulesView:
        """The status of every rule, and whether mail gets through."""
        async with self._pool.acquire() as connection, connection.transaction():
            mail = await email_outbox.outbox(connection)
            digest = None
            if self._digests is not None:
                digest = await digests.load_times(connection, self._digests, self._clock())
        last = self._evaluator.last
        return RulesView(
            as_at=last.cut_at if last else None,
            generation=last.generation if last else None,
            evaluated_at=last.at if last else None,
            current=self._facts.current(),
            mail=MailView.model_validate(mail),
            digest=None if digest is None else DigestView.model_validate(digest),
            rules=tuple(rule_views(self._catalogue, last.decisions if last else (), self._hashes)),
        )

    def _check(self, request: SilenceRequest, now: datetime) -> None:
        if request.rule not in (None, *(rule.id for rule in RULES), *self._catalogue.rules):
            raise _refused("rule", f"no rule {request.rule}")
        if request.force is not None and request.force not in self._catalogue.forces:
            raise _refused("force", f"no force {request.force}")
        areas = {name for force in self._catalogue.forces.values() for name in force.areas}
        if request.area is not None and request.area not in {"force", *areas}:
            raise _refused("area", f"no area {request.area}")
        if not now < request.until <= now + LONGEST_SILENCE:
            raise _refused("until", f"is not within the next {LONGEST_SILENCE.days} days")


async def _view(connection: Connection, episode: str) -> AlertView:
    history = await episodes.load_history(connection, episode)
    if not history:
        raise _unknown(episode)
    emails = await notifications.list_notifications(connection, episode)
    return AlertView.of(history, emails, await rule_changes.list_changes(connection, episode))


def _unknown(episode: str) -> Problem:
    return Problem(404, "not found", f"no alert {episode}")


def _refused(field: str, reason: str) -> Problem:
    errors = [{"field": field, "reason": reason}]
    return Problem(422, "the request is not valid", errors=errors)
