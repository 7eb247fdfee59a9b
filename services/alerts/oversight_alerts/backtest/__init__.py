"""Back-tests: what rules would have opened and mailed, by the same code as live."""
