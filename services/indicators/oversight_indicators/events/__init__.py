"""Events of the log: decoded, their revisions resolved, their outcomes. Pure."""
