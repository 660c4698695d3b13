"""Pages of a batch that are no figures: its head, where it leads, its history, test scans."""
