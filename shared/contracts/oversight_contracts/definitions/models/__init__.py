"""The models of definition files: one for each file or entry."""
