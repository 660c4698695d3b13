"""Drafts: the way from an idea to an order, in steps that may be taken in any order and left at any time."""
