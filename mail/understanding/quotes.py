"""What a person wrote in a reply, apart from what it quotes (mail-rules 6.1, 6.2).

1. Every line gets a letter: `b` blank, `h` a client's header above a quote, `s` sent by us, `n` new, `q` quoted by a
   prefix but not ours, `t` the tail: older mails of the thread.
2. What we ourselves sent is subtracted, re-wrapped or not, in whole lines of ours only: a template line that was
   shortened ("Present: presenter came") is an answer.
3. Without a text of ours the client's headers and prefixes decide, and then quotequail; never about who wrote.
4. Nothing is lost: what is not new is `earlier`, and when nothing is new, everything is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import quotequail

from mail.understanding.quote_headers import header_lines

_MOST_LINES = 3000  # a bomb of lines is not a reply; what is beyond goes to `earlier`
_SURE = 5  # so many words in a row are ours wherever they stand; fewer need a quote around them
_LABEL_WORDS = 6
_PREFIX = re.compile(r"^(?:[ \t]*>)+[ \t]?")
_ADDRESSES = re.compile(r"<?\b(?:https?://|mailto:)[^\s>\]]+[>\]]?", re.IGNORECASE)
_FOLD = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u200b": "", "\ufeff": ""})
_CANDIDATES = 40
# What quotequail knows begins with `_BEGINS`, or holds one of `_HOLDS` in its first or its second line. It is asked
# about such lines only, because it takes 60 microseconds a line: half of all that a plain mail took.
_BEGINS = re.compile(
    r"[\s>]*(?:---|_{32}|\d{4}/|Begin|Anfang|Début|Inicio|Forwarded|Mensaje|Vidarebefordrat|Doorgestuurd|Original"
    r"|Ursprüngliche|Oorspronkelijk|Message|Origineel|Пересылаемое)"
)
_HOLDS = ("wrote:", "schrieb", "écrit", "escribió:", "написал", "skrev", "escreveu:", "schreef", "geschreven:")


@dataclass(frozen=True)
class Own:
    """A reply taken apart: `new` is the writer's own words, `earlier` the rest. `echo`: all of it was ours."""

    new: str
    earlier: str = ""
    echo: bool = False


@dataclass
class _Line:
    text: str  # without the quote prefix
    depth: int  # of the quote prefix
    letter: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        return _words(self.text)


@dataclass(frozen=True)
class _Run:
    """Whole lines of the mail that are whole lines of ours: `sent` is where ours begin, `words` how many they hold."""

    start: int
    end: int
    sent: int
    sent_end: int
    words: int


def own_words(text: str, sent_text: str = "") -> Own:
    """Return what the writer added to `sent_text`, the plain text of ours that is answered ("" when not known).

    Answers between our lines are kept, in order, without the quote prefix; an answer on the line below a label of ours
    gets the label in front of it. When nothing is new, `new` is the whole text.
    """
    lines = _sorted_lines(text, sent_text)
    new = "\n".join(_answers(lines)).strip()
    earlier = "\n".join(line.text for line in lines if line.letter in "shqt").strip()
    if any(line.letter == "n" and line.text.strip() for line in lines):
        return Own(new, earlier)
    return Own(text.strip(), "", echo=any(line.letter == "s" for line in lines))


def without_sent(text: str, sent_text: str, keep: re.Pattern[str]) -> str:
    """Return the text with our own lines, headers and older mails blanked, so that line numbers stay as they are.

    Lines of ours that match `keep` stay: a minutes form needs the lines that open its blocks. What we wrote in another
    block only is the writer's own here: two bookings can have the same outcome in the same words.
    """
    places = _blocks_of([_line(each) for each in sent_text.split("\n")], keep)
    opened, kept = "", []
    for line in _sorted_lines(text, sent_text):
        opens = keep.match(line.text)
        opened = _opener(opens) if opens else opened
        stays = line.letter in "nqb"
        if line.letter == "s":
            elsewhere = places.get(line.words, frozenset())
            stays = bool(opens) or bool(opened and elsewhere and not line.depth and not elsewhere & {"", opened})
        kept.append(line.text if stays else "")
    return "\n".join(kept)


