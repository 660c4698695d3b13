"""The commands of `tracker`."""
