"""Exports of a force's own systems, read through a mapping file that an analyst writes."""
