"""The projection: totals, reconciliations and arrivals as at the last cut. Pure."""