def _blocks_of(lines: list[_Line], keep: re.Pattern[str]) -> dict[tuple[str, ...], frozenset[str]]:
    """Return in which blocks each line of ours stands; "" is above the first."""
    opened, places = "", defaultdict(set)
    for line in lines:
        opens = keep.match(line.text)
        opened = _opener(opens) if opens else opened
        places[line.words].add(opened)
    return {words: frozenset(blocks) for words, blocks in places.items()}


def _opener(match: re.Match[str]) -> str:
    return " ".join(_words(match[0]))


def _words(text: str) -> tuple[str, ...]:
    folded = unicodedata.normalize("NFKC", _ADDRESSES.sub(" ", text)).translate(_FOLD).casefold()
    return tuple(re.findall(r"\w+", folded))


def _sorted_lines(text: str, sent_text: str) -> list[_Line]:
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [_line(each) for each in raw[:_MOST_LINES]]
    beyond = [_line(each, "t") for each in raw[_MOST_LINES:]]
    headers = header_lines([line.text for line in lines])
    sent = [each for each in sent_text.split("\n") if _words(each)][:_MOST_LINES]
    runs = _trusted(_runs(lines, [_words(each) for each in sent], headers), lines, sent, headers)
    ours = {at for run in runs for at in range(run.start, run.end)}
    letters = _letters_by_ours(lines, ours, headers, _labels(sent)) if ours else _letters_by_form(lines, headers)
    for line, letter in zip(lines, letters, strict=True):
        line.letter = letter
    return lines + beyond


def _line(raw: str, letter: str = "") -> _Line:
    match = _PREFIX.match(raw) if ">" in raw else None
    return _Line(raw[match.end() :], match[0].count(">"), letter) if match else _Line(raw, 0, letter)


# Subtracting what we sent


def _runs(lines: list[_Line], sent: list[tuple[str, ...]], headers: set[int]) -> list[_Run]:
    """Return every run of our lines in the mail, in order."""
    if not sent:
        return []
    index: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(sent):
        if len(index[words[0]]) < _CANDIDATES:
            index[words[0]].append(number)
    found: list[_Run] = []
    at = 0
    while at < len(lines):
        words = lines[at].words
        candidates = index.get(words[0], []) if words and at not in headers else []
        tried = [run for number in candidates if (run := _run(lines, sent, at, number, headers))]
        if not tried:
            at += 1
            continue
        expected = found[-1].sent_end if found else 0
        # Forms repeat their lines for every booking: the longest run is the right copy, then the one that comes next.
        best = max(tried, key=lambda run: (run.words, run.sent == expected, -abs(run.sent - expected)))
        found.append(best)
        at = best.end
    return found


def _run(lines: list[_Line], sent: list[tuple[str, ...]], at: int, number: int, headers: set[int]) -> _Run | None:
    """Match from line `at` and our line `number` on, for as long as whole lines agree."""
    run = None
    block = _block(lines, sent, at, number, headers)
    while block:
        run = _Run(at, block.end, number, block.sent_end, (run.words if run else 0) + block.words)
        following = block.end
        while following < len(lines) and not lines[following].words:
            following += 1
        block = _block(lines, sent, following, block.sent_end, headers)
    return run


def _block(lines: list[_Line], sent: list[tuple[str, ...]], at: int, number: int, headers: set[int]) -> _Run | None:
    """Match the fewest whole lines of the mail that are whole lines of ours, however each side is wrapped."""
    start, sent_start, count = at, number, 0
    mine: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    while True:
        if not mine:
            while at < len(lines) and not lines[at].words:
                at += 1
            if at == len(lines) or at in headers:
                return None
            mine, at = lines[at].words, at + 1
        if not ours:
            if number == len(sent):
                return None
            ours, number = sent[number], number + 1
        both = min(len(mine), len(ours))
        if mine[:both] != ours[:both]:
            return None
        mine, ours, count = mine[both:], ours[both:], count + both
        if not mine and not ours:
            return _Run(start, at, sent_start, number, count)


