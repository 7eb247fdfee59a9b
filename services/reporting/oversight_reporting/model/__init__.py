"""Values of the service: stored totals, coverage, published figures, snapshots. Pure."""
