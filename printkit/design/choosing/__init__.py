"""What a batch chooses of a design: a variant and the library's logo."""
