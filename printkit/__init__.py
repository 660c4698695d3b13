"""Make print-ready bookmark and flyer PDFs in which every piece carries its own code."""
