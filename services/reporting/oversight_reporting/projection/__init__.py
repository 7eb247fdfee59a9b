"""The projection: what is taken from the fact and alert topics."""
