"""What takes longer than a page may: asked for by staff, done by a process of its own, one job at a time."""
