"""The roles in words."""

from __future__ import annotations

from flask_babel import gettext

from tracker.staff.accounts import Role


def role_name(role: Role) -> str:
    """Return what a role is called, in one word."""
    words: dict[Role, str] = {
        Role.VIEWER: gettext("Viewer"),
        Role.EDITOR: gettext("Editor"),
        Role.ADMIN: gettext("Admin"),
    }
    return words[role]


def role_about(role: Role) -> str:
    """Return what somebody with a role may do, said to them."""
    words: dict[Role, str] = {
        Role.VIEWER: gettext("You can see all campaigns and their figures."),
        Role.EDITOR: gettext("You can plan campaigns, have them printed, hand out, and see all figures."),
        Role.ADMIN: gettext("You can do everything: campaigns, figures, people and the library's settings."),
    }
    return words[role]


def role_choice(role: Role) -> str:
    """Return a role as an admin chooses it for somebody."""
    words: dict[Role, str] = {
        Role.VIEWER: gettext("Viewer: sees campaigns and figures"),
        Role.EDITOR: gettext("Editor: plans campaigns as well, has them printed and hands out"),
        Role.ADMIN: gettext("Admin: looks after people and settings as well"),
    }
    return words[role]
