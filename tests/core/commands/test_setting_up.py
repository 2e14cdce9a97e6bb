from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import read_configuration
from tests.core.commands.conftest import Panelpost
from tests.journeys.processes import ROOT

MISTAKES = """
colour = "blue"
[site]
name = "Anytown panels"
mail_domian = "panels.anytown.example"
timezone = "Europe/Londn"
[database]
url = "mysql://root:hunter2@db/panels"
[inbound]
smtp = "127.0.0.1"
max_bytes = "many"
[outbound]
tls = "sometimes"
[trust]
worker_domains = ["@anytown.example"]
authentication = "gateway"
authserv_id = "mx.anytown.example"
gateway_peers = ["the gateway"]
[panels.missing]
type = "missing_from_care"
mailbox = "Missing Panel"
place = "Ellwood Street"
cordinator = "panel.admin@anytown.example"
chair = "chair"
confirmer = "ops.manager@anytown.example"
capacty = 4
[[panels.missing.members]]
seat = "polise"
name = "Police"
email = "missing.unit@anytown.police.example"
[panels.other]
type = "missing_from_car"
mailbox = "panels"
place = "Town Hall"
coordinator = "a@anytown.example"
chair = "b@anytown.example"
confirmer = "c@anytown.example"
"""


@pytest.fixture
def site(tmp_path: Path, panelpost: Panelpost) -> Path:
    """A fresh site, as `init` writes it."""
    assert panelpost("init", str(tmp_path)).exit_code == 0
    return tmp_path / "panelpost.toml"


def test_init_writes_a_configuration_that_check_finds_nothing_wrong_with(site: Path, panelpost: Panelpost) -> None:
    done = panelpost("--config", str(site), "check", "--strict")

    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "No problem found.")


def test_init_writes_a_key_that_only_its_owner_reads(site: Path) -> None:
    key = site.parent / "var" / "panelpost.key"

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text().split()[1] not in site.read_text()


def test_init_a_second_time_changes_nothing(site: Path, panelpost: Panelpost) -> None:
    site.write_text("mine")
    key = (site.parent / "var" / "panelpost.key").read_bytes()

    done = panelpost("init", str(site.parent))

    assert done.exit_code == 1
    assert "left as it is" in done.output
    assert (site.read_text(), (site.parent / "var" / "panelpost.key").read_bytes()) == ("mine", key)


def test_init_writes_where_config_says(tmp_path: Path, panelpost: Panelpost) -> None:
    target = tmp_path / "etc" / "site.toml"

    done = panelpost("--config", str(target), "init")

    assert done.exit_code == 0
    assert read_configuration(target).site.name == "Anytown panels"
    assert (tmp_path / "etc" / "var" / "panelpost.key").exists()


def test_init_for_a_demonstration_believes_everybody_and_sends_nothing(tmp_path: Path, panelpost: Panelpost) -> None:
    panelpost("init", "--demonstration", str(tmp_path))

    written = read_configuration(tmp_path / "panelpost.toml")

    assert (written.demonstration, written.trust.authentication) == (True, "none")
    assert panelpost("--config", str(tmp_path / "panelpost.toml"), "check", "--strict").exit_code == 0


def test_init_into_a_place_that_cannot_be_written_is_said_in_words(tmp_path: Path, panelpost: Panelpost) -> None:
    (tmp_path / "file").touch()

    done = panelpost("init", str(tmp_path / "file" / "folder"))

    assert done.exit_code in (1, 2)
    assert "Not a directory" in done.output


def test_check_reports_every_mistake_at_once(tmp_path: Path, panelpost: Panelpost) -> None:
    file = tmp_path / "panelpost.toml"
    file.write_text(MISTAKES)

    done = panelpost("--config", str(file), "check", "--json")

    problems = {each["where"].removeprefix("panelpost.toml: "): each for each in json.loads(done.output)["problems"]}
    assert done.exit_code == 1
    assert set(problems) == {
        "colour",
        "site.mail_domian",
        "site.mail_domain",
        "site.timezone",
        "database.url",
        "database.key_file",
        "inbound.smtp",
        "inbound.max_bytes",
        "outbound.tls",
        "trust.worker_domains.0",
        "trust.gateway_peers.0",
        "panels.missing.mailbox",
        "panels.missing.coordinator",
        "panels.missing.cordinator",
        "panels.missing.chair",
        "panels.missing.capacty",
        "panels.missing.members.0.seat",
        "panels.other.type",
        "panels.other.mailbox",
    }
    assert problems["site.mail_domian"]["expected"] == "Did you mean mail_domain?"
    assert problems["panels.missing.cordinator"]["expected"] == "Did you mean coordinator?"
    assert problems["panels.missing.capacty"]["expected"] == "Did you mean capacity?"
    assert problems["panels.other.type"]["expected"] == "Did you mean missing_from_care?"
    assert problems["database.key_file"]["warning"]
    assert "hunter2" not in done.output


