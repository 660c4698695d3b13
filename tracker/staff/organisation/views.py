"""The page of the library's settings: shown, asked about where figures change, saved."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlite_utils import Database
from werkzeug.wrappers import Response as AnyResponse

from tracker.scans.events import retained
from tracker.staff.accounts import Account, Role
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind, Subject
from tracker.staff.audit.since import changed_since, last_line
from tracker.staff.drafts.base import base_of
from tracker.staff.flashes import say
from tracker.staff.guard import account, requires
from tracker.staff.organisation.form import SettingsForm
from tracker.staff.organisation.settings import (
    ChangedMeanwhileError,
    Settings,
    consequences,
    read_settings,
    write_settings,
)
from tracker.staff.room import room
from tracker.staff.version import Meanwhile, carried, differences, is_stale, version_of
from tracker.web.language import NAMES
from tracker.web.site import database, site
from tracker.web.zones import zone_name

organisation = room("organisation", "/staff/organisation")
_ACTIONS = (Action.SETTINGS_CHANGED,)


@organisation.get("/", endpoint="organisation")
@requires(Role.ADMIN)
def show() -> Response:
    """Show the settings."""
    return _page(SettingsForm.of(read_settings(database(), account().organisation_id)))


@organisation.post("/")
@requires(Role.ADMIN)
def save() -> AnyResponse:
    """Save them; ask first where figures or new short links change."""
    db, person = database(), account()
    before = read_settings(db, person.organisation_id)
    form = SettingsForm.of(before)
    if not form.validate():
        return _page(form, 422)
    wanted = form.settings()
    if is_stale(version_of(before)):
        return _page(form, 422, meanwhile=_meanwhile(before, wanted))
    if consequences(before, wanted) and not request.form.get("confirmed"):
        return _ask(db, person, before, wanted)
    try:
        write_settings(db, person, before, wanted)
    except ChangedMeanwhileError:
        now = read_settings(db, person.organisation_id)
        return _page(form, 422, meanwhile=_meanwhile(now, wanted))
    say(gettext("The settings have been saved."))
    return redirect(url_for("organisation.organisation"), 303)


def _page(form: SettingsForm, status: int = 200, meanwhile: Meanwhile | None = None) -> Response:
    db, person = database(), account()
    return make_response(
        render_template(
            "staff/organisation/page.html",
            form=form,
            version=carried(_version(db, read_settings(db, person.organisation_id)), meanwhile),
            meanwhile=meanwhile,
            base=base_of(db, person.organisation_id, site().config),
            kept=retained(db, person.organisation_id),
        ),
        status,
    )


def _ask(db: Database, person: Account, before: Settings, wanted: Settings) -> Response:
    return make_response(
        render_template(
            "staff/organisation/confirm.html",
            zone_name=zone_name,
            before=before,
            wanted=wanted,
            consequences=consequences(before, wanted),
            version=_version(db, before),
            kept=retained(db, person.organisation_id),
        )
    )


def _version(db: Database, now: Settings) -> str:
    return version_of(now, line=last_line(db, _about(now), _ACTIONS))


def _about(now: Settings) -> Subject:
    return Subject(Kind.ORGANISATION, account().organisation_id, now.name)


def _meanwhile(now: Settings, wanted: Settings) -> Meanwhile:
    return changed_since(
        database(),
        _about(now),
        _ACTIONS,
        differences(
            (gettext("Name of the library"), now.name, wanted.name),
            (gettext("Language"), NAMES[now.language], NAMES[wanted.language]),
            (gettext("Time zone"), zone_name(now.time_zone), zone_name(wanted.time_zone)),
            (gettext("New short links begin with"), now.host, wanted.host),
            (gettext("Days for which single hits are kept"), str(now.kept_days), str(wanted.kept_days)),
        ),
    )
