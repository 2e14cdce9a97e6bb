"""Whole mails, understood: which readings are tried for which reply address, and what is left over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.intents import (
    ActionDone,
    Amend,
    AnswerInvitation,
    Approve,
    AskDates,
    AskHelp,
    AskList,
    Automatic,
    Book,
    Bounced,
    CalendarOther,
    CancelMeeting,
    Confirm,
    ConfirmSender,
    Intent,
    LateAnswer,
    MinutesRead,
    Move,
    NotAgreed,
    NothingToDo,
    NotUnderstood,
    Reply,
    ResearchReturn,
    SendInstead,
    Unreadable,
    Wish,
    Withdraw,
)
from core.kinds import Purpose, Role
from core.panels import Field, Linked
from mail.incoming import Incoming
from mail.sorting import Sort
from mail.understanding.understand import Understood, understand
from tests.mail.understanding.contexts import PANEL, context

SENT = """\
Dear Jo Bloggs,

The booking MIS-26-0007 for Sam Example is on the agenda of 8 December 2026.

Please fill in these lines and reply:

Date of birth:
Case record number:
Reason for booking:
"""


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def incoming(text: str, subject: str = "", **parts: Any) -> Incoming:
    return Incoming(
        headers={},
        subject=subject,
        from_addresses=(("Jo Bloggs", "jo.bloggs@anytown.example"),),
        message_id="<1@anytown.example>",
        references=(),
        date=None,
        text=text,
        **parts,
    )


def understood(text: str, purpose: Purpose | None = None, *roles: Role, subject: str = "", **more: Any) -> Understood:
    return understand(incoming(text, subject), Sort.PERSON, context(*roles, purpose=purpose, **more))


def intents(text: str, purpose: Purpose | None = None, *roles: Role, subject: str = "", **more: Any) -> list[Intent]:
    return list(understood(text, purpose, *roles, subject=subject, **more).intents)


def reply(text: str, **more: Any) -> list[Intent]:
    """Return what a reply above our quoted mail about MIS-26-0007 asks for."""
    whole = f"{text}\n\nOn Mon, 23 Nov 2026 at 10:02, Missing panel <a+b@panels.example> wrote:\n\n{quoted(SENT)}\n"
    return intents(whole, Purpose.BOOKING, subject="Re: Missing panel MIS-26-0007", sent_text=SENT, **more)


# What is no person's mail


def test_a_calendar_answer_is_read() -> None:
    content = (
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1@x\r\nATTENDEE;PARTSTAT=DECLINED:mailto:jo@x.example\r\n"
        b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    mail = incoming("Marian Stokes (marian.stokes@x.example) will come instead.", calendars=(content,))

    found = understand(mail, Sort.CALENDAR, context(purpose=Purpose.INVITE)).intents

    assert isinstance(found[0], AnswerInvitation)
    assert (found[0].reply, found[0].comment) == (Reply.DECLINE, mail.text)
    assert found[1:] == (SendInstead("Marian Stokes", "marian.stokes@x.example"),)


def test_a_calendar_mail_without_a_calendar_is_unreadable() -> None:
    assert understand(incoming(""), Sort.CALENDAR, context()).intents == (CalendarOther(""),)


def test_an_encrypted_mail_an_automatic_one_and_a_bounce_are_what_they_are() -> None:
    wrapper = understand(incoming("x", encrypted="S/MIME"), Sort.UNREADABLE, context())
    automatic = understand(incoming("I am away. dates"), Sort.AUTOMATIC, context(), ("auto-submitted",))
    bounce = understand(incoming("failed"), Sort.BOUNCE, context())

    assert wrapper.intents == (Unreadable("S/MIME"),)
    assert automatic.intents == (Automatic("auto-submitted"),)
    assert [type(each) for each in bounce.intents] == [Bounced]


# Without a reply address


@pytest.mark.parametrize(
    ("text", "subject", "intent"),
    [
        ("dates", "", AskDates()),
        ("Hi, could you send me the panel dates?\n\nThanks\nJo", "Dates", AskDates()),
        ("", "Dates please", AskDates()),
        ("Kind regards\nJo Bloggs\nSocial worker", "help", AskHelp()),
        ("Withdraw MIS-26-0007", "", Withdraw(reference="MIS-26-0007")),
        ("cancel meeting 8 December", "", CancelMeeting(date(2026, 12, 8))),
        ("list", "", AskList()),
        ("late yes MIS-26-0007", "", LateAnswer(allowed=True, reference="MIS-26-0007")),
    ],
)
def test_a_command_needs_no_reply_address(text: str, subject: str, intent: Intent) -> None:
    assert intents(text, subject=subject) == [intent]


def test_a_reference_is_found_in_the_subject_and_in_the_text() -> None:
    found = understood("Please withdraw mis 26 7 and MIS-26-0008", subject="MIS-26-0009")

    assert found.references == ("MIS-26-0009", "MIS-26-0007", "MIS-26-0008")


def test_a_booking_is_booked_and_what_was_not_used_is_said() -> None:
    found = understood(
        "Hello,\n\nPlease book Yonas Haile for 8 December.\n\nIs there parking at Ellwood Street?\n\nJo Bloggs"
    )

    (book,) = found.intents
    assert isinstance(book, Book)
    assert [subject["name"] for subject in book.subjects] == ["Yonas Haile"]
    assert book.wish.day == date(2026, 12, 8)
    assert found.unused == ("Is there parking at Ellwood Street?",)


def test_a_booking_with_a_question_about_dates_is_a_booking() -> None:
    found = intents("Please book Yonas Haile for the next panel. When is the next panel?")

    assert [type(each) for each in found] == [Book]


def test_a_booking_and_a_withdrawal_by_reference_are_both_done() -> None:
    found = intents("Please book Yonas Haile for 8 December.\n\nWithdraw MIS-26-0007.")

    assert [type(each) for each in found] == [Book, Withdraw]


def test_a_move_by_reference_is_no_booking() -> None:
    (found,) = intents("Please move MIS-26-0029 to January, I'm in court on the 8th", subject="Re: MIS-26-0029")

    assert isinstance(found, Move)
    assert (found.wish.wish, found.wish.month) == (Wish.MONTH, (2027, 1))


def test_a_members_apology_is_an_answer() -> None:
    text = (
        "Dear Hannah\n\nI am afraid I shan't be able to come to the panel on 8 December. Marian Stokes from the "
        "IRO service will come in my place.\n\nBest wishes\nPeter"
    )

    found = intents(text, None, Role.MEMBER, subject="Apologies")

    answer, instead = found
    assert isinstance(answer, AnswerInvitation)
    assert instead == SendInstead("Marian Stokes", wish=answer.wish)
    assert (answer.wish.wish, answer.wish.day) == (Wish.DAY, date(2026, 12, 8))
    assert AnswerInvitation not in [type(each) for each in intents(text)]


def test_a_members_booking_is_a_booking() -> None:
    found = intents("Please book Yonas Haile for the next panel. I will attend.", None, Role.MEMBER)

    assert any(isinstance(each, Book) for each in found)


def test_a_members_return_by_reference_needs_no_reply_address() -> None:
    assert intents("MIS-26-0007: nothing known", None, Role.MEMBER) == [
        ResearchReturn(known=False, reference="MIS-26-0007")
    ]


def test_danger_without_a_booking_is_not_passed_over() -> None:
    text = (
        "Milena Kovač has just rung me, she's on the bridge at the station and says she's going to jump. What do I do??"
    )

    (found,) = intents(text, subject="help!!! what do I do")

    assert isinstance(found, Book)
    assert (found.subjects, found.danger, found.unclear) == ((), True, ("name",))


@pytest.mark.parametrize("text", ["Thanks!", "Brilliant, thank you!\n\nJo", "Many thanks Hannah", "OK thanks"])
def test_thanks_ask_for_nothing(text: str) -> None:
    assert intents(text) == [NothingToDo()]
    assert reply(text) == [NothingToDo()]


@pytest.mark.parametrize("text", ["", "   \n", "Is there step-free access at Ellwood Street?"])
def test_what_asks_for_nothing_we_know_is_not_understood(text: str) -> None:
    found = understood(text)

    assert found.intents == (NotUnderstood(),)
    assert found.unused == tuple(filter(None, [text.strip()]))


# Replies about a booking


def test_a_reply_withdraws() -> None:
    assert reply("Please withdraw this, he has moved away.") == [Withdraw()]


def test_a_reply_answers_what_was_asked() -> None:
    asked = ("date_of_birth", "reason")

    assert reply("Date of birth: 3/4/2010\nReason: high risk", asked=asked) == [
        Amend({"date_of_birth": "2010-04-03", "reason": "high risk"})
    ]
    assert reply("3/4/2010", asked=("date_of_birth",)) == [Amend({"date_of_birth": "2010-04-03"})]


def test_a_form_that_was_filled_in_between_our_lines_is_read() -> None:
    filled = quoted(SENT).replace("Date of birth:", "Date of birth: 3/4/2010")
    text = f"Am 23.11.26 um 10:02 schrieb Missing panel:\n{filled}\n\nGruß\nJo"

    found = understood(text, Purpose.BOOKING, sent_text=SENT)

    assert found.intents == (Amend({"date_of_birth": "2010-04-03"}),)


def test_an_answer_under_our_label_is_read() -> None:
    filled = quoted(SENT).replace("> Date of birth:", "> Date of birth:\n\n3/4/2010\n")
    text = f"On 23/11/2026 10:02, Missing panel wrote:\n{filled}\n"

    assert intents(text, Purpose.BOOKING, sent_text=SENT) == [Amend({"date_of_birth": "2010-04-03"})]


@pytest.mark.parametrize(
    "text", ["12 January please", "Can you move this to 12 January", "Please book Sam for 12 January instead"]
)
def test_a_reply_moves_the_booking(text: str) -> None:
    (found,) = reply(text, asked=("date_of_birth",))

    assert isinstance(found, Move)
    assert found.wish.day == date(2027, 1, 12)


def test_a_reply_does_several_things_in_order() -> None:
    found = reply("Please move this to January.\nDate of birth: 3/4/2010\n\nThanks")

    assert [type(each) for each in found] == [Move, Amend]


def test_a_reply_that_asks_for_another_child_is_a_booking() -> None:
    (found,) = reply("Thanks. Can you also book Alex Brown for the next panel?")

    assert isinstance(found, Book)
    assert [subject["name"] for subject in found.subjects] == ["Alex Brown"]


def test_the_name_we_asked_for_is_no_second_booking() -> None:
    assert reply("Sam Brown", asked=("name",)) == [Amend({"name": "Sam Brown"})]


def test_what_a_reply_said_besides_is_said_back() -> None:
    text = f"Please withdraw this.\n\nIs there parking?\n\nJo Bloggs\n\n{quoted(SENT)}"

    found = understood(text, Purpose.BOOKING, sent_text=SENT)

    assert found.intents == (Withdraw(),)
    assert found.unused == ("Is there parking?",)


def test_an_empty_reply_changes_nothing() -> None:
    sent = "Write one of these:\nwithdraw\nmove to next\n"

    assert intents(quoted(sent), Purpose.BOOKING, sent_text=sent) == [NotUnderstood()]


# The other reply addresses


@pytest.mark.parametrize(
    ("purpose", "text", "intent"),
    [
        (Purpose.LATE, "Yes please", LateAnswer(allowed=True)),
        (Purpose.LATE, "No, next month", LateAnswer(allowed=False)),
        (Purpose.CONFIRM, "Agreed", Confirm()),
        (Purpose.CONFIRM, "Not agreed: no date", NotAgreed("no date")),
        (Purpose.ACTION, "This has been done", ActionDone()),
        (Purpose.DRAFT, "Approved, thanks", Approve()),
        (Purpose.NAMES, "Nothing known on any of these", ResearchReturn(known=False)),
        (Purpose.INVITE, "Yes", AnswerInvitation(Reply.ACCEPT)),
        (Purpose.INVITE, "Marian Stokes", SendInstead("Marian Stokes")),
        (Purpose.INVITE, "dates", AskDates()),
        (Purpose.SENDER, "Yes this was me", ConfirmSender()),
        (Purpose.SENDER, "", ConfirmSender()),
    ],
)
def test_what_the_reply_address_was_for_settles_a_bare_word(purpose: Purpose, text: str, intent: Intent) -> None:
    assert intents(f"{text}\n\nKind regards\nJo Bloggs", purpose) == [intent]


@pytest.mark.parametrize("text", ["No, this was not me", "I did not send this"])
def test_somebody_who_denies_a_mail_does_not_confirm_it(text: str) -> None:
    assert intents(text, Purpose.SENDER) == [NotUnderstood()]


FORM = "Fill in the form below and reply.\n\n[MIS-26-0007]\nPresent:\nBrief history:\nOutcome:\nAction:\n"


def test_a_minutes_form_is_read_from_a_reply() -> None:
    filled = quoted(FORM).replace("Present:", "Present: presenter came").replace("history:", "history: two episodes")
    text = f"Here it is.\n\nOn 23/11/2026 10:02, Missing panel wrote:\n{filled}"

    found = understood(text, Purpose.MINUTES, Role.COORDINATOR, sent_text=FORM)

    (minutes,) = found.intents
    assert isinstance(minutes, MinutesRead)
    (block,) = minutes.blocks
    assert (block.reference, block.number, block.present) == ("MIS-26-0007", 6, "came")
    assert [(prompt.key, prompt.text) for prompt in block.prompts] == [("history", "two episodes")]
    assert found.unused == ("Here it is.",)


def test_minutes_need_no_reply_address() -> None:
    (found,) = intents("[MIS-26-0007]\nPresent: presenter absent\n", None, Role.COORDINATOR)

    assert isinstance(found, MinutesRead)
    assert found.blocks[0].present == "absent"


def test_a_draft_that_is_quoted_below_an_approval_is_no_correction() -> None:
    draft = "The draft of the minutes.\n\n[MIS-26-0007]\nPresent: presenter came\nBrief history: two episodes\n"
    mangled = quoted(draft.replace("two episodes", "two   episodes*"))

    assert intents(f"Approve\n\n{quoted(draft)}", Purpose.DRAFT, Role.CHAIR, sent_text=draft) == [Approve()]
    assert intents(f"Approve\n\n{mangled}", Purpose.DRAFT, Role.CHAIR, sent_text=draft) == [Approve()]


def test_a_correction_of_a_draft_is_read() -> None:
    draft = "The draft of the minutes.\n\n[MIS-26-0007]\nPresent: presenter came\nBrief history: two episodes\n"
    text = f"[MIS-26-0007]\nBrief history: three episodes\n\n{quoted(draft)}"

    (found,) = intents(text, Purpose.DRAFT, Role.CHAIR, sent_text=draft)

    assert isinstance(found, MinutesRead)
    assert [prompt.text for block in found.blocks for prompt in block.prompts] == ["three episodes"]


WORDS = st.sampled_from(
    [
        *(
            "please",
            "book",
            "Sam Brown",
            "withdraw",
            "MIS-26-0007",
            "[MIS-26-0007]",
            "Outcome:",
            "12 January",
            "yes",
            "|",
        ),
        *(
            "> ",
            "\n",
            "\n\n",
            "From: a@b.example",
            "On 3 May 2026 Jo wrote:",
            "done",
            "until",
            "not agreed:",
            "Jo",
            ":",
            "\x00",
        ),
    ]
)


@settings(max_examples=60)
@given(st.lists(WORDS | st.text(max_size=12), max_size=25), st.sampled_from([None, *Purpose]))
def test_no_mail_raises_and_every_mail_is_something(words: list[str], purpose: Purpose | None) -> None:
    assert intents(" ".join(words), purpose, Role.MEMBER, subject=" ".join(words[:3]), sent_text=SENT)


LINKING = replace(
    PANEL,
    fields=(*PANEL.fields, Field(key="linked", label="Linked case", aliases=("Twin",))),
    linked=Linked(field="linked"),
)


def test_a_line_that_names_a_linked_case_is_kept_and_is_not_about_that_booking() -> None:
    twin = {"linked": "MIS-26-0002"}

    answered = understood("Twin: MIS-26-0002", Purpose.BOOKING, panel=LINKING)
    booked = understood("Child: Sam Example\nTwin: MIS-26-0002", panel=LINKING)
    both = understood("MIS-26-0001\nTwin: MIS-26-0002", panel=LINKING)

    assert (answered.intents, answered.references) == ((Amend(twin),), ())
    (book,) = booked.intents
    assert isinstance(book, Book)
    assert ([dict(each) for each in book.subjects], booked.references) == ([{"name": "Sam Example", **twin}], ())
    assert (both.intents, both.references) == ((Amend(twin),), ("MIS-26-0001",))
