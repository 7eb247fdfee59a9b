"""Publication of accepted events on the events topic."""
