"""What every service stands on: Kafka, PostgreSQL, tokens, health, settings and logs."""
