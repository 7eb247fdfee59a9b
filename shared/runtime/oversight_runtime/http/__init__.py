"""HTTP: server, health checks, bearer tokens, and errors as problem+json."""
