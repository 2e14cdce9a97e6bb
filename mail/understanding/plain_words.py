"""Words made comparable, and the ways to say that something is not known."""

from __future__ import annotations

import re

_NOT_KNOWN = re.compile(
    r"(?:n[/.\\ ]?[ka]\.?|n/o|not (?:known|sure|applicable|available|given|stated|recorded|yet known)|unknown|dont know"
    r"|do not know|unsure|t\.?b\.?[cad]\.?|to be (?:confirmed|advised)|don['’]?t know|will (?:send|confirm|"
    r"follow).*|[-–—_.?]+"
    r"|as above|pending|blank)[.?]?",
    re.IGNORECASE,
)
_SECTION = re.compile(r"\b(?:sections?|sec|sect|s)\.?\s*(?=\d)")
_FREQ = re.compile(r"\bfreq\b\.?")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")


def is_not_known(written: str) -> bool:
    """Return whether somebody wrote that they do not know ("n/k", "tbc", "?", an empty line)."""
    return not written.strip() or _NOT_KNOWN.fullmatch(written.strip(" \t.:;")) is not None


def tidy(written: str) -> str:
    """Return `written` in one line without the marks around it."""
    return re.sub(r"\s+", " ", written.replace("\xa0", " ")).strip(" \t\r\n*_|").strip()


def plain(text: str) -> str:
    """Return `text` for comparing: small letters, "section 31" and "s. 31" as "s31", no punctuation."""
    text = _SECTION.sub("s", text.lower())
    if "freq" in text:
        text = _FREQ.sub("frequently", text)
    return " ".join(_PLAIN_WORD.findall(text.replace("'", "").replace("’", "")))
