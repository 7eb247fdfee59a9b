"""Makes the forces that ship, from tables of the Office for National Statistics."""
