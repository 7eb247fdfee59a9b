"""Dead letters: listed, corrected, replayed."""
