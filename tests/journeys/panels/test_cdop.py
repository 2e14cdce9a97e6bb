"""The Child Death Overview Panel through the mail doors: a review from notification to letter, and no name anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.house import House, Mail, kinds, only
from tests.journeys.panels.panel_house import OTHER_WORKER, WORKER, address, at, book, configuration, hold, open_panels

SETTINGS = """
area_1 = "Northtown"
area_2 = "Southtown"
area_3 = "Westtown"
booker_domains = ["anytown.example"]
invite_ahead = 1
"""
ADVISERS = ("education", "ambulance", "coroner", "obstetrics", "neonatology", "hospice")
ROWAN = """Child: Rowan Quill
DOB: 5 March 2020
Date of death: 15 November 2026
Area: Northtown
NHS number: 943 476 5919
Parents: Amina Quill; Joss Quill
GP: Dr Pat Limebury
School: St Example Primary
Home address: 3 Mill Lane
"""
KIT = "Child: Kit Sample\nDOB: 7 May 2018\nDate of death: 2 October 2026\nArea: Northtown\n"
TOLD = re.compile(
    r"Rowan|Quill|Amina|Joss|Limebury|St Example|Mill Lane|943\s?476\s?5919|5 March 2020|2020-03-05|15 November 2026",
    re.IGNORECASE,
)
COMPLETED = (
    "Outcome: review completed | category: malignancy | secondary: infection | modifiable factors: none identified"
    " | learning: earlier scans | score a: 2 | score b: 1 | score c: 1 | score d: 0"
)
ADVISED = (
    "Outcome: recommendation to an organisation | organisation: Harbour Trust | what should be done: scan earlier"
    " | by when: 1 March 2027"
)
FOLLOWED = (
    "Outcome: family follow-up | keyworker's role: specialist nurse | message agreed: thanks | by when: 1 February 2027"
)
SEATS = "chair, designated nurse, police, local authority 1, local authority 2"
LIST_LEAVES, OVER = "2026-12-24T12:00:00Z", "2027-01-12T18:00:00Z"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_panels(tmp_path, "cdop", cdop=configuration("cdop", SETTINGS, leave_out=ADVISERS)) as opened:
        yield opened


@pytest.fixture(scope="module")
def open_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that several stories share: they only notify deaths, each of another child."""
    section = configuration("cdop", SETTINGS, leave_out=ADVISERS)
    with open_panels(tmp_path_factory.mktemp("desk"), "cdop", cdop=section) as opened:
        yield opened


def parts(mail: Mail) -> str:
    """Return all that a mail says, with its headers and the names of its files, every part decoded."""
    texts = [f"{name}: {value}" for name, value in mail.message.items()]
    for part in mail.message.walk():
        content = part.get_payload(decode=True)
        texts += [str(part.get_filename()), content.decode(errors="replace") if isinstance(content, bytes) else ""]
    return "\n".join(texts)


def said(mail: Mail) -> str:
    return " ".join(mail.text.split())


def block(reference: str, *lines: str) -> str:
    return "\n".join((f"[{reference}]", "Cause: as the hospital found", *lines, ""))


def meeting(house: House, *blocks: str, present: str = SEATS, over: str = OVER) -> list[Mail]:
    """Hold a panel whose minutes are these blocks."""
    return hold(house, "cdop", "\n".join((*blocks, f"[MEETING]\nPresent: {present}")), over=over)


def problems(house: House, *blocks: str, present: str = SEATS, over: str = OVER) -> Mail:
    """Hold a panel and write minutes with which something is wrong."""
    asked = next(mail for mail in house.until(over) if mail.kind == "minutes-request")
    minutes = "\n".join((*blocks, f"[MEETING]\nPresent: {present}"))
    return only(house.reply(asked, minutes, quote=False), "minutes-problems")


def test_a_review_from_notification_to_closed_actions(house: House) -> None:
    """What is required is asked for; the case is listed when it is ready; reviewed, recommended, followed up."""
    asked = book(house, "cdop", "Child: Rowan Quill\nDOB: 5 March 2020")
    assert asked.kind == "booking-question"
    assert re.findall(r"^(Date of death|Area|NHS number):\s*$", asked.text, re.MULTILINE) == ["Date of death", "Area"]
    booked = only(
        house.reply(asked, "Date of death: 15 November 2026\nArea: Northtown\nReady: yes"), "booking-confirmed"
    )
    assert "slot-invite" not in {mail.kind for mail in house.all()}

    listed = only(house.until(LIST_LEAVES), "names-list", at("police", "cdop"))
    assert booked.ref in listed.text
    assert "Area: Northtown" in listed.text
    assert re.search(r"Age[a-z ]*: 6\b", listed.text)

    told = meeting(house, block(booked.ref, COMPLETED, ADVISED, FOLLOWED))
    coordinator = at("coordinator", "cdop")
    assert "outcome-to-confirm" not in {mail.kind for mail in told}
    letter = only(told, "outcome-letter", coordinator)
    assert "The panel recommends to Harbour Trust: scan earlier" in said(letter)
    actions = [mail for mail in told if mail.kind == "action"]
    assert [mail.to for mail in actions] == [coordinator] * 4
    for action in actions:
        assert "action-closed" in {mail.kind for mail in house.reply(action, "done")}


