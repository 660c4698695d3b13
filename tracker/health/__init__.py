"""How the service is doing: each process says it of itself, every worker and page reads it of all."""
