"""Apache Kafka on the local JVM: found, fetched, formatted, run."""
