"""Figures as charts in the language of the page, and charts as files for slides."""
