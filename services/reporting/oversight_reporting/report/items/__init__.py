"""The kinds of item that a report can have: a module each, and their registry."""
