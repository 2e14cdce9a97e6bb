"""Encrypted wrappers: mails whose words only a person with the right key or account can see (mail-rules 3, NH-3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mail.incoming import Part

_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_NHS = "an encrypted message of NHSmail or Private Post"
_MICROSOFT = "a Microsoft encrypted message"
_EGRESS = "an Egress protected message"
_BROWSER = "a secure message to open in a browser"
_PGP = "a PGP encrypted message"


def _any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_FILES = (
    (_any_case(r"^encrypted[_ -]?message.*\.html?$"), _NHS),
    (_any_case(r"\.rpmsg$"), _MICROSOFT),
    (_any_case(r"\.switch$"), _EGRESS),
    (_any_case(r"^(securedoc|securemessage(att)?|secure[_ -]message).*\.html?$"), _BROWSER),
)
_TELLTALES = (
    (_any_case(r"egress (secure e-?mail|switch|protect)|switch\.egress\.com"), _EGRESS),
    (_any_case(r"private ?post"), _NHS),
    (_any_case(r"(office 365|microsoft purview) message encryption"), _MICROSOFT),
    (_any_case(r"(encrypted|protected|secure) (message|e-?mail) (from|sent by|has been sent)"), _BROWSER),
)
# What a wrapper says beside its name. Somebody who only mentions Egress in a signature has written a mail that can be
# read, and so has somebody who filled in a form.
_OPEN_IT = _any_case(
    r"\b(open|read|view|access|unlock|decrypt|download)\b(\W+\w+){0,6}\W+"
    r"(encrypted|protected|secured?|attached|attachment|message|e-?mail|package)\b"
)
_FILLED_IN = re.compile(r"^[ \t>*-]*[A-Za-z][\w /'()-]{1,40}:[ \t]*\S", re.MULTILINE)
_LONGEST_WRAPPER = 2_500
_FORM_LINES = 3


def encrypted_wrapper(containers: Sequence[str], parts: Sequence[Part], text: str) -> str:
    """Return what kind of wrapper a mail is, as words that fit "this is ..."; "" when it can be read.

    `containers` are the types of its multiparts.
    """
    if "multipart/encrypted" in containers or any(part.content_type == "application/pgp-encrypted" for part in parts):
        return _PGP
    for part in parts:
        if found := _by_part(part, text):
            return found
    stripped = text.strip()
    if stripped.startswith("-----BEGIN PGP MESSAGE-----"):
        return _PGP
    is_form = len(_FILLED_IN.findall(stripped[:_LONGEST_WRAPPER])) >= _FORM_LINES
    if len(stripped) <= _LONGEST_WRAPPER and not is_form and _OPEN_IT.search(stripped):
        return next((kind for telltale, kind in _TELLTALES if telltale.search(stripped)), "")
    return ""


def _by_part(part: Part, text: str) -> str:
    if part.content_type in _SMIME:
        kind = part.parameters.get("smime-type", "enveloped-data").lower()
        # Signed but not encrypted: readable when the words stand beside the signature, sealed in when they do not.
        if kind == "signed-data":
            return "" if text.strip() else "a message sealed in an S/MIME signature"
        return "" if kind == "certs-only" else "an S/MIME encrypted message"
    if part.content_type == "application/x-microsoft-rpmsg-message":
        return _MICROSOFT
    return next((kind for pattern, kind in _FILES if pattern.search(part.filename)), "")
