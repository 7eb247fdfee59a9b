"""E-mails about a transition: context, the values of each kind, rendering. Pure."""
