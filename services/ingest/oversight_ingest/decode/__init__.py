"""Decoders of CloudEvents' HTTP modes: binary, structured, batch, NDJSON."""
