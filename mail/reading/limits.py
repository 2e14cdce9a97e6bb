"""How much of a mail is read, and the notes that are taken while reading (mail-rules 3: assume a bomb)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """Caps, in bytes where not said otherwise; each bites before anything is parsed.

    The defaults are several times what the largest honest mail needs. Where one bites, the mail is held for a person
    and only what lies within the cap is read.
    """

    header_block: int = 262_144
    field_bytes: int = 32_768
    fields: int = 2_000  # number of header fields
    encoded_words: int = 500  # in one header field
    addresses: int = 50  # in one From field
    from_field: int = 4_096  # two senders fit into it many times
    parameters: int = 60  # of one content type
    parts: int = 500  # of one mail
    nesting: int = 25  # multipart in multipart
    part_header: int = 32_768
    dashed_lines: int = 50_000  # lines that could be a boundary
    text: int = 1_048_576  # of one text part
    markup: int = 1_048_576  # of one HTML part
    tags: int = 30_000  # of one HTML part that is laid out
    rendering: int = 20_000_000  # characters that laying out an HTML part may come to
    table_rows: int = 2_000
    content: int = 1_048_576  # of one attachment whose content is read (text, calendar, delivery status)
    winmail: int = 8_388_608


@dataclass
class Notes:
    """What is said about a mail while it is read: defects for the record, and why a person must look."""

    defects: list[str] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)

    def defect(self, what: str) -> None:
        """Record a departure from the standards, once; it is never a reason to refuse."""
        if what not in self.defects:
            self.defects.append(what)

    def hold(self, sentence: str) -> None:
        """Record, once, in a plain sentence why a person must look."""
        if sentence not in self.holds:
            self.holds.append(sentence)
