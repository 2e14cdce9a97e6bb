"""Replies as real mail programs send them: what is new is found, and nothing is lost."""

from __future__ import annotations

import re

import pytest

from mail.understanding.quotes import own_words, without_sent

SENT = """\
OFFICIAL-SENSITIVE

Dear Jo Bloggs,

The booking MIS-26-0007 is on the agenda of the panel on 8 December 2026 at 2pm in Ellwood Street. You need not bring
anything in writing.

Please fill in these lines and reply:

Date of birth:
Case record number:
Reason for booking:

You can also write:
withdraw
move to next
move to 12 January

Missing from Care and Home Panel
"""

OUTLOOK = """\
Withdraw please.

Kind regards
Jo

From: Missing panel <missing-panel+abc@panels.anytown.example>
Sent: 23 November 2026 10:02
To: Jo Bloggs <jo.bloggs@anytown.example>
Subject: [OFFICIAL-SENSITIVE] Missing panel 8 December 2026: MIS-26-0007

OFFICIAL-SENSITIVE

Dear Jo Bloggs,

The booking MIS-26-0007 is on the agenda of the panel on 8 December 2026 at 2pm in Ellwood Street. You need not bring anything in writing.

Please fill in these lines and reply:

Date of birth:
Case record number:
Reason for booking:

You can also write:
withdraw
move to next
move to 12 January

Missing from Care and Home Panel
"""  # noqa: E501 - Outlook unwraps a paragraph to one line

OUTLOOK_HEADER = OUTLOOK[OUTLOOK.index("From:") :].partition("\n\n")[0]

GMAIL = """\
Withdraw please.

On Mon, 23 Nov 2026 at 10:02, Missing panel <
missing-panel+abc@panels.anytown.example> wrote:

> OFFICIAL-SENSITIVE
>
> Dear Jo Bloggs,
>
> The booking MIS-26-0007 is on the agenda of the panel on 8 December 2026 at
> 2pm in Ellwood Street. You need not bring
> anything in writing.
>
> Please fill in these lines and reply:
>
> Date of birth:
> Case record number:
> Reason for booking:
>
> You can also write:
> withdraw
> move to next
> move to 12 January
>
> Missing from Care and Home Panel
>
"""

IPHONE = """\
Withdraw please.

Sent from my iPhone

> On 23 Nov 2026, at 10:02, Missing panel <missing-panel+abc@panels.anytown.example> wrote:
>
> OFFICIAL-SENSITIVE
>
> Dear Jo Bloggs,
>
> The booking MIS-26-0007 is on the agenda of the panel on 8 December 2026 at 2pm in Ellwood Street. You need not bring
> anything in writing.
>
> Please fill in these lines and reply:
>
> Date of birth:
> Case record number:
> Reason for booking:
>
> You can also write:
> withdraw
> move to next
> move to 12 January
>
> Missing from Care and Home Panel
"""

GERMAN_OUTLOOK = (
    OUTLOOK.replace("From:", "Von:").replace("Sent:", "Gesendet:").replace("To:", "An:").replace("Subject:", "Betreff:")
)

GERMAN_THUNDERBIRD = GMAIL.replace(
    "On Mon, 23 Nov 2026 at 10:02, Missing panel <\nmissing-panel+abc@panels.anytown.example> wrote:",
    "Am 23.11.26 um 10:02 schrieb Missing panel:",
)

NOTES = OUTLOOK.replace(
    """From: Missing panel <missing-panel+abc@panels.anytown.example>
Sent: 23 November 2026 10:02
To: Jo Bloggs <jo.bloggs@anytown.example>
Subject: [OFFICIAL-SENSITIVE] Missing panel 8 December 2026: MIS-26-0007
""",
    '-----"Missing panel" <missing-panel+abc@panels.anytown.example> wrote: -----\nTo: jo.bloggs@anytown.example\n',
)

OLD_OUTLOOK = OUTLOOK.replace("From: Missing", "-----Original Message-----\nFrom: Missing")

