"""Who works here: the first start, invitations, roles, one's own account."""