def test_check_without_json_says_a_line_for_each_and_how_many(tmp_path: Path, panelpost: Panelpost) -> None:
    file = tmp_path / "panelpost.toml"
    file.write_text(MISTAKES)

    lines = panelpost("--config", str(file), "check").output.splitlines()

    said = "problem: panelpost.toml: inbound.max_bytes: is not right ('many' stands there). Write a whole number."
    assert said in lines
    assert lines[-1] == "18 problems and 1 warning found."


def test_warnings_count_only_when_check_is_strict(site: Path, panelpost: Panelpost) -> None:
    (site.parent / "var" / "panelpost.key").unlink()

    assert panelpost("--config", str(site), "check").exit_code == 0
    assert panelpost("--config", str(site), "check", "--strict").exit_code == 1


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda key: key.chmod(0o644), "can be read by others", id="mode-644"),
        pytest.param(lambda key: key.write_text("k1 short\n"), "not a key", id="no-key"),
        pytest.param(lambda key: key.write_bytes(b"\xff\xfe"), "cannot be read", id="no-text"),
    ],
)
def test_a_key_file_that_will_not_do_is_a_problem(site: Path, panelpost: Panelpost, spoil: object, words: str) -> None:
    assert callable(spoil)
    spoil(site.parent / "var" / "panelpost.key")

    done = panelpost("--config", str(site), "check")

    assert done.exit_code == 1
    assert words in done.output
    assert panelpost("--config", str(site), "status").exit_code == 1


def test_the_configuration_is_named_before_or_after_the_command_or_in_the_environment(
    site: Path, panelpost: Panelpost, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    before = panelpost("--config", str(site), "check").exit_code
    after = panelpost("check", "--config", str(site)).exit_code
    nowhere = panelpost("check")
    monkeypatch.setenv("PANELPOST_CONFIG", str(site))
    environment = panelpost("check").exit_code
    monkeypatch.delenv("PANELPOST_CONFIG")
    monkeypatch.chdir(site.parent)
    here = panelpost("check").exit_code

    assert (before, after, environment, here) == (0, 0, 0, 0)
    assert nowhere.exit_code == 1
    assert "there is no such file. Run panelpost init to write one." in nowhere.output


@pytest.mark.parametrize(
    ("relay", "smtp", "accepted"),
    [
        ("127.0.0.1:2525", "127.0.0.1:8025", True),
        ("local", "127.0.0.1:8025", True),
        ("smarthost.anytown.example:587", "127.0.0.1:8025", False),
        ("127.0.0.1:2525", "0.0.0.0:8025", False),
    ],
)
def test_the_clock_is_started_elsewhere_only_where_nobody_real_is_reached(
    site: Path, panelpost: Panelpost, monkeypatch: pytest.MonkeyPatch, relay: str, smtp: str, accepted: bool
) -> None:
    text = site.read_text().replace("127.0.0.1:2525", relay).replace("127.0.0.1:8025", smtp)
    site.write_text(text)
    monkeypatch.setenv("PANELPOST_NOW", "2026-12-01T09:00:00Z")

    done = panelpost("--config", str(site), "tick")

    assert done.exit_code == (0 if accepted else 1)
    assert ("as of 2026-12-01T09:00:0" if accepted else "PANELPOST_NOW is set, but") in done.output


def test_a_moment_that_is_none_is_refused(site: Path, panelpost: Panelpost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANELPOST_NOW", "soon")

    done = panelpost("--config", str(site), "status")

    assert done.exit_code == 1
    assert "PANELPOST_NOW: 'soon' is not a moment in time" in done.output


def test_migrate_makes_the_database_and_says_where_it_is_at(site: Path, panelpost: Panelpost) -> None:
    first = panelpost("--config", str(site), "migrate")
    second = panelpost("--config", str(site), "migrate")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.output == second.output
    assert (site.parent / "var" / "panelpost.db").exists()


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nonsense",),
        ("status", "--nonsense"),
        ("inbox",),
        ("inbox", "show"),
        ("inbox", "show", "one"),
        ("inbox", "list", "--state", "lost"),
        ("take",),
        ("tick", "--at", "soon"),
        ("audit",),
    ],
)
def test_wrong_use_is_exit_2(panelpost: Panelpost, words: tuple[str, ...]) -> None:
    assert panelpost(*words).exit_code == 2


def test_help_comes_at_once_and_imports_nothing_heavy() -> None:
    script = "import sys; sys.argv = ['panelpost', '--help']\nimport atexit\n"
    script += "atexit.register(lambda: print([m for m in ('sqlalchemy', 'pydantic', 'flask') if m in sys.modules]))\n"
    script += "from core.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stdout.splitlines()[-1] == "[]"
    assert "  take       Take in .eml files" in done.stdout
