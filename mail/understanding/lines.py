"""A mail's text as lines with a letter each, so that banners, signatures and quotes do not disturb what is read.

Letters: `b` blank, `w` warning banner, `m` marking, `g` greeting, `s` sign-off, `n` signature, `d` disclaimer, `f` app
footer, `h` a client's header above a quote, `q` quoted or forwarded, `r` rule, `i` list item, `t` table row, `a` answer
under a quoted question, `p` prose (labelled lines too: which labels there are is the panel's business).

First each line gets a letter by itself, then rules over the letters: after a header all is quoted, after a sign-off or the
sender's name all is signature unless a form follows.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from mail.understanding.quote_headers import header_lines

OWN = frozenset("ita" + "p")
_FOLD = str.maketrans(
    {"\xa0": " ", "\u202f": " ", "\u2007": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u200b": "", "\u200e": "",
     "\ufeff": "", "\u00ad": "", "‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "‑": "-",
     "‐": "-", "−": "-"}
)  # fmt: skip
_BULLET = re.compile(r"^\s*(?:[*•·▪◦‣●○➢►✦§o]|[-–—]|\(?\d{1,2}[.)]|\(?[a-h][.)])\s+(?=\S)")
_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_RULE = re.compile(r"[\s\-–—_=*#~.]{3,}")
_BANNER = re.compile(
    r"^\W*(?:\[?external\]?\W*$|\[external\b|external (?:e-?mail|sender|message)|caution\b|warning\b.*(?:e-?mail|link|attachment|"
    r"sender|external)|this (?:e-?mail|message) (?:originated|came|comes|was (?:sent|received)|is from|has been (?:sent|scanned|"
    r"received))|(?:do not|don't) (?:click|open)|you don't often get (?:an )?e-?mail|\[?some people who received this|"
    r"learn why this is important|be(?: extra)? (?:careful|cautious|vigilant)|think before you click|\*\*\s*this message|"
    r"unless you (?:recognise|recognize|trust) the sender|report (?:this|suspicious) (?:e-?mail|message)|sent via cjsm)",
    re.I,
)
_MARKING = re.compile(
    r"^\W*(?:official(?:\s*[-–:]?\s*sensitive)?(?:\s*[-–:\[(]*\s*(?:personal|privacy|commercial|locsen)\W*)?|restricted|"
    r"not protectively marked|protect|confidential|classification\s*:.*|sensitivity\s*:.*|\[?secure\]?|\[?encrypt(?:ed)?\]?|"
    r"private (?:and|&) confidential|high importance|urgent)\W*$",
    re.I,
)
_GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|greetings|bore da|"
    r"prynhawn da|to whom it may concern|fao|attn)\b[^.?:;]{0,40}|all|team|both|colleagues?|"
    r"[A-Z][a-z]+(?: (?:and|&|/) [A-Z][a-z]+)?,)\s*[,.!:–-]*\s*$",
    re.I,
)
_SIGN_OFF = re.compile(
    r"^\W*(?:(?:many|lots of|with|kind(?:est)?|warm(?:est)?|best|all the|all|yours|very|sent with|thank|thanks?|thx|tks|ta|cheers|regards|"
    r"bw|kr|rgds|diolch|sincerely|faithfully|truly|you|so much|very much|a lot|again|in advance|for your (?:help|time|support)|"
    r"wishes|best|and|x+|take care|speak soon|love|have a (?:good|great|nice|lovely) (?:day|weekend|evening|week)|yn fawr|kindly|much|"
    r"appreciated|for this|for all your help)[\s,.!\-–]*)+(?P<name>(?:[A-Z][\w'\-]*[\s.,]*){0,3})\W*x*\W*$",
    re.I,
)
_FOOTER = re.compile(
    r"^\W*(?:sent from (?:my|outlook|yahoo|mail|the|samsung|proton)|get outlook for|sent (?:using|via|with)\b.*(?:app|phone|mobile|mail)|"
    r"from my (?:iphone|ipad|galaxy|mobile)|sent by outlook|downloaded from)",
    re.I,
)
_DISCLAIMER = re.compile(
    r"(?:confidential and (?:may|intended|are|is)|intended (?:solely|only) for|intended recipient|received this (?:e-?mail|message) in error|"
    r"privacy notice|data protection (?:law|act)|views or opinions|scanned (?:for|by)|please consider the environment|legally privileged|"
    r"internet e-?mail is not secure|monitor the content|secure email service|e-?mail disclaimer|may be (?:monitored|recorded)|"
    r"disclosed in response|protecting our communities|freedom of information|do not forward outside)",
    re.I,
)
_CONTACT = re.compile(
    r"(?:\b[tmepw]\s*[:.]\s*[\w+(]|\btel\b|\bmob(?:ile)?\b|\bext\b|\bphone\b|\bfax\b|https?://|www\.|\b0\d{2,4}[ )]*\d{3}|\+44|"
    r"[\w.]+@[\w-]+\.[\w.]+\s*$|\bpronouns\b|\b(?:he/him|she/her|they/them)\b)",
    re.I,
)
_ROLE = re.compile(
    r"\b(?:social work(?:er)?|manager|practitioner|senior|team|service|council|officer|department|asye|advanced|duty|unit|"
    r"directorate|police|coordinator|co-ordinator|consultant|student|independent reviewing|gweithiwr|constabulary|nhs|trust)\b",
    re.I,
)
_FORM = re.compile(r"^\W*[\w' /()]{2,40}?\s*(?:[:\t]|\s-\s)\s*\S")
_FORM_LABEL = re.compile(r"^\W*(?:full |child'?s? |yp'?s? |first |young person'?s? )?(?:name|dob|d\.o\.b\.?|date of birth|surname|child|yp|young person)\b", re.I)
_BRACKET = re.compile(r"\s*\([^)]*\)")
_SENTENCE_WORDS = 6


@dataclass(frozen=True)
class Line:
    """One line: its number in the mail (from 1), its letter, and its text without quote mark or bullet."""

    number: int
    letter: str
    text: str


def clean(text: str) -> str:
    """Return `text` with plain spaces, quotes and hyphens, composed letters, and no invisible characters."""
    text = unicodedata.normalize("NFC", text).translate(_FOLD)
    return re.sub(r"<https?://[^>\s]*>|<mailto:[^>\s]*>", "", text.replace("\r\n", "\n").replace("\r", "\n"))


def classify(text: str, sender_name: str = "") -> tuple[Line, ...]:
    """Return every line of `text`, in order, with its letter; `sender_name` is the display name of who wrote."""
    raw = clean(text).split("\n")
    headers = header_lines([_QUOTE.sub("", each) for each in raw])
    lines = [_line(number, each, number in headers) for number, each in enumerate(raw)]
    lines = _answers(lines)
    lines = _after_header(lines)
    lines = _banner_goes_on(lines)
    return tuple(_signature(lines, name_words(sender_name)))


_BOX = r"(?:☐|☒|☑|✓|✔|✅|✗|✘|\[ ?\]|\[[xX✓]\]|\( ?\)|\([xX✓]\))"


def ticked(text: str) -> str:
    """Return a line with tick boxes as what is ticked: "Panel - December ☑ January ☐" is "Panel - December"."""
    boxes = list(re.finditer(_BOX, text))
    if len(boxes) < 2 and not (boxes and re.search(r"\S", text)):  # noqa: PLR2004 - one box alone is an answer
        return text
    label = re.match(r"[^:☐☑☒\[(]{2,40}?(?::|\s[-–—]\s)\s*", text)
    head, rest = (label[0], text[label.end() :]) if label else ("", text)
    boxes = list(re.finditer(_BOX, rest))
    if not boxes or not re.sub(_BOX, "", rest).strip():
        return text
    pattern = rf"(?P<box>{_BOX})(?P<option>(?:(?!{_BOX}).)+)" if boxes[0].start() == 0 else rf"(?P<option>(?:(?!{_BOX}).)+)(?P<box>{_BOX})"
    chosen = [match["option"].strip(" ,;/") for match in re.finditer(pattern, rest) if re.search(r"[☒☑✓✔✅xX]", match["box"])]
    return head + ", ".join(chosen)


def name_words(name: str) -> frozenset[str]:
    """Return the words of a person's name in small letters, without initials, titles and ranks."""
    words = re.findall(r"[^\W\d_][\w'\-]*", clean(name).lower())
    return frozenset(each for each in words if len(each) > 1 and each not in {"ds", "pc", "dc", "dr", "mr", "mrs", "ms"})


