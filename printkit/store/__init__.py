"""What was ordered: campaigns, batches, codes; minted before any scan exists."""
