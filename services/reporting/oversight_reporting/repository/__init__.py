"""All of this service's SQL, on its own schema; every method is one transaction."""
