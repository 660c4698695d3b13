"""What all pages have in common: the site, languages, headers and error pages."""
