"""What keeps a service alive for years: backups, and a doctor who looks at everything."""
