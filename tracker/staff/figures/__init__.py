"""Pages of figures: campaign, batch, place, piece."""