def test_a_death_notified_twice_is_one_case(open_desk: House) -> None:
    """Edge case 1: by the NHS number, although the coroner wrote the name another way."""
    first = book(open_desk, "cdop", ROWAN)
    second = book(open_desk, "cdop", ROWAN.replace("Rowan Quill", "R J Quill"), sender=OTHER_WORKER)

    assert second.ref == first.ref
    assert not TOLD.search(parts(only(open_desk.all(), "duplicate-flag")))


def test_a_birth_that_was_a_stillbirth_after_all_is_taken_off(house: House) -> None:
    """Edge case 2."""
    baby = ROWAN.replace("5 March 2020", "15 November 2026").replace("943 476 5919", "")
    booked = book(house, "cdop", f"{baby}Ready: yes\nUnattended stillbirth: suspected")
    assert booked.kind == "booking-confirmed"

    mails = house.reply(booked, "Unattended stillbirth: confirmed")

    assert "booking-refused" in {mail.kind for mail in mails if mail.to == WORKER}
    assert booked.ref not in only(house.until(LIST_LEAVES), "names-list", at("police", "cdop")).text


def test_on_the_18th_birthday_the_panel_is_not_the_right_one(open_desk: House) -> None:
    """Edge case 3."""
    refused = book(open_desk, "cdop", KIT.replace("Kit", "Ash").replace("7 May 2018", "2 October 2008"))
    taken = book(open_desk, "cdop", KIT.replace("Kit", "Elm").replace("7 May 2018", "3 October 2008"))

    assert (refused.kind, taken.kind) == ("booking-refused", "booking-confirmed")
    assert "18th birthday" in said(refused)


THERE = "cdop@otherton.gov.uk"
OAK = f"{KIT.replace('Kit', 'Oak')}Died outside the three areas: yes\n"


def test_the_panel_of_the_place_of_death_is_told_in_writing_and_once(open_desk: House) -> None:
    """Edge case 4: a letter without any identity, when its address becomes known; a change sends no second one.

    Until then the coordinator is told at once that they must tell them. The case stays with the home area.
    """
    house = open_desk
    booked = book(house, "cdop", OAK)

    def letters(to: str) -> list[Mail]:
        return [mail for mail in house.all("outcome-letter", to) if mail.ref == booked.ref]

    assert booked.kind == "booking-confirmed"
    assert "This panel reviews the death" in said(booked)
    assert "Panel of the place of death:" in booked.text
    (to_hand_over,) = letters(at("coordinator", "cdop"))
    assert "Give this letter to the child death panel of the place of death." in said(to_hand_over)

    house.reply(booked, f"Panel of the place of death: {THERE}")
    house.reply(booked, "Place of death: Otherton Infirmary")

    (letter,) = letters(THERE)
    assert f"Our reference: {booked.ref}" in said(letter)
    assert "A child of Northtown died in your area." in said(letter)
    assert "Reply to this mail." in said(letter)
    assert not re.search(r"Oak|Sample|Infirmary|7 May 2018|2 October|jo\.bright", parts(letter), re.IGNORECASE)
    assert len(letters(at("coordinator", "cdop"))) == 1
    assert [mail.to for mail in house.all() if mail.to == THERE] == [THERE]


def test_a_panel_without_a_secure_address_is_told_by_the_coordinator(open_desk: House) -> None:
    """Edge case 4: nothing goes to the other address; a notice that names the panel at once goes there at once."""
    insecure = "panel@otherton.example"
    first = book(open_desk, "cdop", f"{OAK.replace('Oak', 'Ivy')}CDOP there: {insecure}")
    told = book(open_desk, "cdop", f"{OAK.replace('Oak', 'Yew')}CDOP there: cdop.two@otherton.gov.uk")

    handed = [mail.ref for mail in open_desk.all("outcome-letter", at("coordinator", "cdop"))]
    assert (first.ref in handed, told.ref in handed) == (True, False)
    assert open_desk.all(to=insecure) == []
    assert [mail.ref for mail in open_desk.all(to="cdop.two@otherton.gov.uk")] == [told.ref]


