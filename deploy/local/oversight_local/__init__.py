"""The ``oversight`` command and the local stacks it starts."""
