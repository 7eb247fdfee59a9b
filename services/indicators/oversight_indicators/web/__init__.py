"""Routes: receipts, reconciliation, health."""
