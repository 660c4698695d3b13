"""Links by which somebody without an account reads the figures of a campaign."""
