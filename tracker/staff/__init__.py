"""Pages the staff see."""
