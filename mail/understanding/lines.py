"""A mail's text as lines with a letter each, so that banners, signatures and quotes do not disturb what is read.

Letters: `b` blank, `w` warning banner, `m` marking, `g` greeting, `s` sign-off, `n` signature, `d` disclaimer, `f` app
footer, `h` a client's header above a quote, `q` quoted or forwarded, `r` rule, `i` list item, `t` table row, `a` answer
under a quoted question, `p` prose (labelled lines too: which labels there are is the panel's business).

First each line gets a letter by itself, then rules over the letters: after a header all is quoted, after a sign-off or
the sender's name all is signature unless a form follows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from mail.understanding import line_words as words
from mail.understanding.quote_headers import header_lines

OWN = frozenset("itap")
_SENTENCE_WORDS = 6
_SHORT = 200  # characters of a line whose letter is kept: each is asked for twice, and signatures come again
_LINK = re.compile(r"<https?://[^>\s]*>|<mailto:[^>\s]*>")
_WORD = re.compile(r"[^\W\d_][\w'\-]*")
_HEAD_ENDS = re.compile(r"\s*[|,•]|\s[-–]\s|\(")
_CELLS = re.compile(r"\S\s*\|\s*\S")
_FORM_NAME = re.compile(r"\W*(?:full |child'?s )?(?:name|date of birth|dob)\W*", re.IGNORECASE)


class Line(NamedTuple):
    """One line: its number in the mail (from 1), its letter, and its text without quote mark or bullet."""

    number: int
    letter: str
    text: str


def clean(text: str) -> str:
    """Return `text` with plain spaces, quotes and hyphens, composed letters, and no invisible characters."""
    text = unicodedata.normalize("NFC", text).translate(words.FOLD)
    return _LINK.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def classify(text: str, sender_name: str = "") -> tuple[Line, ...]:
    """Return every line of `text`, in order, with its letter; `sender_name` is the display name of who wrote."""
    raw = clean(text).split("\n")
    headers = header_lines([words.QUOTE.sub("", each) if ">" in each else each for each in raw])
    lines = [_line(number, each, number in headers) for number, each in enumerate(raw)]
    lines = _answers(lines)
    lines = _after_header(lines)
    lines = _banner_goes_on(lines)
    return tuple(_signature(lines, name_words(sender_name)))


_BOX = r"(?:☐|☒|☑|✓|✔|✅|✗|✘|\[ ?\]|\[[xX✓]\]|\( ?\)|\([xX✓]\))"


_A_BOX = re.compile(_BOX)
_FIRST_BOX = re.compile(rf"\W*?{_BOX}")
_BEFORE_BOXES = re.compile(r"(?:[^:☐☑☒\[(]|\((?!\s?[xX✓]?\))[^()]*\)){2,80}?(?:[:?]|\s[-–—]\s)\s*")


def has_box(text: str, *, first: bool = False) -> bool:
    """Return whether there is a tick box in a line, or with `first` at its start."""
    return (_FIRST_BOX.match(text) if first else _A_BOX.search(text)) is not None


def ticked(text: str) -> str:
    """Return a line with tick boxes as what is ticked: "Panel - December ☑ January ☐" is "Panel - December"."""
    if not _A_BOX.search(text):
        return text
    label = _BEFORE_BOXES.match(text)
    head, rest = (label[0], text[label.end() :]) if label else ("", text)
    boxes = list(_A_BOX.finditer(rest))
    if not boxes or not _A_BOX.sub("", rest).strip():
        return text
    pattern = (
        rf"(?P<box>{_BOX})(?P<option>(?:(?!{_BOX}).)+)"
        if boxes[0].start() == 0
        else rf"(?P<option>(?:(?!{_BOX}).)+)(?P<box>{_BOX})"
    )
    chosen = [
        match["option"].strip(" ,;/") for match in re.finditer(pattern, rest) if re.search(r"[☒☑✓✔✅xX]", match["box"])
    ]
    return head + ", ".join(chosen)


def name_words(name: str) -> frozenset[str]:
    """Return the words of a person's name in small letters, without initials, titles and ranks."""
    words = _WORD.findall(clean(name).lower())
    return frozenset(
        each for each in words if len(each) > 1 and each not in {"ds", "pc", "dc", "dr", "mr", "mrs", "ms"}
    )


