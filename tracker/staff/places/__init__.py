"""The page of places: made, renamed, archived."""