def test_minutes_that_tell_who_it_was_are_not_taken(house: House) -> None:
    """Edge case 7: names of the family count like the child's."""
    booked = book(house, "cdop", f"{ROWAN}Ready: yes")
    asked = next(mail for mail in house.until(OVER) if mail.kind == "minutes-request")

    for told in ("baby Amina was ill too", "the scan of Rowan came late", "NHS 9434765919"):
        minutes = f"{block(booked.ref, f'Issues: {told}', COMPLETED)}\n[MEETING]\nPresent: {SEATS}"
        refused = only(house.reply(asked, minutes, quote=False), "minutes-problems")
        assert "tells who somebody is" in said(refused)
        assert not TOLD.search(parts(refused))
    assert not [mail for mail in house.all() if mail.kind == "minutes-draft"]


def test_no_mail_of_a_whole_review_tells_who_it_was(house: House) -> None:
    """Edge case 7: subjects, bodies, invitations and file names; to the notifier, the office and everybody else."""
    assert TOLD.search(ROWAN)
    booked = book(house, "cdop", ROWAN)
    house.reply(booked, "Ready: yes")
    house.reply(booked, "status")
    house.until(LIST_LEAVES)
    meeting(house, block(booked.ref, COMPLETED, ADVISED, "Action: police | look at it again | 1 March 2027"))

    mails = house.all()

    assert {"booking-confirmed", "booking-status", "names-list", "minutes-draft", "minutes", "action"} <= {
        mail.kind for mail in mails
    }
    for mail in mails:
        assert not TOLD.search(parts(mail)), (mail.kind, mail.to)
        assert WORKER not in parts(mail) or mail.to == WORKER, (mail.kind, mail.to)


def test_whoever_notified_is_not_sent_what_the_panel_found(house: House) -> None:
    booked = book(house, "cdop", f"{ROWAN}Ready: yes")

    told = meeting(house, block(booked.ref, COMPLETED))

    assert [mail for mail in told if mail.to == WORKER] == []


def test_a_parent_who_asks_to_come_is_not_invited(house: House) -> None:
    """Edge case 8: from their own address they are not identified, so no automatic answer leaves (mail rules).

    The mail is held, and the coordinator, who is told of it, has the keyworker answer.
    """
    booked = book(house, "cdop", ROWAN)
    parent = "amina.quill@webmail.example"

    mails = house.write(parent, f"Can I come to {booked.ref}, please?", to=address("cdop"))
    house.until(OVER)

    assert kinds(mails) == [("held-notice", at("coordinator", "cdop"))]
    assert house.all(to=parent) == []


def test_somebody_who_does_not_notify_deaths_is_told_of_the_keyworker(tmp_path: Path) -> None:
    """Edge case 8: identified, and no professional of this panel."""
    settings = SETTINGS.replace('"anytown.example"', '"nhs.net"')
    with open_panels(tmp_path, "cdop", cdop=configuration("cdop", settings, leave_out=ADVISERS)) as house:
        refused = book(house, "cdop", ROWAN)

        assert refused.kind == "booking-refused"
        assert "keyworker" in said(refused)
        assert not TOLD.search(parts(refused))


def test_a_review_is_not_completed_while_an_inquest_is_pending(house: House) -> None:
    """Edge case 9: the chair may all the same, with a reason; the six month day stays in sight meanwhile."""
    booked = book(house, "cdop", f"{ROWAN}Ready: yes\nInquest: pending")
    refused = problems(house, block(booked.ref, COMPLETED))
    assert "cannot be completed while an inquest is pending" in said(refused)

    drafted = only(
        house.reply(refused, block(booked.ref, f"{COMPLETED} | override: the coroner agrees"), quote=False),
        "minutes-draft",
    )

    assert "override: the coroner agrees" in said(drafted)


def test_a_paused_case_shows_its_six_month_day(house: House) -> None:
    """Edge case 9."""
    booked = book(house, "cdop", f"{ROWAN}Inquest: pending")

    digests = [mail for mail in house.until("2027-05-10T12:00:00Z") if mail.kind == "daily-digest"]

    assert any(
        re.search(rf"{booked.ref}: Review finished[^-]*15 May 2027[^-]*pause", " ".join(mail.text.split()))
        for mail in digests
    )


