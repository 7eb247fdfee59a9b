"""Control charts of a series: limits, special causes and their wording. Pure."""