def own(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines the writer wrote about the matter."""
    return tuple(each for each in lines if each.letter in OWN)


def _line(number: int, raw: str, header: bool) -> Line:
    text = _QUOTE.sub("", raw).rstrip()
    quoted = text != raw.rstrip()
    if header:
        return Line(number + 1, "h", text.strip())
    if quoted:
        return Line(number + 1, "q", text.strip())
    return Line(number + 1, _letter(text), _BULLET.sub("", text).strip(" ") if _letter(text) == "i" else text.strip(" "))


def _letter(text: str) -> str:  # noqa: PLR0911 - a table of small rules, the first that matches
    bare = text.strip()
    if not bare:
        return "b"
    if _RULE.fullmatch(bare):
        return "r"
    if _BANNER.search(bare):
        return "w"
    if _MARKING.match(bare):
        return "m"
    if _FOOTER.match(bare):
        return "f"
    if _DISCLAIMER.search(bare):
        return "d"
    if _SIGN_OFF.match(bare):
        return "s"
    if _GREETING.match(bare):
        return "g"
    if "\t" in bare or re.search(r"\S\s*\|\s*\S", bare):
        return "t"
    return "i" if _BULLET.match(text) else "p"


def _answers(lines: list[Line]) -> list[Line]:
    """Join a quoted question or label and the unquoted line right under it: what our own question mail asks for."""
    result = list(lines)
    for at, line in enumerate(lines[:-1]):
        below = lines[at + 1]
        if line.letter == "q" and re.search(r"[?:)]$", line.text) and below.letter in "pig" and ":" not in below.text:
            result[at + 1] = replace(below, letter="a", text=f"{_BRACKET.sub('', line.text).rstrip('?: ')}: {below.text}")
    return result


def _after_header(lines: list[Line]) -> list[Line]:
    """Call everything below the first header quoted; with quote marks only those lines are, so answers stay."""
    first = next((at for at, line in enumerate(lines) if line.letter == "h"), None)
    if first is None:
        return lines
    marked = any(line.letter == "q" for line in lines[first:])
    return [
        replace(line, letter="q") if at > first and line.letter not in "hqb" and not (marked and line.letter in "pas") else line
        for at, line in enumerate(lines)
    ]


def _banner_goes_on(lines: list[Line]) -> list[Line]:
    """A banner or a disclaimer reaches to the next blank line."""
    result: list[Line] = []
    inside = ""
    for line in lines:
        if line.letter in "wd":
            inside = line.letter
        elif line.letter not in "p" or (inside == "w" and len(line.text.split()) < _SENTENCE_WORDS):
            inside = ""
        result.append(replace(line, letter=inside) if inside else line)
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
        starts = _starts_signature(lines, at, sender, seen_own=seen_own)
        if not inside and starts:
            inside = True
        elif inside and _is_form(lines, at):
            inside = False
        if inside and line.letter != "s":
            result[at] = replace(line, letter="n")
        seen_own = seen_own or line.letter in OWN
    return result


def _starts_signature(lines: list[Line], at: int, sender: frozenset[str], *, seen_own: bool) -> bool:
    line = lines[at]
    if line.text in {"--", "-- ", "—"}:
        return True
    if line.letter == "s":
        below = [each for each in lines[at + 1 :] if each.letter not in "bmr"][:3]
        return not any(_is_prose(each) for each in below[:1]) and not any(_is_form_line(each) for each in below)
    if _is_sender(line.text, sender):
        return seen_own or not any(each.letter in OWN for each in lines[at + 1 :])
    return False


def _is_sender(text: str, sender: frozenset[str]) -> bool:
    """Tell a line that is the sender's name, alone or before a role: "Sam", "S Sorrell", "DS Rachel Ferris 2231"."""
    head = re.split(r"\s*[|,•]|\s[-–]\s|\(", text.strip(" .,-–!*"))[0]
    words = [each for each in re.findall(r"[^\W\d_][\w'\-]*", head.lower()) if len(each) > 1]
    rest = [each for each in words if each not in {"ds", "pc", "dc", "dr", "mr", "mrs", "ms", "xx", "thanks", "duty"}]
    return bool(rest) and len(rest) <= 3 and all(each in sender for each in rest) and not re.search(r"[?:]", head)  # noqa: PLR2004


def _is_prose(line: Line) -> bool:
    words = line.text.split()
    return (
        line.letter in "pi"
        and len(words) >= _SENTENCE_WORDS
        and not _CONTACT.search(line.text)
        and not (_ROLE.search(line.text) and line.text[-1:] not in ".?!")
    )


def _is_form_line(line: Line) -> bool:
    return line.letter in "pit" and bool(_FORM_LABEL.match(line.text) and _FORM.match(line.text))


def _is_form(lines: list[Line], at: int) -> bool:
    return _is_form_line(lines[at]) or (
        bool(re.fullmatch(r"\W*(?:full |child'?s )?(?:name|date of birth|dob)\W*", lines[at].text, re.I)) and at + 1 < len(lines)
    )
