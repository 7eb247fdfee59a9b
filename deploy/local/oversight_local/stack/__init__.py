"""A local stack: ports, tokens, PostgreSQL, broker, services."""
