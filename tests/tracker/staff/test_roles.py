"""Every page of the staff says who may see it, and means it: role by route by method."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tracker.staff.accounts import Account, Role
from tracker.staff.guard import ANYBODY, needs, requires
from tracker.staff.views import staff

SignIn = Callable[..., FlaskClient]
EXPECTED = {
    "staff.overview": Role.VIEWER,
    "staff.words": Role.VIEWER,
    "staff.phone": Role.VIEWER,
    "staff.give_pass": Role.VIEWER,
    "staff.take_pass": Role.VIEWER,
    "staff.end_passes": Role.ADMIN,
    "organisation.organisation": Role.ADMIN,
    "organisation.save": Role.ADMIN,
    "account.account": Role.VIEWER,
    "account.change": Role.VIEWER,
    "account.password": Role.VIEWER,
    "account.sign_out": Role.VIEWER,
    "audit.audit": Role.ADMIN,
    "audit.export": Role.ADMIN,
    "people.people": Role.ADMIN,
    "people.person": Role.ADMIN,
    "people.role": Role.ADMIN,
    "people.shut_account": Role.ADMIN,
    "people.open_account": Role.ADMIN,
    "people.delete_account": Role.ADMIN,
    "people.sign_out": Role.ADMIN,
    "people.password_link": Role.ADMIN,
    "people.invite_form": Role.ADMIN,
    "people.invite_somebody": Role.ADMIN,
    "people.invitation": Role.ADMIN,
    "people.renew_invitation": Role.ADMIN,
    "people.withdraw_invitation": Role.ADMIN,
    "staff.sign_in": ANYBODY,
    "staff.sign_in_post": ANYBODY,
    "staff.sign_out": ANYBODY,
    "staff.language": ANYBODY,
    "campaigns.new": Role.EDITOR,
    "campaigns.new_post": Role.EDITOR,
    "campaigns.settings": Role.VIEWER,
    "campaigns.settings_post": Role.EDITOR,
    "campaigns.costs": Role.EDITOR,
    "campaigns.archive": Role.EDITOR,
    "campaigns.bring_back": Role.EDITOR,
    "drafts.drafts": Role.EDITOR,
    "drafts.delete": Role.EDITOR,
    "drafts.restore": Role.EDITOR,
    "drafts.again": Role.EDITOR,
    "drafts.like": Role.EDITOR,
    "drafts.further": Role.EDITOR,
    "drafts.goal": Role.EDITOR,
    "drafts.destination": Role.EDITOR,
    "drafts.batches": Role.EDITOR,
    "drafts.batches_kept": Role.EDITOR,
    "drafts.goal_kept": Role.EDITOR,
    "drafts.destination_kept": Role.EDITOR,
    "drafts.paper": Role.EDITOR,
    "drafts.check": Role.EDITOR,
    "drafts.order": Role.EDITOR,
    "drafts.look": Role.EDITOR,
    "figures.campaign": Role.VIEWER,
    "figures.campaign_live": Role.VIEWER,
    "figures.campaign_places": Role.VIEWER,
    "figures.batch": Role.VIEWER,
    "figures.batch_live": Role.VIEWER,
    "figures.places": Role.VIEWER,
    "figures.pieces": Role.VIEWER,
    "figures.piece": Role.VIEWER,
    "notes.campaign": Role.VIEWER,
    "notes.add": Role.EDITOR,
    "notes.note": Role.EDITOR,
    "notes.change": Role.EDITOR,
    "notes.delete": Role.EDITOR,
    "notes.restore": Role.EDITOR,
    "sharing.links": Role.VIEWER,
    "sharing.make": Role.EDITOR,
    "sharing.close": Role.EDITOR,
    "design.step": Role.EDITOR,
    "design.gallery": Role.EDITOR,
    "design.choose_design": Role.EDITOR,
    "design.gallery_picture": Role.EDITOR,
    "design.texts": Role.EDITOR,
    "design.save_texts": Role.EDITOR,
    "design.preview": Role.EDITOR,
    "design.picture": Role.VIEWER,
    "design.large": Role.VIEWER,
    "design.logo": Role.EDITOR,
    "design.hand_in_logo": Role.EDITOR,
    "design.choose_logo": Role.EDITOR,
    "design.set_inks": Role.EDITOR,
    "exports.campaign": Role.VIEWER,
    "exports.batch": Role.VIEWER,
    "exports.campaign_file": Role.VIEWER,
    "exports.batch_file": Role.VIEWER,
    "orders.all_orders": Role.VIEWER,
    "orders.of_campaign": Role.VIEWER,
    "orders.order": Role.VIEWER,
    "orders.order_live": Role.VIEWER,
    "orders.cancel": Role.EDITOR,
    "orders.again": Role.EDITOR,
    "orders.to_draft": Role.EDITOR,
    "orders.file": Role.EDITOR,
    "orders.proof": Role.EDITOR,
    "orders.print_page": Role.VIEWER,
    "orders.print_again": Role.EDITOR,
    "orders.calibration": Role.EDITOR,
    "batches.destination": Role.VIEWER,
    "batches.spread": Role.VIEWER,
    "batches.lead": Role.EDITOR,
    "batches.lead_back": Role.EDITOR,
    "batches.follow": Role.EDITOR,
    "batches.retire": Role.EDITOR,
    "batches.revive": Role.EDITOR,
    "batches.test": Role.VIEWER,
    "batches.arrivals": Role.VIEWER,
    "handing_out.batch": Role.VIEWER,
    "handing_out.campaign": Role.VIEWER,
    "handing_out.hand_out": Role.EDITOR,
    "handing_out.returned": Role.EDITOR,
    "handing_out.waste": Role.EDITOR,
    "handing_out.bundles": Role.EDITOR,
    "handing_out.take_back": Role.EDITOR,
    "handing_out.again": Role.EDITOR,
    "handing_out.slips": Role.EDITOR,
    "hand_out.change": Role.EDITOR,
    "hand_out.save": Role.EDITOR,
    "bundle.show": Role.VIEWER,
    "bundle.give": Role.EDITOR,
    "bundle.undo": Role.EDITOR,
    "places.places": Role.VIEWER,
    "places.place": Role.VIEWER,
    "places.add": Role.EDITOR,
    "places.rename": Role.EDITOR,
    "places.archive": Role.EDITOR,
    "places.offer": Role.EDITOR,
    "doors.first_start": ANYBODY,
    "doors.first_start_post": ANYBODY,
    "doors.invitation": ANYBODY,
    "doors.invitation_post": ANYBODY,
    "doors.new_password": ANYBODY,
    "doors.new_password_post": ANYBODY,
}
FOR_PATRONS = {"static", "patrons.start", "patrons.robots", "patrons.favicon", "shared.figures"}
"""Pages without the guard: they see no session and change nothing."""


def test_every_page_says_who_may_see_it(app: Flask) -> None:
    """Whoever adds a page says here by hand who may see it; test_routes.py proves that it holds."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in FOR_PATRONS]
    assert {rule.endpoint: needs(app.view_functions[rule.endpoint]) for rule in rules} == EXPECTED
    for rule in app.url_map.iter_rules():
        if rule.endpoint in FOR_PATRONS:
            assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS"}
            assert needs(app.view_functions[rule.endpoint]) is None


