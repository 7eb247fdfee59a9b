"""Renderers: tables, charts, CSV and templates, of documents alone."""
