"""Notes on the time axis: what happened outside of the figures, such as “posters are up”."""
