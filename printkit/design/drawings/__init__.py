"""SVG and bitmaps → marks."""
