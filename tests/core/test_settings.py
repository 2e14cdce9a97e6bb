from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import ConfigurationFaults
from core.host import load
from core.settings import find_file, host_and_port, is_loopback, read_configuration, read_draft
from core.sites import build_site

# Design A2, as it stands there.
SAMPLE = """
[site]
name = "Anytown panels"
mail_domain = "panels.anytown.example"
base_url = "http://127.0.0.1:8080"
timezone = "Europe/London"
holidays = "GB-ENG"                      # and extra_holidays = ["2027-06-01"]

[database]
url = "sqlite:///var/panelpost.db"       # or postgresql+psycopg://...
key_file = "var/panelpost.key"           # seals names and texts at rest

[inbound]
smtp = "127.0.0.1:8025"                  # "" = off
lmtp = ""                                # "127.0.0.1:8024" or a socket path
folder = ""                              # .eml files dropped here are taken in
max_bytes = 26214400

[outbound]
relay = "127.0.0.1:2525"                 # "local" = keep everything in the outbox, to read on the demonstration page
tls = "required"                         # "offered" | "off" (off only towards loopback)

[trust]
worker_domains = ["anytown.example", "*.police.example"]
secure_domains = ["anytown.example", "*.gov.uk", "*.police.uk", "nhs.net", "*.cjsm.net"]
authentication = "gateway"               # believe Authentication-Results of authserv_id from gateway_peers; "own" = check SPF, DKIM and
authserv_id = "mx.anytown.example"       # DMARC ourselves; "none" only when every listener is on loopback (demonstration)
gateway_peers = ["127.0.0.1/32"]

[panels.missing]
type = "missing_from_care"
mailbox = "missing-panel"                # missing-panel@panels.anytown.example
place = "Ellwood Street"
coordinator = "panel.admin@anytown.example"
chair = "chair@anytown.example"
confirmer = "ops.manager@anytown.example"
# anything a panel type declares as a setting goes here: capacity, times, offsets

[[panels.missing.members]]                # seats are the panel type's own (`panelpost panels missing_from_care` lists them): chair, police,
seat = "police"                          # youth_support, exploitation_coordinator, independent_reviewing_officer for this one
name = "Police missing unit"
email = "missing.unit@anytown.police.example"
agency = "Police"
"""  # noqa: E501 - as it stands there


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "panelpost.toml"
    path.write_text(SAMPLE)
    return path


