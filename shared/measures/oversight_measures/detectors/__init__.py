"""Detectors: levels against limits, drift by CUSUM, and how often either is wrong."""
