"""The first page: which campaigns there are, and what each of them needs next."""
