"""Consumption of the events topic on Faust: partitions, offsets, decoding."""
