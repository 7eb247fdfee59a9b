"""``python -m oversight_alerts`` as the stack runs it."""

import asyncio
import os
import signal
import sys

import httpx
from tests.integration.alerts.stage import Stage, until

from oversight_local.stack.ports import HOST, choose_ports


async def test_the_process_becomes_ready_and_ends_when_asked(stage: Stage) -> None:
    port = choose_ports(0, ("alerts",)).services["alerts"]
    settings = stage.settings()
    environment = {
        "OVERSIGHT_PORT": str(port),
        "OVERSIGHT_KAFKA": settings.kafka,
        "OVERSIGHT_KAFKA_IDEMPOTENCE": "false",
        "OVERSIGHT_DATABASE_URL": settings.database_url,
        "OVERSIGHT_DEFINITIONS": str(settings.definitions),
        "OVERSIGHT_TOKENS": str(settings.tokens),
        "OVERSIGHT_SMTP_HOST": settings.smtp_host,
        "OVERSIGHT_SMTP_PORT": str(settings.smtp_port),
        "OVERSIGHT_PUBLIC_URL": str(settings.public_url),
        "OVERSIGHT_MAIL_FROM": settings.mail_from,
        "OVERSIGHT_MAIL_TO": ",".join(settings.mail_to),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "oversight_alerts", env={**os.environ, **environment}
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}", trust_env=False) as client:

            async def ready() -> bool:
                try:
                    return (await client.get("/readyz")).status_code == 200
                except httpx.TransportError:
                    return False

            await until(ready, "readiness")
        process.terminate()
        # The server raises the signal on once it has drained.
        assert await asyncio.wait_for(process.wait(), 10) in (0, -signal.SIGTERM)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
