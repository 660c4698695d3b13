"""What would go wrong on paper."""
