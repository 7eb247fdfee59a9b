"""The decomposition of a change: what authorities, grades, powers or objects carry of it. Pure."""
