from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

import pytest

from core.disclosure import Disclosed
from core.errors import Held
from core.kinds import Kind
from mail.composing import compose
from tests.mail.composing.pages import tags_of, words_of_html, words_of_text
from tests.mail.composing.views import (
    CALENDAR_KINDS,
    HOSTILE,
    ITEM_VALUES,
    MARKING,
    NAME,
    REF,
    REPLY,
    calendar,
    full,
    hostile,
    item,
    letterhead,
    view,
)

KINDS = list(Kind)


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def part(mail: EmailMessage, subtype: str) -> str:
    found = mail.get_body((subtype,))
    assert found is not None
    content: str = found.get_content()
    return content


def shapes(kind: Kind) -> list[Disclosed]:
    """A kind with everything, with nothing but a reference, without a meeting, and withheld."""
    return [
        full(kind),
        view(kind, items=[item(REF, {})]),
        view(kind, meeting=None, calendar=None, marking="", panel="", panel_name=""),
        view(kind, items=[item(REF, {})], notice=True),
    ]


def defects(mail: EmailMessage) -> list[Any]:
    return [defect for each in mail.walk() for defect in each.defects]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_the_same_in_text_and_html(kind: Kind) -> None:
    for each in shapes(kind):
        mail = read(compose(each, letterhead()))

        text, html = part(mail, "plain"), part(mail, "html")

        assert words_of_text(text) == words_of_html(html)
        assert defects(mail) == []
        assert len(words_of_text(text)) > 20


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_values_stay_values(kind: Kind, text: str) -> None:
    raw = compose(hostile(kind, text), letterhead())

    mail = read(raw)
    html = part(mail, "html")
    assert defects(mail) == []
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", raw) is None
    assert mail["bcc"] is None
    assert words_of_text(part(mail, "plain")) == words_of_html(html)
    assert {tag for tag, _ in tags_of(html)}.isdisjoint({"script", "b", "img"})
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f]", html)
    assert "49" not in part(mail, "plain")
    links = [attributes["href"] or "" for tag, attributes in tags_of(html) if tag == "a"]
    assert all(link.startswith("http://127.0.0.1:8080/") for link in links)


@pytest.mark.parametrize("mark", ["# forged", "## forged", "- forged", "! forged", "|| forged | x", "~ forged"])
def test_a_value_never_becomes_a_block(mark: str) -> None:
    raw = compose(view(Kind.UNREADABLE, facts={"what": mark}), letterhead())

    html = part(read(raw), "html")

    line = next(line for line in html.splitlines() if "forged" in line)
    assert line.startswith("<p")
    assert mark in part(read(raw), "plain")


@pytest.mark.parametrize("kind", KINDS)
def test_no_subject_line_holds_anything_of_an_item(kind: Kind) -> None:
    view_ = full(kind)
    assert NAME in str(view_.items)  # it could leak

    subject = read(compose(view_, letterhead()))["subject"]

    texts = [value for value in ITEM_VALUES.values() if isinstance(value, str) and not value.startswith("20")]
    assert [text for text in texts if text in subject] == []
    assert "Jo" not in subject


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_carries_the_headers_of_the_contract(kind: Kind) -> None:
    mail = read(compose(full(kind), letterhead()))

    organiser = REPLY if kind in CALENDAR_KINDS else "missing-panel@panels.anytown.example"
    assert mail["from"].addresses[0].addr_spec == organiser
    assert mail["from"].addresses[0].display_name == "Missing from Care and Home Panel"
    assert mail["reply-to"] == REPLY
    assert mail["to"].addresses[0].addr_spec == "Jo.Worker@anytown.example"
    assert mail["subject"].startswith(f"{MARKING}: ")
    assert mail["date"].datetime.isoformat() == "2026-11-24T09:30:00+00:00"
    assert mail["message-id"] == "<1b4f@panels.anytown.example>"
    assert mail["in-reply-to"] == "<second@anytown.example>"
    assert mail["references"].split() == ["<first@anytown.example>", "<second@anytown.example>"]
    assert mail["panelpost-kind"] == kind.value
    assert mail["panelpost-ref"].split(", ")[0] == REF
    assert mail["panelpost-meeting"] == "2026-12-08"
    assert mail["panelpost-panel"] == "missing"
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["x-auto-response-suppress"] == "All"
    assert mail["content-language"] == "en-GB"
    assert mail["user-agent"] == "Panelpost/0.1.0"


