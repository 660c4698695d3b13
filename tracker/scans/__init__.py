"""From a request to a hit to a count."""
