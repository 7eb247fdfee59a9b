"""Checks across definition files: what no single model can see."""
