"""From pieces to sheets to a PDF."""
