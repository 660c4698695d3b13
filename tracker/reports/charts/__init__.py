"""Charts: figures → drawing → SVG for pages, PDF and PNG for slides."""
