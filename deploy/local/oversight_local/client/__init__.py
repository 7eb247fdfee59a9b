"""A feed's side of the contract: send events, ask what is stored, wait until it is counted."""