# From HTML: spaces that do not break, smart quotes, blank lines between all paragraphs, a banner in the quote.
OUTLOOK_HTML = (
    OUTLOOK.replace("\n", "\n\n").replace("panel on 8", "panel\xa0on\xa08").replace("MIS-26-0007 is", "MIS–26–0007 is")
).replace("OFFICIAL-SENSITIVE\n\n\n\nDear", "[EXTERNAL] Think before you click\n\nOFFICIAL-SENSITIVE\n\nDear")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        pytest.param(OUTLOOK, "\n\nKind regards\nJo", id="outlook"),
        pytest.param(OUTLOOK_HTML, "\n\nKind regards\n\nJo", id="outlook from html"),
        pytest.param(OLD_OUTLOOK, "\n\nKind regards\nJo", id="old outlook"),
        pytest.param(GERMAN_OUTLOOK, "\n\nKind regards\nJo", id="german outlook"),
        pytest.param(GMAIL, "", id="gmail"),
        pytest.param(IPHONE, "\n\nSent from my iPhone", id="iphone"),
        pytest.param(GERMAN_THUNDERBIRD, "", id="german thunderbird"),
        pytest.param(NOTES, "\n\nKind regards\nJo", id="notes"),
    ],
)
def test_a_reply_on_top_is_the_reply_alone(text: str, rest: str) -> None:
    own = own_words(text, SENT)

    assert own.new.replace("\n\n\n", "\n\n") == "Withdraw please." + rest
    assert "You can also write" in own.earlier


@pytest.mark.parametrize("text", [OUTLOOK, GERMAN_OUTLOOK, GMAIL, IPHONE, GERMAN_THUNDERBIRD, OLD_OUTLOOK])
def test_a_reply_on_top_is_found_without_knowing_what_we_sent(text: str) -> None:
    own = own_words(text)

    assert own.new.startswith("Withdraw please.")
    assert "agenda" not in own.new
    assert "agenda" in own.earlier


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def test_a_reply_below_is_found() -> None:
    text = f"On 23/11/2026 10:02, Missing panel wrote:\n{quoted(SENT)}\n\nmove to 12 January\n\nJo"

    assert own_words(text, SENT).new == "move to 12 January\n\nJo"


def test_a_reply_below_is_found_without_knowing_what_we_sent() -> None:
    text = f"On 23/11/2026 10:02, Missing panel wrote:\n{quoted(SENT)}\n\nmove to 12 January\n\nJo"

    assert own_words(text).new == "move to 12 January\n\nJo"


@pytest.mark.parametrize("prefix", ["", "> "])
def test_lines_filled_in_where_we_asked_are_new(prefix: str) -> None:
    filled = SENT.replace("Date of birth:", "Date of birth: 3/4/2010").replace("booking:\n", "booking: high risk\n")
    header = "On 23/11/2026 10:02, Missing panel wrote:\n" if prefix else OUTLOOK_HEADER
    text = header + "\n\n" + "\n".join(prefix + line for line in filled.splitlines())

    assert own_words(text, SENT).new == "Date of birth: 3/4/2010\nReason for booking: high risk"


def test_an_answer_below_a_label_gets_the_label() -> None:
    body = quoted(SENT).replace("> Date of birth:\n", "> Date of birth:\n\n3/4/2010\n\n")
    text = f"On Mon, 23 Nov 2026 at 10:02, Missing panel <a@b.example> wrote:\n\n{body}"

    assert own_words(text, SENT).new == "Date of birth: 3/4/2010"


def test_the_last_label_does_not_swallow_a_farewell() -> None:
    sent = "Please fill in this line and reply:\n\nDate of birth:\n"
    text = f"On 23/11/2026 10:02, Missing panel wrote:\n{quoted(sent)}\n\nThanks, I will ask.\n"

    assert own_words(text, sent).new == "Thanks, I will ask."


