"""A real Chromium, driven by the DevTools protocol over a pipe: true widths and pictures, without another package.

A page of ours runs no script; what is evaluated here comes from the debugger, which no policy of a page stops.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-pipe"),
]
_SECONDS = 60


class Browser:
    """One headless Chromium with one page."""

    def __init__(self, program: Path, profile: Path) -> None:
        command_end, self._commands = _pipe()
        self._answers, answer_end = _pipe()
        # Chromium reads commands from descriptor 3 and writes answers to 4; a shell puts them there.
        start = f'exec "$0" "$@" 3<&{command_end} 4>&{answer_end}'
        self._process = subprocess.Popen(
            ["bash", "-c", start, str(program), *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(command_end, answer_end),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(command_end)
        os.close(answer_end)
        self._number = 0
        self._buffer = b""
        self._frames: list[str] = []
        self._loaded = False
        target = self._ask("Target.createTarget", None, url="about:blank")["targetId"]
        self._page: str = self._ask("Target.attachToTarget", None, targetId=target, flatten=True)["sessionId"]
        self._ask("Page.enable", self._page)
        # The sandboxed frame of a mail is a target of its own.
        attach = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True}
        self._ask("Target.setAutoAttach", self._page, **attach)

    def open(self, url: str, width: int, height: int = 900) -> None:
        """Open an address at a width, as a screen of that width would."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._ask("Emulation.setDeviceMetricsOverride", self._page, **metrics)
        self._frames.clear()
        self._loaded = False
        self._ask("Page.navigate", self._page, url=url)
        self._until(lambda: self._loaded)

    def evaluate(self, script: str, *, in_frame: bool = False) -> Any:
        """Return what a script of the debugger's gives, in the page or in its first frame."""
        if in_frame:
            self._until(lambda: bool(self._frames))
        session = self._frames[0] if in_frame else self._page
        answer = self._ask("Runtime.evaluate", session, expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def click(self, selector: str) -> None:
        """Press what a selector finds, and wait for the page that follows."""
        self._loaded = False
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")
        self._until(lambda: self._loaded)

    def picture(self, file: Path) -> None:
        """Keep a picture of the whole page."""
        shot = self._ask("Page.captureScreenshot", self._page, captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(shot["data"]))

    def close(self) -> None:
        """End the browser."""
        self._process.terminate()
        self._process.wait(_SECONDS)
        os.close(self._commands)
        os.close(self._answers)

    def _ask(self, method: str, session: str | None, **params: Any) -> dict[str, Any]:
        self._number += 1
        number = self._number
        command = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._commands, json.dumps(command).encode() + b"\0")
        while True:
            message = self._next()
            if message.get("id") == number:
                assert "error" not in message, (method, message["error"])
                result: dict[str, Any] = message["result"]
                return result

    def _until(self, true: Callable[[], bool]) -> None:
        while not true():
            self._next()

    def _next(self) -> dict[str, Any]:
        """Read one message, and note the events among them."""
        limit = time.monotonic() + _SECONDS
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], max(limit - time.monotonic(), 0))
            chunk = os.read(self._answers, 1 << 20) if ready else b""
            assert chunk, "Chromium gave no answer"
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        if message.get("method") == "Target.attachedToTarget" and message["params"]["targetInfo"]["type"] == "iframe":
            self._frames.append(message["params"]["sessionId"])
        if message.get("method") == "Page.loadEventFired" and message.get("sessionId") == self._page:
            self._loaded = True
        return message


def _pipe() -> tuple[int, int]:
    """Return both ends of a pipe, out of the way of the numbers that Chromium wants."""
    ends = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return high[0], high[1]
