"""What is done later, by the person “the system”."""
