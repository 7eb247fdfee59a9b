"""What ``oversight load`` does: files of events, editions of a month, and the census."""
