"""Back-tests on a stack: its totals, the rules that are tried, and what is printed of them."""
