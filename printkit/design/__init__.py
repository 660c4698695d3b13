"""What a piece looks like: the design file, its fields, type and artwork."""
