"""docs/writing-a-panel.md, done: files written, wheel built and installed beside ours, its test run, a case booked."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.house import CONFIGURATION, WORKER
from tests.journeys.processes import mail, open_place, until

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "writing-a-panel.md").read_text("utf-8")
HARBOUR = "harbour@panels.anytown.example"
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))


def run(*command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; what it printed is shown when it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the page, as its reader writes them."""
    folder = tmp_path_factory.mktemp("tutorial")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def installed(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and installed into a folder that stands on the path beside ours."""
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip")
    run(*pip, "wheel", "-qq", "--no-deps", "--no-build-isolation", "--no-index", ".", folder=package)
    (wheel,) = package.glob("panelpost_harbour-*.whl")
    run(*pip, "install", "-qq", "--no-deps", "--no-index", "--target", str(target), str(wheel), folder=package)
    return target


@pytest.mark.slow
def test_the_page_has_every_file_of_the_package() -> None:
    assert set(FILES) == {
        "harbour_panel/__init__.py",
        "harbour_panel/terms.md",
        "pyproject.toml",
        "tests/test_harbour.py",
        "panelpost.toml",
    }
    assert len([line for line in FILES["tests/test_harbour.py"].splitlines() if line]) == 2


@pytest.mark.slow
def test_its_own_test_passes(package: Path) -> None:
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
    done = run(*command, folder=package, PYTHONPATH=f"{package}{os.pathsep}{ROOT}")

    assert "1 passed" in done.stdout


@pytest.mark.slow
def test_a_case_is_booked_by_mail(installed: Path, tmp_path: Path) -> None:
    configuration = CONFIGURATION + FILES["panelpost.toml"]
    with open_place(tmp_path, configuration=configuration, PYTHONPATH=str(installed)) as place:
        shown = place.run("panels", "harbour")
        place.serve()
        text = "Please book Sam Example into the next panel, north quay."
        place.send(mail("harbour", text, to=HARBOUR), WORKER, HARBOUR)

        until(lambda: "booking-confirmed" in {each.kind for each in place.sink.mails}, why=place.log.read_text)

    assert "Harbour Panel (harbour)" in shown.stdout
    (confirmed,) = [each for each in place.sink.mails if each.kind == "booking-confirmed"]
    assert confirmed.ref == "HAR-26-0001"
    assert "Sam Example is on the agenda of the Harbour Panel" in " ".join(confirmed.text.split())
