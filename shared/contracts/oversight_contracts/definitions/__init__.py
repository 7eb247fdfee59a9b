"""Definitions: what is counted, where, against what; read from YAML and checked."""
