"""The disparity panel: one ratio from several sides, and what each cannot say. Pure."""
