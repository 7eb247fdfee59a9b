"""Figures of counts: rates, ratios, shares, quantiles, changes, extremes."""
