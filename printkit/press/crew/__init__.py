"""One run drawn by several processes."""
