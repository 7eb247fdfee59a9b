"""Publication of totals and cuts on the fact topic."""
