"""What a campaign was planned for and what it cost: its settings, apart from its figures."""
