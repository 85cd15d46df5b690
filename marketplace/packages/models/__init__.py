"""Tables, and the Selects that say who may see their rows."""
