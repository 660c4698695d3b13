"""Figures as files for other programs, made by a process of their own."""
