"""The measures: one file each, with everything that the system needs to know of it."""
