"""Processes of a local stack: started, supervised, terminated."""
