"""The console: pages of the alerts service for the oversight office."""
