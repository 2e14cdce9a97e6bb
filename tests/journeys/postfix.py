"""A real Postfix of the test's own: queue, configuration and ports in a temporary folder, nothing of the machine's."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.house import free_port
from tests.journeys.processes import until

MAIN = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {home}/log
maillog_file_prefixes = {home}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
mydestination =
myhostname = mx.anytown.example
mynetworks = 127.0.0.0/8
relay_domains = panels.anytown.example
relay_transport = lmtp:inet:127.0.0.1:{lmtp}
relayhost = [127.0.0.1]:{sink}
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access inline:{{panels.anytown.example=reject_unverified_recipient}}
address_verify_poll_delay = 1s
address_verify_map =
unverified_recipient_reject_code = 550
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
smtp_tls_security_level = none
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 2 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running Postfix that takes mail on `port`."""

    port: int
    log: Path


@contextmanager
def open_postfix(program: Path, *, lmtp: int, sink: int) -> Iterator[Postfix]:
    """Run Postfix: mail for our domain goes to an LMTP door, all other mail to a sink."""
    with tempfile.TemporaryDirectory(prefix="panelpost-postfix-") as name:
        home, port = Path(name), free_port()
        home.chmod(0o755)
        for folder in ("queue", "data", "conf"):
            (home / folder).mkdir()
        os.chown(home / "data", pwd.getpwnam("postfix").pw_uid, -1)
        daemons = next(path for path in (Path("/usr/lib/postfix/sbin"), Path("/usr/libexec/postfix")) if path.exists())
        (home / "conf" / "main.cf").write_text(MAIN.format(home=home, daemons=daemons, lmtp=lmtp, sink=sink))
        (home / "conf" / "master.cf").write_text(MASTER.format(port=port))
        for shared in ("dynamicmaps.cf", "postfix-files"):
            source = Path("/etc/postfix") / shared
            if source.exists():
                shutil.copy(source, home / "conf")
        control: list[str] = [str(program), "-c", str(home / "conf")]
        done = subprocess.run([*control, "start"], capture_output=True, text=True, check=False, timeout=60)
        log = home / "log"
        assert done.returncode == 0, done.stderr + (log.read_text() if log.exists() else "")
        try:
            yield Postfix(port, log)
        finally:
            subprocess.run([*control, "stop"], capture_output=True, check=False, timeout=60)
            pid = home / "queue" / "pid" / "master.pid"
            until(lambda: not pid.exists() or not Path(f"/proc/{pid.read_text().strip()}").exists(), seconds=20)
