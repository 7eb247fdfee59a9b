"""What indicators and alerts publish: totals, cuts, statements, reconciliations, episodes."""
