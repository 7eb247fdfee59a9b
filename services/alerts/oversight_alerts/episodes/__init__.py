"""Episodes: life cycle, silences, deduplication. Pure."""
