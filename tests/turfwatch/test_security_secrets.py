"""Secrets come from the environment or a private file, and leave by the way they are meant for alone."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from turfwatch import config, credentials
from turfwatch.errors import ConfigError
from turfwatch.store import Store
from turfwatch.store.jobs import JobRun

MINIMAL = """
[company]
name = "Larkdesk"
[[segments]]
id = "agencies"
name = "Agencies"
[[competitors]]
name = "Deskly"
site = "https://deskly.example"
"""
SMTP = '[smtp]\nhost = "mail.larkdesk.example"\nfrom = "turfwatch@larkdesk.example"\n'


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_in_use", set())


def complaint(folder: Path, addition: str) -> str:
    file = folder / "turfwatch.toml"
    file.write_text(MINIMAL + addition)
    with pytest.raises(ConfigError) as caught:
        config.load(file)
    return str(caught.value)


# --- what a configuration may say --------------------------------------------------------------


@pytest.mark.parametrize(
    ("addition", "said"),
    [
        (SMTP.replace("turfwatch@", "x\\nBcc: y@"), "smtp.from"),
        (
            SMTP.replace('"turfwatch@larkdesk.example"', '"nobody"'),
            "smtp.from: 'nobody' is not an e-mail address",
        ),
        (SMTP.replace("mail.", "mail\\r\\n."), "smtp.host"),
        (SMTP + 'user = "a\\nb"\n', "smtp.user"),
        ('[digest]\nto = ["a@b.example\\nBcc: c@d.example"]', "digest.to"),
        ('[digest]\nto = ["a@b.example, c@d.example"]', "is not an e-mail address"),
        ('[digest]\nroutes = [{ to = ["a@b.example\\r\\nX: y"] }]', "digest.routes[0].to[0]"),
        ('[digest]\nroutes = [{ to = ["nobody"] }]', "'nobody' is not an e-mail address"),
        ('[[channels]]\ntype = "webhook"\nheader = "a\\nb"', "line breaks or other control characters"),
        ('[crawl]\ncontact = "a@b.example\\nCookie: x"', "crawl.contact"),
        ('[crawl]\nuser_agent = "Turf\\r\\nwatch"', "crawl.user_agent"),
        ('[[competitors]]\nname = "De\\u0000sk"\nsite = "https://x.example"', "control characters"),
    ],
)
def test_nothing_that_would_begin_another_header(tmp_path: Path, addition: str, said: str) -> None:
    assert said in complaint(tmp_path, addition)


SECRET = "https://hooks.example/T00/hunter22"


@pytest.mark.parametrize(
    "addition",
    [
        f'[[channels]]\ntype = "slack"\nurl = "{SECRET}"',
        f'[[channels]]\ntype = "slack"\nurl_env = "{SECRET}"',
        '[[channels]]\ntype = "webhook"\nsecret = "hunter22"',
        '[[channels]]\ntype = "webhook"\nsecret_env = "hunter22!"',
        '[[channels]]\ntype = "webhook"\ntoken = "hunter22"',
        SMTP + 'password = "hunter22"\n',
        SMTP + 'password_env = "hunter 22 hunter22"\n',
        f'[health]\nping_env = "{SECRET}"',
        '[crawl]\nproxy = "http://user:hunter22@proxy.example:3128"',
        '[[competitors]]\nname = "X"\nsite = "https://user:hunter22@x.example"',
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, addition: str) -> None:
    assert "hunter22" not in complaint(tmp_path, addition)


def test_the_place_of_a_password_is_one(tmp_path: Path) -> None:
    assert "not in both" in complaint(tmp_path, SMTP + 'password_env = "P"\npassword_file = "p"\n')


@pytest.mark.parametrize(
    ("site", "same"),
    [
        ("https://deskly.example", True), ("https://deskly.example/", True),
        ("http://www.deskly.example/", True), ("https://DESKLY.example", True),
        ("https://deskly.example/crm", False), ("https://deskly.example:8443", False),
        ("https://help.deskly.example", False),
    ],
)  # fmt: skip
def test_two_companies_cannot_have_one_site(tmp_path: Path, site: str, same: bool) -> None:
    file = tmp_path / "turfwatch.toml"
    file.write_text(MINIMAL + f'[[competitors]]\nname = "Twin"\nsite = "{site}"\n')
    if same:
        with pytest.raises(ConfigError, match="'Deskly' and 'Twin' have the same site"):
            config.load(file)
    else:
        config.load(file)
    ours = tmp_path / "ours.toml"
    ours.write_text(MINIMAL.replace('"Larkdesk"', f'"Larkdesk"\nsite = "{site}"'))
    if same:
        with pytest.raises(ConfigError, match="'Deskly' and 'Larkdesk' have the same site"):
            config.load(ours)


def test_check_says_which_variables_are_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from schedules.checkup import _secrets

    file = tmp_path / "turfwatch.toml"
    file.write_text(MINIMAL + SMTP + 'password_env = "SET"\n[health]\nping_env = "UNSET"\n')
    monkeypatch.setenv("SET", "hunter22")
    monkeypatch.delenv("UNSET", raising=False)
    assert [f.what for f in _secrets(config.load(file))] == ["UNSET is not set: what needs it will fail"]


# --- a password in a file ----------------------------------------------------------------------


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)
    (tmp_path / "turfwatch.toml").write_text(MINIMAL + SMTP + 'user = "u"\npassword_file = "password"\n')
    (tmp_path / "password").write_text("correct horse\nsecond line\n")
    (tmp_path / "password").chmod(0o600)
    return tmp_path


def test_a_password_file_is_found_beside_the_configuration(workspace: Path) -> None:
    smtp = config.load(workspace / "turfwatch.toml").smtp
    assert smtp is not None and smtp.password_file == workspace / "password"
    assert credentials.password(smtp.password_file) == "correct horse"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o601, 0o666])
def test_a_password_file_that_others_may_use_is_refused(workspace: Path, mode: int) -> None:
    (workspace / "password").chmod(mode)
    with pytest.raises(ConfigError, match="others than its owner") as caught:
        config.load(workspace / "turfwatch.toml")
    assert caught.value.hint.startswith("chmod 600")


@pytest.mark.parametrize("path", ["turfwatch.toml", "."])
def test_a_configuration_anybody_could_have_written_names_no_password_file(
    workspace: Path, path: str
) -> None:
    (workspace / path).chmod(0o777 if path == "." else 0o666)
    with pytest.raises(ConfigError, match="everybody may write to it"):
        config.load(workspace / "turfwatch.toml")
    (workspace / path).chmod(0o1777 if path == "." else 0o644)  # like /tmp: others cannot replace it
    config.load(workspace / "turfwatch.toml")


def test_what_systemd_guards_is_taken(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace / "password").chmod(0o440)
    with pytest.raises(ConfigError, match="others than its owner"):
        config.load(workspace / "turfwatch.toml")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(workspace))
    smtp = config.load(workspace / "turfwatch.toml").smtp
    assert smtp is not None and smtp.password_file is not None
    assert credentials.password(smtp.password_file) == "correct horse"


def test_no_file_is_said_so(workspace: Path) -> None:
    (workspace / "password").unlink()
    with pytest.raises(ConfigError, match="cannot be read"):
        config.load(workspace / "turfwatch.toml")


# --- a run in which everything fails -----------------------------------------------------------

LEAKY = '''
"""A channel with a bug."""
import os

def send(message, options, *rest, **more):
    raise RuntimeError("cannot post to " + os.environ["LEAKY_URL"])
'''
TROUBLE = """
[company]
name = "Larkdesk"
[[segments]]
id = "agencies"
name = "Agencies"
audience = ["agencies"]
[[competitors]]
name = "Deskly"
site = "{site}"
[crawl]
allow_private_hosts = ["127.0.0.1"]
delay = 0
[digest]
to = ["dana@larkdesk.example"]
weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
[smtp]
host = "127.0.0.1"
port = 9
security = "none"
user = "turfwatch"
password_env = "SMTP_PASSWORD"
from = "turfwatch@larkdesk.example"
[schedule]
review = "never"
tidy = "never"
[health]
ping_env = "PING_URL"
[[channels]]
type = "slack"
url_env = "SLACK_URL"
[[channels]]
type = "apprise"
url_env = "APPRISE_URL"
"""
BUG = '[[channels]]\ntype = "ours.leaky"\nurl_env = "LEAKY_URL"\n'


PAGE = b"<html><title>Deskly</title><h1>The help desk for agencies</h1>" + b"".join(
    b"<p>Agencies answer question number %d in half the time with shared inboxes.</p>" % n for n in range(20)
)


class Unkind(BaseHTTPRequestHandler):
    """A site with one page; a receiver that refuses everything and quotes what it was sent to."""

    def do_GET(self) -> None:
        self._answer(200, PAGE)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer(500, f"nothing at {self.path} of {self.headers['Host']}".encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def unkind() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Unkind) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_a_run_in_which_everything_fails_tells_no_secret_anywhere(tmp_path: Path, unkind: str) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "__init__.py").touch()
    (tmp_path / "ours" / "leaky.py").write_text(LEAKY)
    environment = {
        "SMTP_PASSWORD": "corr3ct-h0rse",
        "PING_URL": f"{unkind}/ping/b4ttery-st4ple-uuid",
        "SLACK_URL": f"{unkind}/services/T00/B00/x0x0hunter22x0x0",
        "APPRISE_URL": "slack-hunter33-no-scheme",
        "LEAKY_URL": f"{unkind}/leaky/y0y0hunter44y0y0",
    }
    needles = ("corr3ct", "b4ttery", "hunter22", "hunter33", "hunter44")
    said: list[str] = []

    def turfwatch(*arguments: str) -> int:
        shown = subprocess.run(
            [sys.executable, "-m", "turfwatch", *arguments], cwd=folder, capture_output=True, text=True,
            timeout=300, check=False, env={**os.environ, **environment, "PYTHONPATH": str(tmp_path)},
        )  # fmt: skip
        said.append(shown.stdout + shown.stderr)
        return shown.returncode

    (folder / "turfwatch.toml").write_text(TROUBLE.format(site=unkind))
    assert turfwatch("run", "--verbose") == 3, said
    assert "answered 500" in said[-1] and "health ping: 127.0.0.1 answered 500" in said[-1]
    (folder / "turfwatch.toml").write_text((TROUBLE + BUG).format(site=unkind))
    turfwatch("--now", "2027-01-04", "digest", "--send", "--verbose")
    assert "Traceback" in said[-1] and "RuntimeError: cannot post to ***" in said[-1]
    today = datetime.now(UTC)
    with Store(folder / "turfwatch.db") as store:  # nothing but digest and health is due
        for job in ("crawl Deskly", "read"):
            store.record_job(JobRun(job, today.date() + timedelta(days=1), "ended", today, today, 0))
    turfwatch("schedule", "--once", "--log-format", "text")
    turfwatch("export", "all", "--out", "exports")
    turfwatch("status", "--json", "--verbose")
    written = {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert {"turfwatch.db", "signals.csv"} <= set(written)
    for needle in needles:
        assert not [text for text in said if needle in text]
        assert not [name for name, content in written.items() if needle.encode() in content]
