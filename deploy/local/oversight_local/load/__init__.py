"""What every import of files shares: reading tables, refusing rows, replacing what was sent."""
