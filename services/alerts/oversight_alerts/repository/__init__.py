"""All SQL of the service. Each function is given a connection: transactions belong to the edge."""
