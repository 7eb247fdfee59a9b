"""Background work: consume, evaluate, record, send, publish."""
