"""Periods of London days: weeks, months, quarters, financial years, waves of surveys."""
