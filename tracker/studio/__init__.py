"""A process that draws for the pages: reading uploads and rendering never happens in a worker."""
