"""The MIME tree, by one scan for boundary lines: a large attachment is never looked at.

The standard library's parser (compat32) handles every line of a 2 MB attachment (38 ms; this takes 2 ms), and recurses
once a level, which a mail nested 1,000 deep turns into a RecursionError. A test checks that both find the same parts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mail.reading.content_types import ContentType, content_type
from mail.reading.fields import Head, read_head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mail.reading.limits import Limits, Notes


@dataclass
class Node:
    """A part of the tree: its header, its type, where its body stands in the raw mail, and its children."""

    head: Head
    type: ContentType
    start: int
    end: int
    children: list[Node] = field(default_factory=list)

    def leaves(self) -> Iterator[Node]:
        """Yield the parts without parts, in the order they stand in."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass
class _Scan:
    """What is open while the boundary lines go by."""

    raw: bytes
    limits: Limits
    notes: Notes
    containers: list[tuple[Node, bytes]] = field(default_factory=list)  # with the delimiter `--boundary`
    leaf: Node | None = None
    parts: int = 0

    def enter(self, node: Node) -> None:
        """Begin a part: a container waits for its boundary, a leaf for whatever ends it."""
        boundary = node.type.boundary if node.type.name.startswith("multipart/") else b""
        if boundary and len(self.containers) == self.limits.nesting:
            self.notes.hold("The mail has parts in parts deeper than any real mail, so the innermost were not read.")
            boundary = b""
        if boundary:
            self.containers.append((node, b"--" + boundary))
            self.leaf = None
        else:
            self.leaf = node

    def leave(self, end: int, depth: int) -> None:
        """End the open leaf and every container deeper than `depth`, before the line end at `end`."""
        for node in [self.leaf, *(node for node, _ in self.containers[depth:])]:
            if node is not None:
                node.end = max(node.start, end)
        del self.containers[depth:]
        self.leaf = None

    def meet(self, line: bytes, begin: int, after: int) -> bool:
        """Handle a line that begins with two dashes; tell whether reading goes on."""
        for depth in range(len(self.containers) - 1, -1, -1):
            node, delimiter = self.containers[depth]
            if not line.startswith(delimiter) or (closing := line[len(delimiter) :]) not in {b"", b"--"}:
                continue
            self.leave(_before_line_end(self.raw, begin), depth + (not closing))
            if closing:
                return bool(self.containers)
            return self._begin_part(node, after)
        return True

    def _begin_part(self, parent: Node, at: int) -> bool:
        if self.parts == self.limits.parts:
            self.notes.hold("The mail has more parts than any real mail, so only the first ones were read.")
            return False
        self.parts += 1
        head = read_head(self.raw, at, self.limits.part_header, self.limits, self.notes)
        default = "message/rfc822" if parent.type.name == "multipart/digest" else "text/plain"
        kind = content_type(head, self.limits, self.notes, default=default)
        node = Node(head, kind, head.body, len(self.raw))
        parent.children.append(node)
        self.enter(node)
        return True


def read_tree(raw: bytes, head: Head, limits: Limits, notes: Notes) -> Node:
    """Return the tree of the mail whose header is `head`."""
    root = Node(head, content_type(head, limits, notes), head.body, len(raw))
    scan = _Scan(raw, limits, notes)
    scan.enter(root)
    if scan.containers:
        _scan_lines(scan, head.body)
    for node, _ in scan.containers:
        if node.children:
            notes.defect("a boundary is never closed")
    return root


def _scan_lines(scan: _Scan, start: int) -> None:
    raw, seen = scan.raw, 0
    at = start if raw.startswith(b"--", start) else _next_dashes(raw, start)
    while at >= 0:
        seen += 1
        if seen > scan.limits.dashed_lines:
            scan.notes.hold("The mail has more lines of dashes than any real mail, so it was read only in part.")
            return
        newline = raw.find(b"\n", at)
        after = newline + 1 if newline >= 0 else len(raw)
        # A boundary has at most 70 characters (RFC 2046); some programs write more.
        line = raw[at : min(after, at + 300)].rstrip(b" \t\r\n")
        if not scan.meet(line, at, after):
            return
        # The header of a new part was read already; its first body line may be the next boundary.
        at = _next_dashes(raw, after - 1 if newline >= 0 else after)


def _next_dashes(raw: bytes, at: int) -> int:
    found = raw.find(b"\n--", at)
    return found + 1 if found >= 0 else -1


def _before_line_end(raw: bytes, at: int) -> int:
    """Return where the line end before `at` begins: it belongs to the boundary (RFC 2046 5.1.1)."""
    if raw[at - 1 : at] == b"\n":
        at -= 1
        if raw[at - 1 : at] == b"\r":
            at -= 1
    return at
