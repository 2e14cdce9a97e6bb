"""The words of design A5 as people write them, and the prose they must not be found in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from core.intents import (
    ActionDone,
    ActionNotDone,
    ActionNotPossible,
    AddExtraordinary,
    Approve,
    AskDates,
    AskHelp,
    AskList,
    AskStatus,
    AskTerms,
    CancelMeeting,
    Confirm,
    DateWish,
    ForwardMinutes,
    Intent,
    LateAnswer,
    MoreTime,
    Move,
    NotAgreed,
    Rearrange,
    Wish,
    Withdraw,
)
from core.kinds import Purpose, Role
from mail.understanding.commands import find_references, read_commands
from mail.understanding.phrases import phrases
from tests.mail.understanding.contexts import PANEL, context

DEC_3, DEC_8, DEC_10, JAN_12 = date(2026, 12, 3), date(2026, 12, 8), date(2026, 12, 10), date(2027, 1, 12)


def said(text: str, purpose: Purpose | None = None, *roles: Role) -> list[Intent]:
    return [each.intent for each in read_commands(phrases(text), context(*roles, purpose=purpose))]


GUARDED = replace(context(), panel=replace(PANEL, confidentiality=replace(PANEL.confidentiality, permission=True)))


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("Please could you forward the minutes to lee@law.example?", ("lee@law.example",)),
        ("send the approved minutes on to Lee Outside <LEE@law.example> please", ("lee@law.example",)),
        (
            "Can you share a copy of the minutes of this case with a@x.example and b@y.example",
            ("a@x.example", "b@y.example"),
        ),
        ("please email lee@law.example the minutes", ("lee@law.example",)),
        ("I would like the minutes to be sent to lee@law.example", ("lee@law.example",)),
        ("Do not send the minutes to lee@law.example", ()),
        ("I sent the minutes to lee@law.example", ()),
        ("Please send me the minutes", ()),
        ("Please send the minutes to our solicitor", ()),
        ("Ask lee@law.example for the minutes", ()),
    ],
)
def test_minutes_are_to_go_on_only_where_an_address_and_clear_words_say_so(text: str, to: tuple[str, ...]) -> None:
    found = [each.intent for each in read_commands(phrases(text), GUARDED)]

    assert found == ([ForwardMinutes(to=to)] if to else [])


def test_minutes_of_a_booking_that_is_named_and_nothing_where_no_permission_is_needed() -> None:
    text = "Forward the minutes of MIS-26-0007 to lee@law.example"

    assert [each.intent for each in read_commands(phrases(text), GUARDED)] == [
        ForwardMinutes(to=("lee@law.example",), reference="MIS-26-0007")
    ]
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("help", AskHelp()),
        ("HELP!", AskHelp()),
        ("Hello, how does this work?", AskHelp()),
        ("What can I write to you?", AskHelp()),
        ("terms of reference", AskTerms()),
        ("Please may I have a copy of the panel's terms of reference?", AskTerms()),
        ("TOR pls", AskTerms()),
        ("Can you send me the terms of reference", AskTerms()),
        ("dates", AskDates()),
        ("Dates please.", AskDates()),
        ("Hi, could you send me the panel dates for the rest of the year and up to Easter?", AskDates()),
        ("When is the next panel?", AskDates()),
        ("When’s the next missing panel and where is it?", AskDates()),
        ("status", AskStatus()),
        ("What is the status of MIS-26-0007?", AskStatus(reference="MIS-26-0007")),
        ("Status MIS-26-0007 please", AskStatus(reference="MIS-26-0007")),
        ("Did my booking for Ottoline Peake come through?", AskStatus()),
        ("Have you received my referral?", AskStatus()),
        ("list", AskList()),
        ("Hi can you send me the list of names for the December panel?", AskList()),
        ("Please send the list", AskList()),
    ],
)
def test_anyone_may_ask(text: str, intent: Intent) -> None:
    assert said(text) == [intent]


@pytest.mark.parametrize(
    "text",
    [
        "withdraw",
        "WITHDRAW!!",
        "Hi Hannah, please can you withdraw this, thanks, Jo",
        "pls cancel my booking",
        "Please cancel this booking for Sam Example",
        "We no longer need the slot.",
        "Hello, please can you take Rufus Ainscough off the December list, he has moved to Northshire.",
        "Please remove this from the agenda",
        "I'd like to withdraw the referral please",
        "This booking is no longer needed.",
        "Sam no longer needs to be discussed",
        "“Withdraw”",
        "- withdraw",
        "Could you cancel this as he has been found",
    ],
)
def test_a_booking_is_withdrawn(text: str) -> None:
    assert said(text) == [Withdraw()]


@pytest.mark.parametrize("text", ["Withdraw MIS-26-0007", "Please withdraw mis 26 0007.", "cancel booking (MIS-26-7)"])
def test_a_command_is_about_the_booking_its_own_words_name(text: str) -> None:
    assert said(text) == [Withdraw(reference="MIS-26-0007")]


def test_a_command_about_several_bookings_is_one_for_each() -> None:
    assert said("Please withdraw MIS-26-0001 and MIS-26-0002") == [
        Withdraw(reference="MIS-26-0001"),
        Withdraw(reference="MIS-26-0002"),
    ]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("move to next", Wish.NEXT),
        ("Please move to the next panel", Wish.NEXT),
        ("Please move MIS-26-0029 to January, I'm in court on the 8th", Wish.MONTH),
        ("move to the January panel", Wish.MONTH),
        ("Move to 12 January", Wish.DAY),
        ("Can we move Sam to 12 January please?", Wish.DAY),
        ("please postpone this until 12th January", Wish.DAY),
        ("Could you move him from 8 December to 12 January?", Wish.DAY),
        ("I'd like to move this to January pls", Wish.MONTH),
    ],
)
def test_a_booking_is_moved(text: str, wish: Wish) -> None:
    (intent,) = said(text)

    assert isinstance(intent, Move)
    assert intent.wish.wish is wish
    assert intent.wish.day == (JAN_12 if wish is Wish.DAY else None)
    assert intent.wish.month == ((2027, 1) if wish is Wish.MONTH else None)


@pytest.mark.parametrize(
    "text", ["12 January please", "12 January instead please", "Can he go on the 12 January panel instead?"]
)
def test_a_day_alone_moves_the_booking_that_is_answered(text: str) -> None:
    (intent,) = said(text, Purpose.BOOKING)

    assert isinstance(intent, Move)
    assert intent.wish.day == JAN_12
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("cancel meeting 8 December", CancelMeeting(DEC_8)),
        ("Please cancel the meeting on 8 December.", CancelMeeting(DEC_8)),
        ("Cancel the 8 December panel please", CancelMeeting(DEC_8)),
        ("rearrange 8 December to 10 December 10:00", Rearrange(DEC_8, DEC_10, time(10), None)),
        (
            "Rearrange 8 December to 10 December 10:00 at Town Hall",
            Rearrange(DEC_8, DEC_10, time(10), "Town Hall"),
        ),
        (
            "please re-arrange the panel on 8 Dec to 10 Dec at 10am at 12 High Street",
            Rearrange(DEC_8, DEC_10, time(10), "12 High Street"),
        ),
        ("rearrange 8 December to 10 December", Rearrange(DEC_8, DEC_10)),
        ("move the meeting on 8 December to 10 December", Rearrange(DEC_8, DEC_10)),
        ("add extraordinary 3 December 14:00", AddExtraordinary(DEC_3, time(14))),
        (
            "Add an extraordinary panel on 3 December at 2pm at Town Hall",
            AddExtraordinary(DEC_3, time(14), "Town Hall"),
        ),
        ("add extraordinary 3 December", AddExtraordinary(DEC_3, time(14))),
    ],
)
def test_the_coordinator_arranges_meetings(text: str, intent: Intent) -> None:
    assert said(text, None, Role.COORDINATOR) == [intent]
    assert said(text) == [intent]  # whether they may is core's business


def test_a_coordinator_moves_meetings_and_a_presenter_bookings() -> None:
    text = "move 8 December to 10 December"

    assert said(text, None, Role.COORDINATOR) == [Rearrange(DEC_8, DEC_10)]
    assert said("move from 8 December to 12 January", Purpose.BOOKING) == [
        Move(DateWish(Wish.DAY, day=JAN_12, written="12 January"))
    ]


@pytest.mark.parametrize("text", ["late yes", "Late: yes", "late - YES please"])
def test_the_chair_lets_a_late_booking_in(text: str) -> None:
    assert said(text) == [LateAnswer(allowed=True)]


@pytest.mark.parametrize("text", ["late no", "Late: no", "late no, sorry"])
def test_the_chair_refuses_a_late_booking(text: str) -> None:
    assert said(text) == [LateAnswer(allowed=False)]


@pytest.mark.parametrize(
    "text", ["yes", "Yes please", "ok", "Agreed", "Yes, that's fine.", "No problem", "approved", "go ahead"]
)
def test_a_bare_yes_counts_when_a_late_booking_was_asked_about(text: str) -> None:
    assert said(text, Purpose.LATE) == [LateAnswer(allowed=True)]
    assert LateAnswer(allowed=True) not in said(text)


@pytest.mark.parametrize("text", ["no", "No, next month please", "Not this time", "no thanks"])
def test_a_bare_no_counts_when_a_late_booking_was_asked_about(text: str) -> None:
    assert said(text, Purpose.LATE) == [LateAnswer(allowed=False)]
    assert said(text) == []


def test_a_yes_with_a_condition_is_left_to_a_person() -> None:
    assert said("Yes but only if the police come", Purpose.LATE) == []
    assert said("Agreed except for the second one", Purpose.CONFIRM) == []
    assert said("approve but change the date", Purpose.DRAFT) == []


@pytest.mark.parametrize(
    "text", ["approve", "Approved.", "I approve the minutes", "I approve these", "Minutes approved, thanks"]
)
def test_the_chair_approves(text: str) -> None:
    assert said(text) == [Approve()]
    assert said(text, Purpose.DRAFT) == [Approve()]


@pytest.mark.parametrize("text", ["yes", "Agreed", "Happy with these", "All fine", "ok thanks"])
def test_a_bare_yes_approves_a_draft(text: str) -> None:
    assert said(text, Purpose.DRAFT) == [Approve()]


@pytest.mark.parametrize(
    "text", ["confirm", "I confirm", "Confirmed.", "I confirm the decisions above", "I CONFIRM THESE OUTCOMES"]
)
def test_the_confirmer_confirms(text: str) -> None:
    assert said(text) == [Confirm()]
    assert said(text, Purpose.CONFIRM) == [Confirm()]


@pytest.mark.parametrize("text", ["yes", "agreed", "OK", "I agree with these", "approved", "Happy to confirm"])
def test_a_bare_yes_confirms_outcomes(text: str) -> None:
    assert said(text, Purpose.CONFIRM) == [Confirm()]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("not agreed: the plan has no date", "the plan has no date"),
        ("Not agreed - the plan has no date", "the plan has no date"),
        ("not agreed because the plan has no date", "the plan has no date"),
        ("Not agreed.\nReason: the plan has no date", "the plan has no date"),
        ("I do not agree: the plan has no date. Ask the chair.", "the plan has no date. Ask the chair."),
        ("Not agreed: the plan has no date\n\nKind regards\nJo", "the plan has no date"),
    ],
)
def test_the_confirmer_does_not_agree(text: str, reason: str) -> None:
    assert said(text) == [NotAgreed(reason)]
    assert said(text, Purpose.CONFIRM) == [NotAgreed(reason)]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("done", ActionDone()),
        ("Done!", ActionDone()),
        ("done: visited on 3 December", ActionDone("visited on 3 December")),
        ("not possible: the carer moved away", ActionNotPossible("the carer moved away")),
        ("Not possible because the carer moved away.", ActionNotPossible("the carer moved away")),
        ("not done: no time", ActionNotDone("no time")),
        ("more time until 12 January: the carer is away", MoreTime(JAN_12, "the carer is away")),
        ("I need more time until 12 January, as the carer is away", MoreTime(JAN_12, "the carer is away")),
        ("More time until 12/1/27", MoreTime(JAN_12, "")),
    ],
)
def test_an_owner_reports(text: str, intent: Intent) -> None:
    assert said(text, Purpose.ACTION) == [intent]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("This has been done.", ActionDone()),
        ("It's done, thanks", ActionDone()),
        ("Completed on Monday", ActionDone("on Monday")),
        ("I have done this", ActionDone("this")),
        ("This is not done yet", ActionNotDone("")),
        ("This cannot be done: he has moved", ActionNotPossible("he has moved")),
        ("Can I have until 12 January please", MoreTime(JAN_12, "")),
        ("Will be done by 12 January", MoreTime(JAN_12, "")),
    ],
)
def test_an_owner_reports_in_prose(text: str, intent: Intent) -> None:
    assert said(text, Purpose.ACTION) == [intent]


def test_more_time_without_a_day_is_nothing_to_agree_to() -> None:
    assert said("I need more time please", Purpose.ACTION) == []


@pytest.mark.parametrize(
    "text",
    [
        "He was not done with school",
        "I can confirm he is missing",
        "I can confirm that the strategy meeting was held and agreed",
        "Please book Sam Example. He has done well since.",
        "He will move to a new placement on 12 January",
        "Move to foster placement planned for 12 January",
        "The placement was cancelled on 8 December",
        "His foster carer says she can no longer help",
        "Help was offered by the youth service",
        "He did not accept help",
        "Please do not cancel this booking",
        "We do not want to withdraw the booking",
        "The list of his friends is long",
        "Dates of missing episodes: 3 and 4 November",
        "Yes, he is known to police",
        "No further episodes since",
        "Agreed with Tom that I would book",
        "Approved placement is Fern Lodge",
        "The safety plan is not agreed by mum",
        "Done with the RHI on 3 November but he refused",
        "What time is it?",
        "help!!! what do I do",
        "When the panel met in June he was at home",
    ],
)
def test_prose_about_something_else_is_no_command(text: str) -> None:
    assert said(text) == []


def test_several_commands_in_one_mail_come_in_order() -> None:
    text = "Hi\n\nPlease withdraw MIS-26-0007. And move MIS-26-0008 to January.\n\ndates\n\nThanks\nJo"

    found = said(text)

    assert [type(each) for each in found] == [Withdraw, Move, AskDates]


@pytest.mark.parametrize(
    "text",
    [
        "MIS-26-0007",
        "mis 26 0007",
        "MIS26-7",
        "MIS 26-0007",
        "MIS–26–0007",
        "Re: [MIS-26-0007]",
        "mis-26-7.",
        "MIS260007",
    ],
)
def test_a_reference_is_found_however_it_is_spaced(text: str) -> None:
    assert find_references(text, "MIS") == ("MIS-26-0007",)


@pytest.mark.parametrize("text", ["MIS-26", "PROMIS-26-0007", "CAS-26-0007", "he missed 26 7 times", "MIS-2026-0007x"])
def test_what_is_no_reference_is_not_one(text: str) -> None:
    assert find_references(text, "MIS") == ()
