"""Print orders as staff see them: how far they are, their files, printing a batch again."""
