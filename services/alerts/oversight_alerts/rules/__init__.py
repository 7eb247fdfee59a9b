"""Rules: the series each watches, what is observed, and the verdict. Pure."""
