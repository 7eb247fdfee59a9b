"""Rules as a set: how often they alarm by chance, and how soon they find what they are for."""
