"""The shape of the code: sizes, import chains, crowded folders."""