def test_an_answer_says_that_it_is_one() -> None:
    mail = read(compose(view(Kind.HELP, is_answer=True), letterhead()))

    assert mail["auto-submitted"] == "auto-replied"


def test_a_mail_without_a_panel_is_from_the_site() -> None:
    directory = view(Kind.HELP, panel="", panel_name="", mailbox="panels", marking="", meeting=None, thread=[])

    mail = read(compose(directory, letterhead()))

    assert str(mail["from"]) == "Anytown panels <panels@panels.anytown.example>"
    assert mail["subject"] == "What you can write: Anytown panels"
    assert [mail[name] for name in ("panelpost-panel", "panelpost-ref", "panelpost-meeting", "references")] == [
        None
    ] * 4


def test_many_references_are_all_in_the_header_and_counted_in_the_subject() -> None:
    refs = [f"MIS-26-{number:04}" for number in range(40)]

    mail = read(compose(view(Kind.BOOKING_MOVED, items=[item(ref, {}) for ref in refs]), letterhead()))

    assert "".join(mail["panelpost-ref"].split()).split(",") == refs
    assert mail["subject"] == f"{MARKING}: 40 bookings moved to 8 December 2026"


@pytest.mark.parametrize("kind", KINDS)
def test_the_marking_stands_at_the_top_and_the_bottom(kind: Kind) -> None:
    text = part(read(compose(full(kind, marking="Official-Sensitive"), letterhead())), "plain")

    lines = text.splitlines()
    assert (lines[0], lines[-1]) == (MARKING, MARKING)
    rule = (
        "Pass on nothing but the letter."
        if kind is Kind.OUTCOME_LETTER
        else "Do not pass it on unless the chair agrees."
    )
    assert rule in " ".join(text.split())


@pytest.mark.parametrize("kind", KINDS)
def test_the_html_is_readable_by_everybody(kind: Kind) -> None:
    html = part(read(compose(full(kind), letterhead())), "html")

    tags = tags_of(html)
    headings = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h\d", tag)]
    assert ("html", {"lang": "en-GB"}) in tags
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    assert all("scope" in attributes for tag, attributes in tags if tag == "th")
    assert [tag for tag, _ in tags].count("table") <= [tag for tag, _ in tags].count("th")
    assert {tag for tag, _ in tags}.isdisjoint({"img", "script", "style", "link", "font", "pre"})


@pytest.mark.parametrize("kind", KINDS)
def test_the_footer_says_who_wrote_and_who_reads(kind: Kind) -> None:
    text = " ".join(part(read(compose(full(kind), letterhead())), "plain").split())

    assert "From the Missing from Care and Home Panel, Anytown panels." in text
    assert "This mailbox is read by software; a person sees what it cannot handle." in text


def test_a_notice_gives_the_reference_and_nothing_else() -> None:
    withheld = view(Kind.NAMES_LIST, items=[item(REF, {})], notice=True, facts={"answers_by": "2026-12-07"})

    mail = read(compose(withheld, letterhead()))

    text = part(mail, "plain")
    assert mail["subject"] == f"{MARKING}: {REF}: we could not send you the details"
    assert f"Reference: {REF}" in text
    assert "your address is not on a secure domain" in " ".join(text.split())
    assert "ask the coordinator" in " ".join(text.lower().split())
    assert "Date of birth" not in text


