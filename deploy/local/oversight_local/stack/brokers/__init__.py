"""Brokers of a local stack: embedded, or Apache Kafka."""
