"""Backups of a stack's database: one file with a manifest that says what it holds."""