def test_a_notice_of_an_open_kind_still_says_what_it_is() -> None:
    mail = read(compose(view(Kind.NOT_UNDERSTOOD, notice=True), letterhead()))

    text = " ".join(part(mail, "plain").split())
    assert "We did not understand your mail" in text
    assert "We left some of it out, because your address is not on a secure domain." in text


def test_an_invitation_has_the_calendar_where_outlook_looks_for_it() -> None:
    mail = read(compose(full(Kind.MEETING_INVITE), letterhead()))

    first, second = mail.iter_parts()
    kinds = [each.get_content_type() for each in first.iter_parts()]
    invitation = list(first.iter_parts())[-1]
    assert mail.get_content_type() == "multipart/mixed"
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert invitation["content-type"].params == {"charset": "UTF-8", "method": "REQUEST"}
    assert invitation["content-disposition"] is None
    assert second.get_content_type() == "application/ics"
    assert second.get_filename() == "invite.ics"
    assert second.get_payload(decode=True) == invitation.get_payload(decode=True)
    assert b"\r\nMETHOD:REQUEST\r\n" in cast("bytes", second.get_payload(decode=True))


def test_an_invitation_names_its_organiser_in_lower_case_everywhere() -> None:
    mail = read(compose(full(Kind.SLOT_INVITE), letterhead(reply_address=REPLY.upper())))

    calendar_ = next(each for each in mail.walk() if each.get_content_type() == "text/calendar").get_content()
    unfolded = re.sub(r"\r?\n ", "", calendar_)
    assert mail["from"].addresses[0].addr_spec == mail["reply-to"] == REPLY
    assert f"mailto:{REPLY}\n" in unfolded.replace("\r\n", "\n")


def test_no_calendar_part_holds_anything_of_a_case() -> None:
    for kind in CALENDAR_KINDS:
        mail = read(compose(full(kind), letterhead()))

        texts = [each.get_payload(decode=True) for each in mail.walk() if "cal" in each.get_content_type()]
        texts += [each.get_payload(decode=True) for each in mail.walk() if each.get_content_type() == "application/ics"]
        assert len(texts) == 2
        assert all(NAME.encode() not in text and REF.encode() not in text for text in cast("list[bytes]", texts))


def test_somebody_taken_off_a_meeting_is_told_that_it_goes_on() -> None:
    removed = view(Kind.MEETING_CANCEL, calendar=calendar("CANCEL", removed=True))

    text = " ".join(part(read(compose(removed, letterhead())), "plain").split())

    assert "You no longer need to come" in text


def test_the_same_view_and_letterhead_give_the_same_bytes() -> None:
    assert compose(full(Kind.MEETING_INVITE), letterhead()) == compose(full(Kind.MEETING_INVITE), letterhead())


def test_nothing_but_a_view_can_be_composed() -> None:
    real = full(Kind.HELP)
    double = SimpleNamespace(**{name: getattr(real, name) for name in real.__dict__ if name != "_seal"})

    with pytest.raises(TypeError):
        compose(cast("Disclosed", double), letterhead())


@pytest.mark.parametrize(
    "address",
    [
        "jo@anytown.example\r\nBcc: x@example.org",
        "jo worker@anytown.example",
        "jö@anytown.example",
        "<jo@a.example>",
        "",
    ],
)
def test_an_address_that_cannot_stand_in_a_header_is_held(address: str) -> None:
    reader = {"person_id": 1, "address": address, "name": "Jo", "role": "presenter", "own": []}

    with pytest.raises(Held) as held:
        compose(view(Kind.HELP, reader=reader), letterhead())

    assert not address or address not in str(held.value)


@pytest.mark.parametrize("changes", [{"message_id": "no brackets"}, {"message_id": "<a@b>\r\nX: y"}])
def test_a_letterhead_refuses_a_message_id_that_is_none(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="message_id"):
        letterhead(**changes)
