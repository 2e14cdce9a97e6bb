"""What a part says it is: type, parameters, file name, disposition and transfer encoding."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message
from email.utils import collapse_rfc2231_value
from typing import TYPE_CHECKING

from mail.reading.charsets import decode
from mail.reading.words import decode_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mail.reading.fields import Head
    from mail.reading.limits import Limits, Notes

_TYPE = re.compile(r"[\w.+-]{1,80}/[\w.+-]{1,80}")
_FORBIDDEN_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\]+")
_LONGEST_NAME = 200


@dataclass(frozen=True)
class ContentType:
    """A part's declared type in lower case, with its parameters (names in lower case)."""

    name: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    filename: str = ""
    disposition: str = ""
    encoding: str = ""

    @property
    def charset(self) -> str:
        """The declared charset, "" when none is."""
        return self.parameters.get("charset", "")

    @property
    def boundary(self) -> bytes:
        """The boundary as bytes, empty when there is none."""
        return self.parameters.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")


def content_type(head: Head, limits: Limits, notes: Notes, *, default: str = "text/plain") -> ContentType:
    """Read the Content-* fields of a part."""
    name, parameters = _field(head.first("content-type"), limits, notes)
    disposition, more = _field(head.first("content-disposition"), limits, notes)
    if not _TYPE.fullmatch(name):
        if name:
            notes.defect("a content type that is none")
        name = default
    encoding = decode(head.first("content-transfer-encoding"), "").partition(";")[0].strip().lower()
    filename = more.get("filename") or parameters.get("name") or ""
    return ContentType(name, parameters, _safe_name(filename), disposition, encoding)


def _field(value: bytes, limits: Limits, notes: Notes) -> tuple[str, dict[str, str]]:
    """Return the value in lower case, and its parameters with RFC 2231 pieces put together."""
    text = decode(value, "utf-8")
    plain = text.partition(";")[0].strip().lower()
    if ";" not in text:
        return plain, {}
    if text.count(";") > limits.parameters:
        notes.hold("A part of the mail has more parameters than any real mail's, so they were not read.")
        return plain, {}
    message = Message()
    message["Content-Type"] = text
    try:
        pairs = message.get_params(failobj=[])[1:]
        return plain, {key.lower(): collapse_rfc2231_value(pair).strip() for key, pair in reversed(pairs)}
    except Exception:  # noqa: BLE001 -- RFC 2231 pieces numbered in strange ways raise half a dozen kinds of error
        notes.defect("parameters of a content type that cannot be read")
        return plain, {}


def _safe_name(name: str) -> str:
    """Return a file name without path, control characters or encoded words."""
    if "=?" in name:
        name = decode_words(name)
    name = name.rpartition("\\")[2].rpartition("/")[2]
    return _FORBIDDEN_IN_NAMES.sub("", name).strip()[:_LONGEST_NAME]
