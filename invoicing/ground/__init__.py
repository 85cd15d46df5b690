"""What every rule of money stands on: rounding, sharing out to the penny, dated figures."""
