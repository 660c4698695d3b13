"""How far a figure can be trusted: pure functions on plain values, no database and no words."""