def problem(file: Path, old: str, new: str) -> list[str]:
    """Return what is said about the sample with one thing changed."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    return [str(each) for each in read_draft(file).problems]


def test_the_sample_of_the_design_loads_as_it_stands(file: Path) -> None:
    configuration = read_configuration(file)
    site, problems = build_site(configuration, load(), file)

    assert problems == ()
    assert configuration.database_url == f"sqlite:///{file.parent}/var/panelpost.db"
    assert site.panels["missing"].address == "missing-panel@panels.anytown.example"
    assert [member.seat for member in site.panels["missing"].members] == ["chair", "police"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[site]", "[sites]\n[site]", "sites: is not a key of this file. Did you mean site?"),
        ("[inbound]", "[inbound]\nstmp = ''", "inbound.stmp: is not a key of this file. Did you mean smtp?"),
        ('name = "Anytown panels"', "", "site.name: is missing. Add it."),
        ("26214400", "0", "inbound.max_bytes: is not right (0 stands there). Write a number above 0."),
        ("26214400", "true", "inbound.max_bytes: is not right (True stands there). Write a whole number."),
        ('"127.0.0.1:8025"', "8025", "inbound.smtp: is not right (8025 stands there). Write it as a text in quotes."),
        (
            '"127.0.0.1:8025"',
            '"127.0.0.1:99999"',
            "inbound.smtp: is not right ('127.0.0.1:99999' stands there). Write host:port, such as",
        ),
        (
            '"127.0.0.1:2525"',
            '""',
            "outbound.relay: is not right ('' stands there). Write host:port, such as",
        ),
        (
            '"required"',
            '"always"',
            "outbound.tls: is not right ('always' stands there). Write one of: 'required', 'offered' or 'off'.",
        ),
        (
            '["127.0.0.1/32"]',
            '"127.0.0.1/32"',
            'trust.gateway_peers: is not right (\'127.0.0.1/32\' stands there). Write a list, such as ["one", "two"].',
        ),
        ("[database]", "[database]\n[web]\nlisten = 1\n[x]", "x: is not a key of this file."),
        (
            '"chair@anytown.example"',
            '"Chair <chair@anytown.example>"',
            "panels.missing.chair: is not right ('Chair <chair@anytown.example>' stands there). Write one email",
        ),
        (
            'agency = "Police"',
            'agnecy = "Police"',
            "panels.missing.members.0.agnecy: is not a key of this file. Did you mean agency?",
        ),
        (
            '"sqlite:///var/panelpost.db"',
            '"postgresql+psycopg://panels:hunter2@db/panels"',
            "database.url: is not right. Take the password out, and put it into PGPASSWORD or ~/.pgpass.",
        ),
        (
            "gateway_peers",
            "# gateway_peers",
            'trust: "gateway" needs authserv_id and gateway_peers. Write the gateway',
        ),
        (
            '"missing-panel"',
            '"panels"',
            "panels.missing.mailbox: 'panels' belongs to the directory. Give each panel a mailbox of its own.",
        ),
    ],
)
def test_a_mistake_is_named_by_place_what_stands_there_and_what_to_write(
    file: Path, old: str, new: str, said: str
) -> None:
    assert any(line.startswith(f"panelpost.toml: {said}") for line in problem(file, old, new)), problem(file, "", "")


def test_believing_everybody_is_for_loopback_alone(file: Path) -> None:
    problem(file, '"gateway"', '"none"')
    assert read_draft(file).problems == ()

    lines = problem(file, '"127.0.0.1:8025"', '"0.0.0.0:8025"')

    assert len(lines) == 1
    assert lines[0].startswith('panelpost.toml: trust.authentication: "none" believes every sender.')


def test_sending_in_clear_is_for_loopback_alone(file: Path) -> None:
    problem(file, '"required"', '"off"')
    assert read_draft(file).problems == ()

    lines = problem(file, '"127.0.0.1:2525"', '"smarthost.anytown.example:25"')

    assert len(lines) == 1
    assert 'outbound.tls: "off" sends in clear' in lines[0]


def test_extra_holidays_are_dates_in_quotes_or_of_toml(file: Path) -> None:
    file.write_text(SAMPLE.replace('holidays = "GB-ENG"', 'extra_holidays = ["2027-06-01", 2027-06-02]'))

    days = read_configuration(file).site.extra_holidays

    assert [day.isoformat() for day in days] == ["2027-06-01", "2027-06-02"]


def test_a_holiday_that_is_no_date_is_a_problem(file: Path) -> None:
    lines = problem(file, 'holidays = "GB-ENG"', 'extra_holidays = ["1 June"]')

    assert 'Write dates such as ["2027-06-01"].' in lines[0]


def test_what_is_not_toml_names_the_line(file: Path) -> None:
    file.write_text("[site\n")

    assert "is not TOML" in str(read_draft(file).problems[0])
    assert "line 1" in str(read_draft(file).problems[0])


def test_every_problem_is_raised_at_once(file: Path) -> None:
    file.write_text(SAMPLE.replace('"required"', '"always"').replace("26214400", "0"))

    with pytest.raises(ConfigurationFaults) as raised:
        read_configuration(file)

    assert len(raised.value.problems) == 2


def test_the_configuration_is_named_then_in_the_environment_then_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PANELPOST_CONFIG", raising=False)

    here = find_file(None)
    monkeypatch.setenv("PANELPOST_CONFIG", "etc/site.toml")

    assert here == tmp_path / "panelpost.toml"
    assert find_file(None) == tmp_path / "etc" / "site.toml"
    assert find_file("/named.toml") == Path("/named.toml")


@pytest.mark.parametrize(
    ("written", "parts"),
    [("127.0.0.1:25", ("127.0.0.1", 25)), ("[::1]:25", ("::1", 25)), ("relay:587", ("relay", 587))],
)
def test_host_and_port_are_split(written: str, parts: tuple[str, int]) -> None:
    assert host_and_port(written) == parts


@pytest.mark.parametrize(
    ("host", "is_it"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)],
)
def test_loopback_is_this_machine_alone(host: str, is_it: bool) -> None:
    assert is_loopback(host) is is_it
