"""Redirect the printed codes, count the hits and show what the print achieved."""
