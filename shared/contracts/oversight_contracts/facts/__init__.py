"""What indicators and alerts publish: totals, cuts, statements, arrivals, episodes and more."""
