"""The lines a mail program writes above what it quotes, in the shapes people really send."""

from __future__ import annotations

import re

_LONGEST = 500  # characters of a header line
_WRAPPED = 4  # lines a long "On ... wrote:" is wrapped over
_BLOCK_LINES = 14  # of a From/Sent/To/Subject block with long recipient lists
_ENOUGH = 3  # of these labels make a block
_WROTE = (
    # Apple, Gmail, Thunderbird, and the same in other languages; a digit keeps "On the whole dad wrote:" out.
    re.compile(
        r"(?:on|am|le|el|op|den|em|il)\b(?=.*\d).{6,400}\b"
        r"(?:wrote|schrieb|a écrit|escribió|schreef|geschreven|skrev|escreveu|ha scritto)\b[^:]{0,200}:\s*-*",
        re.IGNORECASE,
    ),
    # Notes: '"Missing panel" <a@b> wrote on 23/11/2026 10:00:00:' and '-----"Missing panel" <a@b> wrote: -----'
    re.compile(r"(?=.*@).{3,300}\b(?:wrote|schrieb)\b(?: (?:on|am) .{4,60})?:\s*-*", re.IGNORECASE),
)
_SEPARATOR = re.compile(
    r"-{2,}\s*(?:original (?:message|appointment)|forwarded (?:message|by .*)|reply message"
    r"|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine|mensaje original)\s*-{2,}"
    r"|begin forwarded message:|_{20,}",
    re.IGNORECASE,
)
_FROM = {"from", "von", "de", "van", "från", "da"}
_OTHERS = {
    *("sent", "date", "to", "cc", "bcc", "subject", "reply-to", "sent by", "importance", "attachments"),
    *("gesendet", "datum", "an", "kopie", "betreff", "à", "envoyé", "objet", "aan", "verzonden", "onderwerp"),
}
_LABEL = re.compile(r"[*\s]*([\w-]+(?: by)?)\s*:[*\s]*(.*)", re.IGNORECASE)

# Few lines can begin a header, and every line of every mail is asked several times: these cheap signs are looked for
# first (twenty times faster on a plain mail). `_SIGNS` are of the words of `_WROTE`, in small letters.
_SIGNS = ("wrote", "schrieb", "écrit", "escribió", "schreef", "geschreven", "skrev", "escreveu", "scritto")
_BEGINS = re.compile(rf"[*\s]*(?:{'|'.join(sorted(_FROM))})\s*:|\s*(?:-|begin forwarded|_{{20}})", re.IGNORECASE)


def header_lines(lines: list[str]) -> set[int]:
    """Return the numbers (from 0) of the lines that are a mail program's header above a quote.

    `lines` come without their quote prefix. A separator counts only above a header block or with words in it.
    """
    found: set[int] = set()
    for at in _may_begin(lines):
        if at in found or not lines[at].strip():
            continue
        end = _wrote_end(lines, at) or _block_end(lines, at)
        if end:
            found.update(range(at, end))
        elif _SEPARATOR.fullmatch(lines[at].strip()) and ("_" not in lines[at] or _block_end(lines, at + 1)):
            found.add(at)
    return found


def _may_begin(lines: list[str]) -> list[int]:
    """Return the numbers of the lines that a header could begin on, in order."""
    if not _tells_writing("\n".join(lines)):
        return [at for at, line in enumerate(lines) if _BEGINS.match(line)]
    near = {
        before
        for at, line in enumerate(lines)
        if _tells_writing(line)
        for before in range(max(at - _WRAPPED + 1, 0), at + 1)
    }
    return [at for at, line in enumerate(lines) if at in near or _BEGINS.match(line)]


def _tells_writing(text: str) -> bool:
    folded = text.casefold()
    return any(sign in folded for sign in _SIGNS)


def _wrote_end(lines: list[str], at: int) -> int | None:
    joined = ""
    if len(lines[at]) > _LONGEST:
        return None
    for end in range(at + 1, min(at + _WRAPPED, len(lines)) + 1):
        if not lines[end - 1].strip():
            return None
        joined = f"{joined} {lines[end - 1].strip()}".strip()
        if any(pattern.fullmatch(joined) for pattern in _WROTE):
            return end
    return None


def _block_end(lines: list[str], at: int) -> int | None:
    """Return where a From/Sent/To/Subject block ends. Somebody's own "To:" or "Date:" line alone is none."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at == len(lines) or _label(lines[at]) not in _FROM:
        return None
    labels = {"from"}
    end = at + 1
    for number in range(at + 1, min(at + _BLOCK_LINES, len(lines))):
        label = _label(lines[number])
        if label in _OTHERS:
            labels.add(label)
            end = number + 1
        elif lines[number].strip() and not re.search(r"[@;<>]", lines[number]):
            break  # anything but the rest of a long list of recipients
    return end if len(labels) >= _ENOUGH else None


def _label(line: str) -> str:
    match = _LABEL.match(line)
    return match[1].lower() if match else ""
