"""E-mails about a transition: context, details, rendering. Pure."""
