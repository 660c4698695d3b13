"""Settings of a campaign: name, goal, costs, archive; each change has a line and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.campaigns import campaigns
from printkit.store.mint import Minted
from printkit.store.model import Batch
from tracker.staff.accounts import Role
from tracker.staff.campaigns.plan import CampaignPlan, costs_of, plan_of, plans_of, write_cost

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def client(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.EDITOR)


@pytest.fixture
def batch(mint_batch: Callable[..., Minted]) -> Batch:
    return mint_batch(campaign="Herbst", name="Nord", copies=7).batch


def fields(client: FlaskClient, batch: Batch, action: str) -> dict[str, str]:
    page = client.get(f"/staff/campaigns/{batch.campaign_id}/settings").text
    form = page.partition(f'action="/staff/campaigns/{batch.campaign_id}/{action}"')[2]
    return dict(re.findall(r'type="hidden" name="(csrf_token|version)" value="([^"]*)"', form)[:2])


def actions(db: Database) -> list[str]:
    found = db.execute("SELECT action FROM audit_line WHERE campaign_id IS NOT NULL ORDER BY id")
    return [row[0] for row in found]


def test_name_goal_and_dates_can_be_changed(db: Database, client: FlaskClient, batch: Batch) -> None:
    page = f"/staff/campaigns/{batch.campaign_id}/settings"
    sent = fields(client, batch, "settings")
    new = {"name": "Herbst 2026", "goal": "Lesen & <b>Hören</b>", "starts_on": "2026-09-01"}
    assert client.post(page, data={**sent, **new}).location == page
    assert [one.name for one in campaigns(db)] == ["Herbst 2026"]
    assert plan_of(db, batch.campaign_id) == CampaignPlan("Lesen & <b>Hören</b>", None, date(2026, 9, 1))
    shown = client.get(page).text
    assert "<b>Hören" not in shown
    assert "Herbst → Herbst 2026" in unescape(shown)
    assert actions(db) == ["campaign-renamed", "campaign-planned"]
    assert client.post(page, data={**sent, **new}).status_code == 303  # once more is no change
    assert actions(db) == ["campaign-renamed", "campaign-planned"]


def test_wrong_words_and_taken_names_are_refused(
    db: Database, client: FlaskClient, batch: Batch, mint_batch: Callable[..., Minted]
) -> None:
    mint_batch(campaign="Winter")
    page = f"/staff/campaigns/{batch.campaign_id}/settings"
    for new, words in (
        ({"name": "Winter"}, "gibt es schon"),
        ({"name": ""}, "einen Namen"),
        ({"name": "Herbst", "starts_on": "2026-09-02", "ends_on": "2026-09-01"}, "endet"),
    ):
        answer = client.post(page, data={**fields(client, batch, "settings"), **new})
        assert answer.status_code == 422
        assert words in answer.text
    assert plan_of(db, batch.campaign_id) == CampaignPlan()


def test_two_at_once_see_each_other(db: Database, client: FlaskClient, sign_in: SignIn, batch: Batch) -> None:
    """Whoever is second learns who was first, and when; also after a slip of the pen."""
    url, other = f"/staff/campaigns/{batch.campaign_id}", sign_in(Role.ADMIN)
    sent, costs = fields(client, batch, "settings"), fields(client, batch, "costs")
    theirs = {**fields(other, batch, "settings"), "name": "Herbst", "goal": "Das andere Ziel"}
    assert other.post(f"{url}/settings", data=theirs).status_code == 303
    price = {**fields(other, batch, "costs"), f"cost-{batch.id}": "0,01"}
    assert other.post(f"{url}/costs", data=price).status_code == 303
    named = re.compile(r"Frau Admin hat das geändert, während Sie geschrieben haben \([0-9.]+, [0-9:]+\)")
    mine = {**sent, "name": "Herbst", "goal": "Meins"}
    slip = client.post(f"{url}/settings", data={**mine, "name": ""})
    assert slip.status_code == 422
    carried = slip.text.split('name="version" value="')[1].split('"')[0]
    answer = client.post(f"{url}/settings", data={**mine, "version": carried})
    assert answer.status_code == 409
    assert "Das andere Ziel" in answer.text
    assert "Meins" in answer.text
    assert named.search(answer.text)
    slip = client.post(f"{url}/costs", data={**costs, f"cost-{batch.id}": "teuer"})
    assert slip.status_code == 422
    carried = slip.text.split('name="version" value="')[2].split('"')[0]
    answer = client.post(f"{url}/costs", data={**costs, f"cost-{batch.id}": "99", "version": carried})
    assert answer.status_code == 409
    assert re.search(r"<td[^>]*>0,01</td><td[^>]*>99,00</td>", answer.text)
    assert named.search(answer.text)
    assert dict(costs_of(db, batch.campaign_id)) == {batch.id: 1}
    again = answer.text.split('name="version" value="')[2].split('"')[0]
    data = {**costs, f"cost-{batch.id}": "99", "version": again}
    assert client.post(f"{url}/costs", data=data).status_code == 303


def test_nobody_is_named_who_did_not_do_it(db: Database, client: FlaskClient, batch: Batch) -> None:
    """What no line of the audit trail tells, such as the cost of a batch that was just ordered."""
    url = f"/staff/campaigns/{batch.campaign_id}"
    data = {**fields(client, batch, "costs"), f"cost-{batch.id}": "1"}
    assert client.post(f"{url}/costs", data=data).status_code == 303
    now = fields(client, batch, "costs")
    write_cost(db, batch.id, 1)
    for version in (now["version"], "abc.9999999999999999999", "abc.²", ""):
        answer = client.post(f"{url}/costs", data={**now, f"cost-{batch.id}": "2", "version": version})
        assert answer.status_code == 409
        if version == now["version"]:
            assert "Das wurde geändert, während Sie geschrieben haben." in answer.text


def test_a_batch_that_came_since_keeps_its_cost(
    db: Database, client: FlaskClient, batch: Batch, mint_batch: Callable[..., Minted]
) -> None:
    url, before = f"/staff/campaigns/{batch.campaign_id}/costs", fields(client, batch, "costs")
    new = mint_batch(campaign=batch.campaign).batch
    write_cost(db, new.id, 250)
    assert client.post(url, data={**before, f"cost-{batch.id}": "99"}).status_code == 409
    now = fields(client, batch, "costs")["version"]
    assert client.post(url, data={**before, f"cost-{batch.id}": "99", "version": now}).status_code == 303
    assert dict(costs_of(db, batch.campaign_id)) == {batch.id: 9_900, new.id: 250}


def test_costs_are_kept_in_cents(db: Database, client: FlaskClient, batch: Batch) -> None:
    url = f"/staff/campaigns/{batch.campaign_id}/costs"
    for typed, cents in (("1.234,56", 123_456), ("34", 3_400), ("0,005", 1), ("", None)):
        data = {**fields(client, batch, "costs"), f"cost-{batch.id}": typed}
        assert client.post(url, data=data).status_code == 303
        assert costs_of(db, batch.campaign_id).get(batch.id) == cents
    answer = client.post(url, data={**fields(client, batch, "costs"), f"cost-{batch.id}": "teuer"})
    assert answer.status_code == 422
    assert "kein Betrag" in answer.text
    assert 'value="teuer"' in answer.text
    assert actions(db) == ["cost-changed"] * 4


def test_a_campaign_is_archived_and_brought_back(db: Database, client: FlaskClient, batch: Batch) -> None:
    token = fields(client, batch, "settings")
    url = f"/staff/campaigns/{batch.campaign_id}"
    for _ in range(2):
        assert client.post(f"{url}/archive", data=token).status_code == 303
    assert plans_of(db, 1)[batch.campaign_id].archived_at is not None
    assert "Rückgängig" in client.get(f"{url}/settings").text
    assert client.post(f"{url}/bring-back", data=token).status_code == 303
    assert plan_of(db, batch.campaign_id).archived_at is None
    assert actions(db) == ["campaign-archived", "campaign-brought-back"]


def test_viewers_read_and_change_nothing(sign_in: SignIn, batch: Batch) -> None:
    viewer = sign_in(Role.VIEWER)
    page = viewer.get(f"/staff/campaigns/{batch.campaign_id}/settings").text
    assert "Vorhaben und Termine" in page
    assert "Speichern" not in page
    assert viewer.get("/staff/campaigns/new").status_code == 403
