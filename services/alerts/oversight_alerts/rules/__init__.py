"""Rules: their series, what each observes, and the verdict. Pure."""
