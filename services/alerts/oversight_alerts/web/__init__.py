"""Routes, views and readiness."""
