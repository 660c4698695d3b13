"""Imposition: sheets, slots, piles, printers; who stands where."""
