"""What must be forgotten, and when."""
