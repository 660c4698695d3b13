"""What admins may do with accounts, and what nobody may."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from tracker.config import Config
from tracker.database import connect
from tracker.staff.accounts import Account, Role, add_staff, reset_staff
from tracker.staff.audit.lines import about_person, lines_about
from tracker.staff.people.invitations import Made, invite
from tracker.staff.people.password_links import make_link
from tracker.staff.people.persons import Outcome, change_role, own_person, shut
from tracker.staff.version import version_of

Send = Callable[..., TestResponse]
LinkOn = Callable[[FlaskClient, TestResponse], str]
SignIn = Callable[..., FlaskClient]
People = dict[Role, Account]
NEW = "ganz andere Losung"


@pytest.fixture
def admin(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ADMIN)


def at(person: Account, what: str = "") -> str:
    return f"/staff/people/{person.id}/{what}"


def actions(db: Database, person: Account) -> list[str]:
    return [line.action for line in lines_about(db, about_person(person)) if line.action != "person-added"]


def test_the_list_says_who_is_who(db: Database, admin: FlaskClient, people: People, elsewhere: int) -> None:
    add_staff(db, "neighbour@library.example", NEW, organisation_id=elsewhere)
    page = admin.get("/staff/people/").text
    for account in people.values():
        assert account.email in page
    assert "neighbour@library.example" not in page
    assert page.count("noch nie") == 2  # only the admin has been here


def test_a_role_holds_at_once_and_can_be_taken_back(
    db: Database, admin: FlaskClient, sign_in: SignIn, people: People, send: Send
) -> None:
    viewer = people[Role.VIEWER]
    theirs = sign_in(Role.VIEWER)
    assert theirs.get("/staff/people/").status_code == 403
    assert send(admin, at(viewer, "role"), at(viewer), role="admin").status_code == 303
    assert theirs.get("/staff/people/").status_code == 200
    said = admin.get(at(viewer)).text
    assert "Frau Viewer hat jetzt die Rolle: Verwalten." in said
    undo = {"role": "viewer", "version": version_of(Role.ADMIN)}
    assert send(admin, at(viewer, "role"), at(viewer), **undo).status_code == 303
    assert theirs.get("/staff/people/").status_code == 403
    assert [line.detail for line in lines_about(db, about_person(viewer))][:2] == [
        "admin → viewer",
        "viewer → admin",
    ]


def test_two_admins_with_the_same_person_before_them(
    db: Database, admin: FlaskClient, people: People, send: Send
) -> None:
    viewer = people[Role.VIEWER]
    stale = send(admin, at(viewer, "role"), at(viewer), role="editor", version=version_of(Role.ADMIN))
    assert stale.status_code == 422
    assert "Jemand anderes hat diese Rolle inzwischen geändert" in stale.text
    assert send(admin, at(viewer, "role"), at(viewer), role="owner").status_code == 422
    found = own_person(db, people[Role.ADMIN], viewer.id)
    assert found is not None
    assert found.account.role is Role.VIEWER


def test_nobody_changes_their_own_role_or_shuts_themselves_out(
    db: Database, admin: FlaskClient, people: People, send: Send
) -> None:
    me = people[Role.ADMIN]
    other = add_staff(db, "other@library.example", NEW)
    assert other.role is Role.ADMIN
    lower = {"role": "viewer", "version": version_of(Role.ADMIN)}
    for what, values in (("role", lower), ("shut", {}), ("password-link", {})):
        assert send(admin, at(me, what), at(me), **values).status_code == 303
        assert "Das tut niemand bei sich selbst" in admin.get(at(me)).text
    found = own_person(db, me, me.id)
    assert found is not None
    assert (found.account.role, found.is_shut) == (Role.ADMIN, False)
    assert actions(db, me) == []


def test_who_is_shut_out_is_out_at_once(
    app: Flask, db: Database, admin: FlaskClient, sign_in: SignIn, people: People, send: Send, password: str
) -> None:
    editor = people[Role.EDITOR]
    theirs = sign_in(Role.EDITOR)
    assert send(admin, at(editor, "shut"), at(editor)).status_code == 303
    assert theirs.get("/staff/words").status_code == 303
    typed = {"email": editor.email, "password": password}
    assert send(app.test_client(), "/staff/sign-in", **typed).status_code == 401
    assert send(admin, at(editor, "password-link"), at(editor)).status_code == 303
    assert "ist gesperrt. Öffnen Sie es zuerst." in admin.get(at(editor)).text
    assert send(admin, at(editor, "open"), at(editor)).status_code == 303
    assert send(app.test_client(), "/staff/sign-in", **typed).status_code == 303
    assert actions(db, editor) == ["account-opened", "account-shut"]


@pytest.mark.parametrize(("what", "values"), [("shut", {}), ("role", {"role": "editor"}), ("reset", {})])
def test_the_links_of_who_is_an_admin_no_longer_open_no_more(
    app: Flask, db: Database, admin: FlaskClient, people: People, send: Send, link_on: LinkOn,
    what: str, values: dict[str, str],
) -> None:  # fmt: skip
    """They may have kept one for themselves."""
    other, now = add_staff(db, "other@library.example", NEW), time.time()
    theirs = invite(db, other, "friend@elsewhere.example", Role.ADMIN, "", now)
    mine = invite(db, people[Role.ADMIN], "new@library.example", Role.VIEWER, "", now)
    assert isinstance(theirs, Made)
    assert isinstance(mine, Made)
    reset = make_link(db, other, people[Role.VIEWER], now)
    assert reset is not None
    if what == "reset":
        reset_staff(db, other.email, NEW, role=Role.VIEWER)
    else:
        assert send(admin, at(other, what), at(other), **values).status_code == 303
    guest = app.test_client()
    links = (f"/invitation/{theirs.token}", f"/invitation/{mine.token}", f"/new-password/{reset.token}")
    assert [guest.get(link).status_code for link in links] == [404, 200, 404]
    page = f"/staff/people/invitations/{theirs.invitation.id}/"
    assert "Der Link gilt nicht mehr" in admin.get(page).text
    assert guest.get(link_on(admin, send(admin, f"{page}renew", page))).status_code == 200


def test_an_account_is_deleted_only_when_it_is_shut(
    db: Database, admin: FlaskClient, people: People, send: Send
) -> None:
    editor = people[Role.EDITOR]
    assert send(admin, at(editor, "delete"), at(editor)).headers["Location"] == at(editor)
    assert own_person(db, people[Role.ADMIN], editor.id) is not None
    send(admin, at(editor, "shut"), at(editor))
    assert send(admin, at(editor, "delete"), at(editor)).headers["Location"] == "/staff/people/"
    assert "ist gelöscht" in admin.get("/staff/people/").text
    assert own_person(db, people[Role.ADMIN], editor.id) is None
    assert editor.email not in "\n".join(db.conn.iterdump())
    assert "hat das Konto von <b>Frau Editor</b> gelöscht" in admin.get("/staff/audit/").text


def test_all_sessions_of_somebody_are_ended(
    db: Database, admin: FlaskClient, sign_in: SignIn, people: People, send: Send
) -> None:
    editor = people[Role.EDITOR]
    both = [sign_in(Role.EDITOR), sign_in(Role.EDITOR)]
    assert "2 Browser" in admin.get(at(editor)).text
    assert send(admin, at(editor, "sign-out"), at(editor)).status_code == 303
    assert [one.get("/staff/words").status_code for one in both] == [303, 303]
    assert actions(db, editor) == ["sessions-ended"]


def test_a_link_for_a_new_password(
    app: Flask, db: Database, admin: FlaskClient, sign_in: SignIn, people: People, send: Send, link_on: LinkOn
) -> None:
    editor = people[Role.EDITOR]
    theirs = sign_in(Role.EDITOR)
    old = link_on(admin, send(admin, at(editor, "password-link"), at(editor)))
    link = link_on(admin, send(admin, at(editor, "password-link"), at(editor)))
    assert link.rpartition("/")[2] not in "\n".join(db.conn.iterdump())
    guest = app.test_client()
    assert guest.get(old).status_code == 404
    assert theirs.get("/staff/words").status_code == 200  # nothing has happened yet
    assert send(guest, link, password="Editor-2026!").status_code == 422
    assert send(guest, link, password=NEW).status_code == 303
    assert "Frau Editor" in guest.get("/staff/account/").text
    assert theirs.get("/staff/words").status_code == 303
    assert guest.get(link).status_code == 404
    assert send(app.test_client(), "/staff/sign-in", email=editor.email, password=NEW).status_code == 303
    assert actions(db, editor) == ["password-changed", "password-link-made", "password-link-made"]


def test_two_admins_who_lower_one_another_leave_one(config: Config, db: Database) -> None:
    admins = [add_staff(db, f"{name}@library.example", NEW, name=name) for name in ("anna", "berta")]
    ready = threading.Barrier(2)

    def lower(me: Account, other: Account) -> Outcome:
        with connect(config) as own:
            ready.wait(120)
            return change_role(own, me, other, Role.VIEWER)

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lower, admins, reversed(admins)))
    assert sorted(outcomes, key=lambda one: one.value) == [Outcome.DONE, Outcome.LAST_ADMIN]
    left = [role for (role,) in db.execute("SELECT role FROM staff")]
    assert sorted(left) == ["admin", "viewer"]
    shown = admins[outcomes.index(Outcome.DONE)]
    late = replace(shown, role=Role.EDITOR)  # as it was shown once
    assert change_role(db, shown, late, Role.VIEWER) is Outcome.MEANWHILE
    last = admins[outcomes.index(Outcome.DONE)]
    assert shut(db, admins[outcomes.index(Outcome.LAST_ADMIN)], last, time.time()) is Outcome.LAST_ADMIN


def test_people_of_others_do_not_exist(db: Database, admin: FlaskClient, elsewhere: int, send: Send) -> None:
    other = add_staff(db, "neighbour@library.example", NEW, organisation_id=elsewhere)
    for number in (other.id, 10**6, 2**63, 2**70):
        assert admin.get(f"/staff/people/{number}/").status_code == 404
        for what in ("role", "shut", "open", "delete", "sign-out", "password-link"):
            answer = send(admin, f"/staff/people/{number}/{what}", "/staff/account/", role="viewer")
            assert answer.status_code == 404, what
    assert own_person(db, other, other.id) is not None
    assert actions(db, other) == []
