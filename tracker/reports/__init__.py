"""From stored counts to figures."""
