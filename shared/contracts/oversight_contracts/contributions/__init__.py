"""What one record adds to an indicator, as data: the forms that every measure is made of."""
