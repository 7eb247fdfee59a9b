"""The kinds of record a force knows; each model is the whole record as it is known now."""
