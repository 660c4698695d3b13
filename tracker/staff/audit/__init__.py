"""Who did what: a line for every change that staff make."""
