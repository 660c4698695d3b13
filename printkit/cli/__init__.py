"""The command line of printkit, where the store meets the press."""