def own(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines the writer wrote about the matter."""
    return tuple(each for each in lines if each.letter in OWN)


def _line(number: int, raw: str, header: bool) -> Line:
    quoted = ">" in raw and words.QUOTE.match(raw) is not None
    text = (words.QUOTE.sub("", raw) if quoted else raw).rstrip()
    if header:
        return Line(number + 1, "h", text.strip())
    if quoted:
        return Line(number + 1, "q", text.strip())
    letter = _letter_of_short(text) if len(text) <= _SHORT else _letter(text)
    return Line(number + 1, letter, (words.BULLET.sub("", text) if letter == "i" else text).strip(" "))


def _as(line: Line, letter: str) -> Line:
    number, before, text = line
    return line if before == letter else Line(number, letter, text)


def _letter(text: str) -> str:  # noqa: PLR0911 - small rules, the first that fits
    bare = text.strip()
    if not bare:
        return "b"
    if words.RULE.fullmatch(bare):
        return "r"
    low = bare.lower()
    if words.BANNER.match(low):
        return "w"
    if words.MARKING.match(low):
        return "m"
    if words.FOOTER.match(low):
        return "f"
    if words.DISCLAIMER.search(low):
        return "d"
    if words.SIGN_OFF.match(bare):
        return "s"
    if words.GREETING.match(bare):
        return "g"
    if "\t" in bare or ("|" in bare and _CELLS.search(bare)):
        return "t"
    return "i" if words.BULLET.match(text) else "p"


_letter_of_short = lru_cache(maxsize=2048)(_letter)


def _answers(lines: list[Line]) -> list[Line]:
    """Join a quoted question or label and the unquoted line right under it: what our own question mail asks for."""
    result = list(lines)
    for at, line in enumerate(lines[:-1]):
        below = lines[at + 1]
        if line.letter == "q" and re.search(r"[?:)]$", line.text) and below.letter in "pig" and ":" not in below.text:
            label = words.BRACKET.sub("", line.text).rstrip("?: ")
            result[at + 1] = Line(below.number, "a", f"{label}: {below.text}")
    return result


def _after_header(lines: list[Line]) -> list[Line]:
    """Call everything below the first header quoted; with quote marks only those lines are, so answers stay."""
    first = next((at for at, line in enumerate(lines) if line.letter == "h"), None)
    if first is None:
        return lines
    marked = any(line.letter == "q" for line in lines[first:])
    return [
        _as(line, "q") if at > first and line.letter not in "hqb" and not (marked and line.letter in "pas") else line
        for at, line in enumerate(lines)
    ]


def _banner_goes_on(lines: list[Line]) -> list[Line]:
    """A banner or a disclaimer reaches to the next blank line."""
    result: list[Line] = []
    inside = ""
    for line in lines:
        if line.letter in "wd":
            inside = line.letter
        elif line.letter != "p" or (inside == "w" and len(line.text.split()) < _SENTENCE_WORDS):
            inside = ""
        result.append(_as(line, inside) if inside else line)
    return result


def _signature(lines: list[Line], sender: frozenset[str]) -> list[Line]:
    result = list(lines)
    inside = False
    seen_own = False
    for at, line in enumerate(lines):
        if line.letter in "hq":
            inside = inside and line.letter != "h"
            continue
        if line.letter in "bwmfdr" and not line.text.startswith("--"):
            continue
        if not inside:
            inside = _starts_signature(lines, at, sender, seen_own=seen_own)
        elif _is_form(lines, at):
            inside = False
        if inside and line.letter != "s":
            result[at] = _as(line, "n")
        seen_own = seen_own or line.letter in OWN
    return result


def _starts_signature(lines: list[Line], at: int, sender: frozenset[str], *, seen_own: bool) -> bool:
    line = lines[at]
    if line.text in {"--", "-- ", "—"}:
        return True
    if line.letter == "s":
        below = list(islice((each for each in _from(lines, at + 1) if each.letter not in "bmr"), 3))
        return not any(_is_prose(each) for each in below[:1]) and not any(_is_form_line(each) for each in below)
    if _is_sender(line.text, sender):
        return seen_own or not any(each.letter in OWN for each in _from(lines, at + 1))
    return False


def _from(lines: list[Line], at: int) -> Iterator[Line]:
    return (lines[number] for number in range(at, len(lines)))


def _is_sender(text: str, sender: frozenset[str]) -> bool:
    """Tell a line that is the sender's name, alone or before a role: "Sam", "S Sorrell", "DS Rachel Ferris 2231"."""
    low = text.lower()
    if not any(word in low for word in sender):
        return False
    head = _HEAD_ENDS.split(text.strip(" .,-–!*"), maxsplit=1)[0]
    parts = [each for each in _WORD.findall(head.lower()) if len(each) > 1]
    rest = [each for each in parts if each not in {"ds", "pc", "dc", "dr", "mr", "mrs", "ms", "xx", "thanks", "duty"}]
    return bool(rest) and len(rest) <= 3 and all(each in sender for each in rest) and not re.search(r"[?:]", head)  # noqa: PLR2004 - a count of parts, letters or parts


def _is_prose(line: Line) -> bool:
    count = len(line.text.split())
    return (
        line.letter in "pi"
        and count >= _SENTENCE_WORDS
        and not words.CONTACT.search(line.text.lower())
        and not (line.text[-1:] not in ".?!" and words.ROLE.search(line.text.lower()))
    )


def _is_form_line(line: Line) -> bool:
    return line.letter in "pit" and bool(words.FORM_LABEL.match(line.text) and words.FORM.match(line.text))


def _is_form(lines: list[Line], at: int) -> bool:
    if not words.FORM_LABEL.match(lines[at].text):
        return False
    return _is_form_line(lines[at]) or (at + 1 < len(lines) and _FORM_NAME.fullmatch(lines[at].text) is not None)
