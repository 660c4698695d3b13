"""Texts → lines in boxes: faces, breaks, edges, and the line with the short link."""