def _trusted(runs: list[_Run], lines: list[_Line], sent: list[str], headers: set[int]) -> list[_Run]:
    """Return the runs that are quotes. A word or two of ours may be an answer: "accept", "move to 12 January"."""
    sure = [run for run in runs if run.words >= _SURE]
    marks = [at for at, line in enumerate(lines) if line.depth or at in headers]
    quote_start = min((run.start for run in sure), default=len(lines))
    if marks and any(run.start >= marks[0] for run in sure):
        quote_start = marks[0]  # what stands above the client's own mark was not quoted
    prefixed = sum(run.words for run in sure if lines[run.start].depth)
    by_prefix = prefixed * 2 > sum(run.words for run in sure)
    labels = _labels(sent)
    kept: list[_Run] = []
    for run in runs:
        line = lines[run.start]
        if run.start < quote_start and (marks or run.words < _SURE):
            continue
        if by_prefix and not line.depth:
            continue
        follows = bool(kept) and run.sent in {kept[-1].sent_end, kept[-1].sent_end + 1}
        empty_label = line.text.rstrip().endswith(":") and line.words in labels
        if run.words >= _SURE or line.depth or empty_label or follows:
            kept.append(run)
    return kept


def _labels(sent: list[str]) -> set[tuple[str, ...]]:
    """Return the labels we sent to be filled in, as words."""
    labels = {_words(line.partition(":")[0]) for line in sent if ":" in line}
    return {label for label in labels if 0 < len(label) <= _LABEL_WORDS}


# From runs to letters


def _letters_by_ours(lines: list[_Line], ours: set[int], headers: set[int], labels: set[tuple[str, ...]]) -> list[str]:
    first, last = min(ours), max(ours)
    opened = min(headers, default=first)  # an Outlook quote has no prefix: its header opens it
    tail = min((at for at in headers if at > last), default=len(lines))
    letters = []
    for at, line in enumerate(lines):
        if at in headers:
            letter = "h"
        elif not line.text.strip():
            letter = "b"
        elif at in ours:
            letter = "s"
        elif at > tail:
            letter = "t"
        elif opened < at < first and not lines[first].depth:
            letter = "t"  # banners, and newer mails of the thread
        elif not line.depth or _filled_in(line, labels):
            letter = "n"
        else:
            letter = "n" if first < at < last and line.depth <= lines[first].depth else "q"
        letters.append(letter)
    return letters


def _filled_in(line: _Line, labels: set[tuple[str, ...]]) -> bool:
    label, colon, value = line.text.partition(":")
    return bool(colon and value.strip()) and _words(label) in labels


def _letters_by_form(lines: list[_Line], headers: set[int]) -> list[str]:
    """Without a text of ours: the client's header and prefixes, then quotequail."""
    quote = min(headers, default=None)
    if quote is None:
        quote = _where_quotequail_splits(lines)
    # A quote that marks its lines leaves room for answers below and between; one that does not runs to the end.
    marked = quote is not None and any(line.depth for line in lines[quote:] if line.words)
    letters = []
    for at, line in enumerate(lines):
        if at in headers:
            letters.append("h")
        elif not line.text.strip():
            letters.append("b")
        elif line.depth:
            letters.append("q")
        else:
            letters.append("t" if quote is not None and at >= quote and not marked else "n")
    return letters


def _where_quotequail_splits(lines: list[_Line]) -> int | None:
    whole = "\n".join(line.text for line in lines)
    holds = [sign for sign in _HOLDS if sign in whole]
    signs = [
        at for at, line in enumerate(lines) if _BEGINS.match(line.text) or any(sign in line.text for sign in holds)
    ]
    for at in sorted({start for sign in signs for start in (max(sign - 1, 0), sign)}):
        two = "\n".join("> " * line.depth + line.text for line in lines[at : at + 2])
        parts = quotequail.quote(two, limit=None, quote_intro_line=True)
        if len(parts) > 1:
            return at + (1 if parts[0][1] else 0)
    return None


# The answers


def _answers(lines: list[_Line]) -> list[str]:
    """Return the new lines, each with the label of ours it stands under."""
    last_ours = max((at for at, line in enumerate(lines) if line.letter == "s"), default=-1)
    found: list[str] = []
    label, gap = "", False
    for at, line in enumerate(lines):
        if line.letter == "n":
            under = label and ":" not in line.text and (not gap or at < last_ours)
            found.append(f"{label} {line.text.strip()}" if under else line.text)
            label = ""
        elif line.letter == "b":
            gap = True
            if found and found[-1]:
                found.append("")
        elif line.letter == "s":
            is_label = line.text.rstrip().endswith(":") and len(line.words) <= _LABEL_WORDS
            label, gap = (line.text.strip() if is_label else ""), False
        else:
            label = ""
    return found
