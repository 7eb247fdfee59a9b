"""The subcommands of ``oversight``, one a module."""
