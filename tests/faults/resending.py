"""A feed sends again what it cannot find counted."""

import asyncio

from tests.faults.stand import Stand

from oversight_local.client.ingest import IngestClient, feed_client


def send_again(stand: Stand) -> int:
    """Send every accepted change that has no receipt; answers how many those are."""
    ledger = stand.ledger
    counted = asyncio.run(stand.figures.receipts(ledger.source))
    missing = [ledger.changes[each] for each in ledger.ids - counted]
    with feed_client(stand.stack.file) as client:
        IngestClient(client, ledger.source).send(missing)
    return len(missing)
