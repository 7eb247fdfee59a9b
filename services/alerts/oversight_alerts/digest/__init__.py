"""The digest: what a daily or weekly e-mail says of all rules, feeds, alerts and silences. Pure."""
