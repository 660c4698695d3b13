"""Files: their bytes, their names, and runs that were cut off."""
