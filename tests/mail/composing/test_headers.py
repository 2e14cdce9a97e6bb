from __future__ import annotations

from email import message_from_string, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Held
from mail.composing.headers import address_line, list_line, text_line, thread_lines

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=150)


@given(NAMES)
def test_a_display_name_is_data(name: str) -> None:
    line = address_line("To", name, "Jo.Worker@anytown.example")

    mail = message_from_string(f"{line}\r\nSubject: x\r\n\r\n", policy=policy.default)
    assert list(mail.keys()) == ["To", "Subject"]
    assert [each.addr_spec for each in mail["to"].addresses] == ["Jo.Worker@anytown.example"]
    assert line.isascii()
    assert max(len(part) for part in line.split("\r\n")) <= 998


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Jo Worker", "Jo Worker"),
        ('Jo "JW" Worker', 'Jo "JW" Worker'),
        ("back\\slash", "back\\slash"),
        ("Jo, Worker; (chair) <x@y.example>", "Jo, Worker; (chair) <x@y.example>"),
        ("Zoë Ó Súilleabháin", "Zoë Ó Súilleabháin"),
        ("Jo\r\nBcc: x@example.org", "Jo Bcc: x@example.org"),
        ("\u202eoJ", "oJ"),
    ],
)
def test_a_display_name_reads_back(name: str, shown: str) -> None:
    mail = message_from_string(address_line("To", name, "a@b.example") + "\r\n\r\n", policy=policy.default)

    assert mail["to"].addresses[0].display_name == shown


@pytest.mark.parametrize("value", ["plain words " * 30, "Größe " * 40, "=?utf-8?q?forged?=", "a\r\nb: c", ""])
def test_free_text_reads_back(value: str) -> None:
    mail = message_from_string(text_line("Subject", value) + "\r\n\r\n", policy=policy.default)

    assert mail["subject"] == " ".join(value.split())
    assert list(mail.keys()) == ["Subject"]


def test_a_list_is_folded_after_commas() -> None:
    line = list_line("Panelpost-Ref", [f"MIS-26-{n:04}" for n in range(20)])

    assert all(len(part) <= 78 for part in line.split("\r\n"))
    assert line.replace("\r\n", "") == "Panelpost-Ref: " + ", ".join(f"MIS-26-{n:04}" for n in range(20))


def test_threads_keep_only_real_ids_and_both_ends() -> None:
    ids = [f"<{n}@a.example>" for n in range(50)]

    lines = thread_lines([*ids[:25], "no id", "<a b>", "<x>\r\nBcc: y", *ids[25:]])

    assert lines[0] == "In-Reply-To: <49@a.example>"
    assert lines[1].removeprefix("References: ").split("\r\n ") == [ids[0], *ids[-19:]]
    assert thread_lines([]) == []


@pytest.mark.parametrize("address", ["a@b\r\nx", "a b@c.example", "a@b@c", "", "a", "é@b.example", '"q"@b.example'])
def test_what_is_no_plain_address_is_held(address: str) -> None:
    with pytest.raises(Held):
        address_line("To", "", address)
