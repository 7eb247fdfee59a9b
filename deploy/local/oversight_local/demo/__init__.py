"""The whole pipeline shown once, and checked while it is shown."""
