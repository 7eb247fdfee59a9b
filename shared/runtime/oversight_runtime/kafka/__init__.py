"""Kafka: topics, producers, consumers and their shutdown."""
