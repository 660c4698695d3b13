"""Read codes from the paths of a page, without drawing it."""
