"""Plain text as a person sees it: one kind of line end, no NUL, format=flowed joined again (RFC 3676)."""

from __future__ import annotations


def one_line_end(text: str) -> str:
    """Turn CRLF and bare CR into LF, and drop NUL and a byte order mark."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", "").removeprefix("\ufeff")


def unflow(text: str, *, delete_space: bool) -> str:
    """Join the soft-broken lines of format=flowed; `delete_space` is the DelSp parameter.

    Quote marks are kept, one `>` a level. A signature line ("-- ") never flows.
    """
    paragraphs: list[list[str]] = []
    open_at: int | None = None  # quote depth of the paragraph that goes on in the next line
    for line in text.split("\n"):
        depth, content = _quoted(line)
        soft = content.endswith(" ") and content != "-- "
        kept = content[:-1] if soft and delete_space else content
        if open_at == depth and content != "-- ":
            paragraphs[-1].append(kept)
        else:
            paragraphs.append([f"{'>' * depth} {kept}" if depth else kept])
        open_at = depth if soft else None
    return "\n".join("".join(pieces) for pieces in paragraphs)


def _quoted(line: str) -> tuple[int, str]:
    """Return the quote depth and the content without its stuffed blank."""
    content = line.lstrip(">")
    return len(line) - len(content), content.removeprefix(" ")
