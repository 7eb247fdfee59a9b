"""Census tables of residents by ethnic group, as a draft of ``residents.yaml``."""
