from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Faulty
from core.intents import Token
from core.kinds import Purpose
from core.sealing import Keyring, new_key_line, read_key_file, write_key_file

OLD = Keyring({"k1": b"1" * 32})
BOTH = Keyring({"k1": b"1" * 32, "k2": b"2" * 32})
OTHER = Keyring({"k1": b"3" * 32})
MAILBOX = "missing-panel"


@given(st.binary())
def test_what_is_sealed_opens_again(value: bytes) -> None:
    assert OLD.open(OLD.seal(value, "people.name"), "people.name") == value


def test_what_is_sealed_holds_nothing_of_the_value_and_is_another_each_time() -> None:
    first, second = (OLD.seal(b"Zebedee Quillfeather", "people.name") for _ in range(2))

    assert b"Zebedee" not in first
    assert first != second


def test_a_value_cannot_be_moved_to_another_column() -> None:
    with pytest.raises(Faulty, match=r"people\.address cannot be opened"):
        OLD.open(OLD.seal(b"Zebedee", "people.name"), "people.address")


def test_a_value_that_was_changed_does_not_open() -> None:
    sealed = bytearray(OLD.seal(b"Zebedee", "people.name"))
    sealed[-1] ^= 1

    with pytest.raises(Faulty, match="it was changed"):
        OLD.open(bytes(sealed), "people.name")


def test_another_sites_key_opens_nothing() -> None:
    with pytest.raises(Faulty):
        OTHER.open(OLD.seal(b"Zebedee", "people.name"), "people.name")


def test_a_value_sealed_with_a_key_that_is_gone_says_so() -> None:
    with pytest.raises(Faulty, match="a key this site does not have"):
        OLD.open(BOTH.seal(b"Zebedee", "people.name"), "people.name")


def test_after_a_change_of_key_old_values_open_and_new_ones_are_sealed_with_the_new_key() -> None:
    old = OLD.seal(b"Zebedee", "people.name")

    assert BOTH.open(old, "people.name") == b"Zebedee"
    assert BOTH.seal(b"Zebedee", "people.name").startswith(b"k2\0")


def test_looking_up_and_reply_addresses_outlive_a_change_of_key() -> None:
    token = Token(Purpose.BOOKING, 7, 3)

    assert BOTH.fingerprint("address", "jo@x.example") == OLD.fingerprint("address", "jo@x.example")
    assert BOTH.read_token(OLD.token(token, MAILBOX), MAILBOX) == token


def test_a_fingerprint_is_bound_to_what_it_is_of_and_to_the_site() -> None:
    found = {
        OLD.fingerprint("address", "x"),
        OLD.fingerprint("name", "x"),
        OTHER.fingerprint("address", "x"),
        OLD.fingerprint("address", "y"),
    }

    assert len(found) == 4


@given(st.sampled_from(list(Purpose)), st.integers(0, 2**40 - 1), st.integers(0, 2**32 - 1))
def test_a_token_is_read_back_and_fits_into_a_local_part(purpose: Purpose, about: int, person: int) -> None:
    token = Token(purpose, about, person)

    text = OLD.token(token, MAILBOX)

    assert OLD.read_token(text, MAILBOX) == token
    assert text == text.lower()
    assert text.isalnum()
    assert len(f"{'m' * 31}+{text}") <= 64


@given(st.integers(0, 31), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_token_with_a_letter_changed_is_none(place: int, letter: str) -> None:
    token = Token(Purpose.BOOKING, 7, 3)
    text = OLD.token(token, MAILBOX)
    changed = text[:place] + letter + text[place + 1 :]

    assert OLD.read_token(changed, MAILBOX) == (token if changed == text else None)


@pytest.mark.parametrize("text", ["", "a" * 31, "a" * 33, "0" * 32, "é" * 32, "a" * 32])
def test_what_is_no_token_is_none(text: str) -> None:
    assert OLD.read_token(text, MAILBOX) is None


def test_a_token_of_another_mailbox_or_site_is_none() -> None:
    text = OLD.token(Token(Purpose.BOOKING, 7, 3), MAILBOX)

    assert OLD.read_token(text, "north-panel") is None
    assert OTHER.read_token(text, MAILBOX) is None


def test_a_key_file_is_written_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "panelpost.key"
    write_key_file(path)
    first = path.read_text()

    write_key_file(path)

    assert path.read_text() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key_file(path).current == first.split()[0]


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        pytest.param(new_key_line(), 0o644, "can be read by others", id="mode"),
        pytest.param("", 0o600, "holds no key", id="empty"),
        pytest.param("k1 c2hvcnQ=\n", 0o600, "line 1: not a key", id="short"),
        pytest.param(f"{new_key_line()}\nnonsense\n", 0o600, "line 2: not a key", id="second-line"),
    ],
)
def test_a_key_file_that_will_not_do_says_why(tmp_path: Path, content: str, mode: int, words: str) -> None:
    path = tmp_path / "panelpost.key"
    path.write_text(content)
    path.chmod(mode)

    with pytest.raises(Faulty, match=words):
        read_key_file(path)


def test_a_key_file_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Faulty, match="Run panelpost init, or restore it"):
        read_key_file(tmp_path / "nowhere.key")


def test_two_fresh_keys_differ() -> None:
    assert new_key_line() != new_key_line()
    assert os.path.sep not in new_key_line().split()[0]
