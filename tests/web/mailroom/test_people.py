from __future__ import annotations

from tests.web.small_site import SmallApp
from web.mailroom.people import groups, mailboxes, name_of


def test_everybody_of_the_configuration_can_be_written_as(app: SmallApp) -> None:
    found = {person.address: person.role for group in groups(app.site) for person in group.people}

    assert found == {
        "morgan.ellery@anytown.example": "worker",
        "priya.nandra@anytown.example": "worker",
        "tom.ashdown@anytown.example": "worker",
        "panel.admin@anytown.example": "coordinator",
        "chair@anytown.example": "Chair",
        "ops.manager@anytown.example": "operational manager",
        "missing.unit@anytown.police.example": "Police",
    }


def test_a_name_is_known_by_its_address(app: SmallApp) -> None:
    assert name_of(app.site, "priya.nandra@anytown.example") == "Priya Nandra"
    assert name_of(app.site, "missing.unit@anytown.police.example") == "Police missing unit"
    assert name_of(app.site, "nobody@anytown.example") == ""


def test_every_panel_and_the_directory_can_be_written_to(app: SmallApp) -> None:
    assert [address for address, _ in mailboxes(app.site)] == [
        "missing-panel@panels.anytown.example",
        "panels@panels.anytown.example",
    ]
