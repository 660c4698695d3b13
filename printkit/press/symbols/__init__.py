"""Links → QR symbols → the operators of their paths."""
