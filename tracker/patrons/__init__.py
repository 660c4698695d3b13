"""Pages a patron sees."""
