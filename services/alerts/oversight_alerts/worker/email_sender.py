"""Sends the outbox of e-mail: each until the mail server takes it, or refuses it for good."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Literal

import structlog

from oversight_alerts.email.notification import QueuedNotification
from oversight_alerts.metrics import Metrics
from oversight_alerts.repository import email_outbox, notifications
from oversight_alerts.worker.smtp import Mailer, MailReceipt, MailUnavailable, compose
from oversight_runtime.backoff import Backoff
from oversight_runtime.postgres import Pool
from oversight_runtime.supervision import unbroken

log = structlog.stdlib.get_logger(__name__)

# Longer than any attempt and its record, so that only a sender that died lets go of an e-mail.
LEASE = timedelta(seconds=20)


class EmailSender:
    """Delivers e-mails in turn. An e-mail may arrive twice, always under one Message-ID."""

    def __init__(
        self,
        pool: Pool,
        mailer: Mailer,
        sender: str,
        backoff: Backoff,
        clock: Callable[[], datetime],
        metrics: Metrics,
    ) -> None:
        self._pool, self._mailer, self._sender = pool, mailer, sender
        self._backoff, self._clock, self._metrics = backoff, clock, metrics

    async def send_due(self) -> int:
        """Try every e-mail that is due once; answers how many were tried."""
        tried = 0
        while (due := await self._claim()) is not None:
            # Ended between the server's answer and its record, it would be sent again.
            await unbroken(self._send(due))
            tried += 1
        return tried

    async def _claim(self) -> QueuedNotification | None:
        async with self._pool.acquire() as connection, connection.transaction():
            return await email_outbox.claim(connection, self._clock(), LEASE)

    async def _send(self, due: QueuedNotification) -> None:
        message = compose(due.notification, self._sender)
        try:
            receipt = await self._mailer.deliver(message, due.left)
        except MailUnavailable as error:
            # Half of them may have it, and what may have been taken is repeated as it was.
            await self._postpone(due, str(error), frozen=error.unknown or bool(due.taken))
            return
        refusals = _in_words(receipt.refused)
        if receipt.postponed:
            await self._note(due, receipt)
            said = _in_words({**receipt.refused, **receipt.postponed})
            await self._postpone(due, said, frozen=bool(receipt.taken or due.taken))
        elif receipt.taken or due.taken:
            await self._end(due, receipt, "delivered")
            log.info("mail-delivered", message_id=due.notification.message_id, remark=refusals)
        else:
            await self._end(due, receipt, "refused")
            # Nobody is told by e-mail: whoever watches the service has to be.
            log.error("mail-refused", message_id=due.notification.message_id, said=refusals)

    async def _note(self, due: QueuedNotification, receipt: MailReceipt) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            await email_outbox.note_answers(connection, due.number, receipt.taken, receipt.refused)
        self._count_refusals(receipt)

    async def _end(
        self, due: QueuedNotification, receipt: MailReceipt, state: Literal["delivered", "refused"]
    ) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            await email_outbox.note_answers(connection, due.number, receipt.taken, receipt.refused)
            await email_outbox.end(connection, due.number, state, self._clock())
            await notifications.end(connection, due.number, state, self._clock())
        if state == "delivered":
            self._metrics.notifications.labels("delivered").inc()
            self._count_refusals(receipt)
        else:
            self._metrics.notifications.labels("undeliverable").inc()

    def _count_refusals(self, receipt: MailReceipt) -> None:
        if receipt.refused:
            self._metrics.notifications.labels("refused").inc()

    async def _postpone(self, due: QueuedNotification, error: str, *, frozen: bool) -> None:
        until = self._clock() + self._backoff.after(due.attempts)
        async with self._pool.acquire() as connection, connection.transaction():
            await email_outbox.postpone(connection, due.number, until, error, frozen=frozen)
        self._metrics.notifications.labels("failed").inc()
        log.warning("mail-postponed", until=until.isoformat(), error=error)


def _in_words(answers: Mapping[str, str]) -> str:
    return "; ".join(f"{who}: {why}" for who, why in answers.items())