def test_roles_include_those_below() -> None:
    matrix = [[one.includes(other) for other in Role] for one in Role]
    assert matrix == [[True, False, False], [True, True, False], [True, True, True]]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_opens_for_its_role_and_above(app: Flask, sign_in: SignIn, method: str) -> None:
    """On pages of our own making, so that it holds for every page still to come."""

    def page() -> str:
        return "seen"

    for needed in Role:
        view = requires(needed)(lambda: "seen")
        app.add_url_rule(f"/staff/trial/{needed}", f"staff.trial_{needed}", view, methods=["GET", "POST"])
    app.add_url_rule("/staff/trial/forgotten", "staff.forgotten", page, methods=["GET", "POST"])
    nobody = 303 if method == "GET" else 401
    for role in (*Role, None):
        client = sign_in(role) if role else app.test_client()
        form = client.get("/staff/" if role else "/staff/sign-in").text
        token = form.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        data = {"csrf_token": token} if method == "POST" else None
        for needed in Role:
            answer = client.open(f"/staff/trial/{needed}", method=method, data=data)
            expected = nobody if role is None else 200 if role.includes(needed) else 403
            assert answer.status_code == expected, (role, needed)
            assert (answer.text == "seen") is (expected == 200)
            assert ("Das dürfen Sie nicht" in answer.text) is (expected == 403)
        assert client.open("/staff/trial/forgotten", method=method, data=data).status_code == 403


def test_the_guard_stands_before_the_whole_blueprint(people: dict[Role, Account]) -> None:
    assert [function.__name__ for function in staff.before_request_funcs[None]] == ["guard"]
