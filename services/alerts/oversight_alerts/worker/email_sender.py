"""Sends the outbox of e-mail: each e-mail until the mail server takes it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from oversight_alerts.email.notification import QueuedNotification
from oversight_alerts.metrics import Metrics
from oversight_alerts.repository import email_outbox
from oversight_alerts.worker.smtp import Mailer, MailUnavailable, compose
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
            remark = await self._mailer.deliver(message)
        except MailUnavailable as error:
            await self._postpone(due, str(error))
            return
        async with self._pool.acquire() as connection, connection.transaction():
            await email_outbox.mark_delivered(connection, due.number, self._clock(), remark)
        self._metrics.notifications.labels("delivered").inc()
        if remark is not None:
            self._metrics.notifications.labels("refused").inc()
        log.info("mail-delivered", message_id=due.notification.message_id, remark=remark)

    async def _postpone(self, due: QueuedNotification, error: str) -> None:
        until = self._clock() + self._backoff.after(due.attempts)
        async with self._pool.acquire() as connection, connection.transaction():
            await email_outbox.postpone(connection, due.number, until, error)
        self._metrics.notifications.labels("failed").inc()
        log.warning("mail-postponed", until=until.isoformat(), error=error)
