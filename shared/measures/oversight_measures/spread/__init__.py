"""Spread: how much a series varies from piece to piece beyond independent cases."""
