"""Reports: their plan, their document, their snapshots."""
