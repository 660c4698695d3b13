"""Prove a finished PDF by reading only the PDF."""
