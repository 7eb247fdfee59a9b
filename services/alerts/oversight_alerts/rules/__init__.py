"""Rules: the series each series, what is observed, and the verdict. Pure."""
