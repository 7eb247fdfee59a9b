"""What the services agree on: envelope, records, facts, topics and the definitions loader."""
