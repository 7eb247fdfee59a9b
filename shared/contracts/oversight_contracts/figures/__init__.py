"""Figures of totals: what each measure makes of n, of and pending."""
