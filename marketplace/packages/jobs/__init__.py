"""What is done later, from the outbox; each ends in an action."""
