"""What every rule of buying stands on: money, exact numbers, the calendar, states, a refusal."""
