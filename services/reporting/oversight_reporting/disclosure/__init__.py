"""Statistical disclosure control of what a page or report prints. Pure."""