def test_a_template_line_that_was_shortened_is_an_answer() -> None:
    sent = "Please fill in the form.\n\n[MIS-26-0007]\nPresent: presenter came | presenter absent\nOutcome: ...\n"
    text = "> Please fill in the form.\n>\n> [MIS-26-0007]\n> Present: presenter came\n> Outcome: ...\n"

    assert own_words(text, sent).new == "Present: presenter came"


def test_a_command_that_we_listed_ourselves_is_an_answer_above_the_quote() -> None:
    text = GMAIL.replace("Withdraw please.", "move to 12 January")

    assert own_words(text, SENT).new == "move to 12 January"


def test_a_command_that_we_listed_ourselves_is_an_answer_without_a_quote() -> None:
    assert own_words("withdraw", SENT).new == "withdraw"


def test_older_mails_of_the_thread_are_earlier() -> None:
    text = (
        GMAIL + ">\n> On Mon, 23 Nov 2026 at 09:00, Jo Bloggs <jo.bloggs@anytown.example> wrote:\n"
        ">\n>> Please book Sam Example for the next panel.\n"
    )

    own = own_words(text, SENT)

    assert own.new == "Withdraw please."
    assert "Please book Sam Example" in own.earlier


def test_older_mails_below_an_outlook_quote_are_earlier() -> None:
    text = f"{OUTLOOK}\n{OUTLOOK_HEADER}\n\nPlease book Sam Example for the next panel.\n"

    own = own_words(text, SENT)

    assert own.new == "Withdraw please.\n\nKind regards\nJo"
    assert "Please book Sam Example" in own.earlier


def test_nothing_but_our_own_text_is_an_echo_and_nothing_is_lost() -> None:
    own = own_words(quoted(SENT), SENT)

    assert own.echo
    assert "You can also write" in own.new


def test_a_mail_that_quotes_nothing_is_new_as_a_whole() -> None:
    text = "Please book Sam Example.\n\nTo: be heard in January\nDate: 12 January"

    assert own_words(text).new == text
    assert own_words(text, SENT).new == text


def test_a_booking_form_is_no_mail_header() -> None:
    text = "Name: Sam Example\nSubject: Sam\nDate: 12 January\nTo: the panel\nFrom 3 December he was missing"

    assert own_words(text).new == text


def test_no_word_is_lost() -> None:
    for text in (OUTLOOK, OUTLOOK_HTML, GMAIL, IPHONE, NOTES):
        own = own_words(text, SENT)

        words = sorted(re.findall(r"\w+", own.new + "\n" + own.earlier))
        assert words == sorted(re.findall(r"\w+", text))


def test_a_filled_in_form_keeps_its_line_numbers_and_blocks() -> None:
    form = "Minutes please.\n\n[MIS-26-0007]\nPresent: {}\nOutcome:\n[MIS-26-0008]\nOutcome:"
    sent = form.format("presenter came | presenter absent")
    text = "Here it is\n\n" + quoted(form.format("presenter came"))

    left = without_sent(text, sent, re.compile(r"\[.*\]"))

    assert left == "Here it is\n\n\n\n[MIS-26-0007]\nPresent: presenter came\n\n[MIS-26-0008]\n"


def test_the_same_outcome_in_two_blocks_is_the_writers_in_the_one_that_lacked_it() -> None:
    outcome = "Outcome: lead agency agreed | agency: Anytown Housing | by: 12 January 2027"
    sent = f"Two things are not clear.\n\n[MAP-26-0001]\nOutcome:\n\n[MAP-26-0002]\n{outcome}\n"
    text = f"[MAP-26-0001]\n{outcome}\n\n[MAP-26-0002]\n{outcome}\n"

    left = without_sent(text, sent, re.compile(r"\[.*\]"))

    assert left.split("\n")[:2] == ["[MAP-26-0001]", outcome]
    assert left.count(outcome) == 1


def test_a_bomb_of_lines_is_read_in_time() -> None:
    text = "> a\n" * 200_000 + "On 1\n" * 50_000

    own = own_words(text, SENT)

    assert own.new
