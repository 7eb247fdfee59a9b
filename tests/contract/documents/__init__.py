"""The documents under docs/ that are written from the code, and never by hand."""
