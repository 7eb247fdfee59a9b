"""Endpoints, responses and the OpenAPI document."""
