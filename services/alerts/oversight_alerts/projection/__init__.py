"""The projection: totals and reconciliations as at the last cut. Pure."""