def test_twins_are_two_cases(open_desk: House) -> None:
    """Edge case 10: one family, one day, two numbers; each names the other."""
    first = book(open_desk, "cdop", f"{KIT.replace('Kit', 'Fern')}NHS number: 450 557 7104")
    second = book(open_desk, "cdop", f"{KIT.replace('Kit', 'Moss')}NHS number: 987 654 4322\nTwin: {first.ref}")

    assert (first.kind, second.kind) == ("booking-confirmed", "booking-confirmed")
    assert first.ref != second.ref


def test_what_is_learnt_of_one_twin_stands_beside_the_other(house: House) -> None:
    """Edge case 10: for chair and coordinator, before the other's panel and in its form; without any identity.

    The twin that was booked second names the first, and it is the first that comes later: a link holds both ways.
    """
    waits = book(house, "cdop", f"{KIT.replace('Kit', 'Fern')}NHS number: 450 557 7104")
    heard = book(house, "cdop", f"{KIT.replace('Kit', 'Moss')}NHS number: 987 654 4322\nTwin: {waits.ref}\nReady: yes")
    learning = f"{heard.ref}: earlier scans"
    meeting(house, block(heard.ref, COMPLETED))
    house.reply(waits, "Ready: yes")

    mails = [*house.until("2027-02-09T12:00:00Z"), *house.until("2027-02-23T18:00:00Z")]

    lists = {mail.to: said(mail) for mail in mails if mail.kind == "names-list"}
    assert {to for to, text in lists.items() if learning in text} == {at("chair", "cdop"), at("coordinator", "cdop")}
    assert len(lists) > 2
    asked = only(mails, "minutes-request", at("coordinator", "cdop"))
    assert asked.ref == waits.ref
    assert learning in said(asked)
    assert not re.search(r"Fern|Moss|Sample|987\s?654", parts(asked), re.IGNORECASE)


def test_who_worked_with_the_child_does_not_count_for_that_case(house: House) -> None:
    """Edge case 11: the only one from health declares it, so this case is put off and the other is not."""
    one = book(house, "cdop", f"{ROWAN}Ready: yes")
    other = book(house, "cdop", f"{KIT}Ready: yes")

    refused = problems(house, block(one.ref, COMPLETED, "Conflict: designated nurse"), block(other.ref, COMPLETED))

    text = said(refused)
    assert "signated" in text.partition(one.ref)[2]
    assert f"[{other.ref}]" not in text

    mistaken = f"[{one.ref}]\nRemove: Conflict: designated nurse\nRemove: Conflict: public health\n"
    mended = house.reply(refused, mistaken, quote=False)

    text = said(only(mended, "minutes-problems"))
    assert "signated" not in text.partition(one.ref)[2]
    assert "There is nothing to take out." in text
    told = [said(mail) for mail in mended if mail.kind == "held-notice"]
    assert len(told) == 2
    assert all("there is no conflict of interest" in each for each in told)


def test_a_case_whose_local_authority_is_not_there_is_put_off(house: House) -> None:
    """Edge case 12."""
    north = book(house, "cdop", f"{ROWAN}Ready: yes")
    west = book(house, "cdop", f"{KIT.replace('Northtown', 'Westtown')}Ready: yes")

    refused = problems(house, block(north.ref, COMPLETED), block(west.ref, COMPLETED))

    assert "local authority 3" in said(refused).partition(west.ref)[2]
    assert f"[{north.ref}]" not in said(refused)
    fixed = house.reply(
        refused, f"[{west.ref}]\nRemove: {COMPLETED}\nOutcome: review deferred | reason: no quorum", quote=False
    )
    assert "minutes-draft" in {mail.kind for mail in fixed}


def test_a_panel_on_a_bank_holiday_is_held_on_the_next_working_day(tmp_path: Path) -> None:
    """Edge case 13: six weeks after 12 February 2027 is Good Friday; six weeks after that day stay as they were."""
    settings = SETTINGS.replace("invite_ahead = 1", 'invite_ahead = 3\nfirst_meeting = "2027-02-12"')
    with open_panels(tmp_path, "cdop", cdop=configuration("cdop", settings, leave_out=ADVISERS)) as house:
        days = {mail.meeting for mail in house.all("meeting-invite", at("police", "cdop"))}

        assert days == {"2027-02-12", "2027-03-30", "2027-05-07"}


def test_a_case_that_is_not_ready_waits_for_the_panel_after_next(house: House) -> None:
    booked = book(house, "cdop", ROWAN)
    assert "waits until it is ready" in said(booked)

    listed = only(house.until(LIST_LEAVES), "names-list", at("police", "cdop"))
    moved = [mail for mail in house.until(OVER) if mail.to == WORKER]

    assert booked.ref not in listed.text
    assert [(mail.kind, mail.meeting) for mail in moved] == [("booking-moved", "2027-02-23")]
