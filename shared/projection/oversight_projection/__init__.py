"""Projections of the fact topic: buffer, follower, and the sink that a service writes."""
