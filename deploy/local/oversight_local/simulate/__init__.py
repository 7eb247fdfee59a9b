"""A force that never was, the same again from the same seed. Pure: no clock, no I/O."""
