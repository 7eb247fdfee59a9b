"""Events: envelope, types, batches, dead letters."""
