"""Police forces that ship as reference data, and how one becomes part of the definitions."""
