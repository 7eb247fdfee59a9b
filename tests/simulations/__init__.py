"""Simulations behind what docs/arithmetic.md states of tests and charts."""
