"""What a page or an action needs to know: read in a fixed number of statements."""
