"""The demonstration: the whole pipeline, run once and checked."""
