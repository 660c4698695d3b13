"""An invented town library, its bookmarks, and a season of scans over HTTP."""
