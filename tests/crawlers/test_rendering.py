"""Pages that only a script fills, in a real Chromium that has no way to the network but ours."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from crawlers.rendering.browser import Browser, missing
from crawlers.rendering.exchange import Ask, Part, Shell
from crawlers.run import fetch
from turfwatch.config import Crawl

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing(Crawl())), reason=f"no page can be rendered: {missing(Crawl())}"),
]

WORDS = "Deskly keeps every customer conversation in one shared inbox, with targets for each team. "
PLANS = {"plans": [{"name": "Team", "price": "$19"}, {"name": "Business", "price": "$49"}]}
APP = """
fetch('/api/plans').then(answer => answer.json()).then(found => setTimeout(() => {
  document.getElementById('root').innerHTML = '<h1>Pricing</h1>' + found.plans.map(plan =>
    `<section class="plan"><h2>${plan.name}</h2><p>${plan.price} per agent per month</p>` +
    '<ul><li>Shared inbox</li><li>Saved replies</li></ul><a href="/signup">Start a trial</a></section>'
  ).join('');
}, 200));
"""


def shell(script: str = "", body: str = '<div id="root"></div>') -> str:
    inline = f"<script>{script}</script>" if script else '<script src="/app.js"></script>'
    return f"<!doctype html><html><head><title>Deskly</title></head><body>{body}{inline}</body></html>"


def filled(script: str) -> str:
    """A page with its text, whose script misbehaves beside it."""
    return shell(script, f"<h1>Deskly</h1><p>{WORDS * 4}</p>")


def rendered(workspace, *paths: str, **crawl: object):
    """Crawl home and these pages, which are to be rendered."""
    sources = [{"url": workspace.site.url + path, "render": True} for path in paths]
    return workspace.crawl({"timeout": 60.0, **crawl}, sources=sources)


@pytest.fixture
def app(site):
    site["/"] = f"<title>Deskly</title><h1>Deskly</h1><p>{WORDS * 9}</p>"
    site["/pricing"] = shell()
    site["/app.js"] = _give(APP, "text/javascript")
    site["/api/plans"] = _give(json.dumps(PLANS), "application/json")
    return site


def _give(body: str, kind: str, status: int = 200, **headers: str):
    def answer(handler) -> None:
        handler.send_response(status)
        data = body.encode()
        sent = {"Content-Type": kind, "Content-Length": str(len(data)), **headers}
        for name, value in sent.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def test_a_price_that_only_a_script_writes_is_read(workspace, app) -> None:
    from extract.run import run as extract

    workspace.crawl(sources=[{"url": f"{app.url}/pricing", "kind": "pricing"}])
    (plain,) = workspace.captures("/pricing")
    assert plain.outcome == "emptied"
    assert "render = true" in plain.reason
    workspace.later()

    record = rendered(workspace, "/pricing")
    assert workspace.captures("/pricing")[-1].outcome == "ok", record.messages
    text = workspace.text("/pricing")
    assert "<h2>Business</h2>" in text
    config = workspace.config(sources=[{"url": f"{app.url}/pricing", "kind": "pricing", "render": True}])
    extract(config, workspace.store, workspace.now)
    found = {(str(p.name), str(p.amount), p.period) for p in _plans(workspace)}
    assert found == {("Team", "19", "month"), ("Business", "49", "month")}
    asked = {headers["user-agent"] for path, headers in app.headers if path in {"/app.js", "/api/plans"}}
    assert asked == {"Turfwatch/0.1 (+https://pypi.org/project/turfwatch/)"}

    workspace.later()
    assert rendered(workspace, "/pricing").counts["unchanged"] >= 1  # what differs at each load is left out


def _plans(workspace):
    (facts,) = workspace.store.facts(workspace.captures("/pricing")[-1:])
    return facts.plans


def test_a_script_that_goes_elsewhere_is_a_redirect_judged_as_any(workspace, app) -> None:
    goes = {
        "/to-metadata": ("http://169.254.169.254/latest/meta-data/", "forbidden_address"),
        "/to-file": ("file:///etc/passwd", "ok"),  # no page can go there in a browser: it stays where it is
        "/to-login": ("/login?next=/x", "login_wall"),
        "/to-plans": ("/plans", "ok"),
        "/to-disallowed": ("/private", "robots_disallowed"),
    }
    app["/robots.txt"] = _give("User-agent: *\nDisallow: /private\n", "text/plain")
    app["/plans"] = app["/private"] = filled("")
    for path, (target, _) in goes.items():
        app[path] = filled(f"location.href = {target!r}")
    rendered(workspace, *goes)
    assert {path: workspace.outcomes()[path] for path in goes} == {p: o for p, (_, o) in goes.items()}
    assert app.hits["/private"] == 0


def test_what_a_script_asks_of_a_private_network_reaches_nobody(workspace, app, private) -> None:
    tcp, udp, touched = private
    places = [f"http://127.0.0.2:{tcp}/x", f"http://[::1]:{tcp}/x", f"http://2130706434:{tcp}/x",
              f"http://localhost:{tcp}/x", f"http://127.0.0.1.nip.example:{tcp}/x"]  # fmt: skip
    script = f"""
    const say = text => document.body.insertAdjacentHTML('beforeend', '<p>' + text + '</p>');
    for (const place of {json.dumps(places)}) {{
      fetch(place, {{mode: 'no-cors'}}).then(() => say('reached ' + place), () => say('refused ' + place));
      navigator.sendBeacon(place, 'x');
      new Image().src = place;
      const frame = document.createElement('iframe'); frame.src = place; document.body.append(frame);
    }}
    window.open('http://127.0.0.2:{tcp}/popup');
    for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'preload'])
      document.head.insertAdjacentHTML('beforeend', `<link rel=${{rel}} as=fetch href="http://127.0.0.2:{tcp}/">`);
    try {{ new WebSocket('ws://127.0.0.2:{tcp}/').onerror = () => say('socket refused'); }} catch (e) {{}}
    try {{ new EventSource('http://127.0.0.2:{tcp}/'); }} catch (e) {{}}
    navigator.serviceWorker?.register('/worker.js').then(() => say('worker'), () => say('no worker'));
    say('peers: ' + typeof RTCPeerConnection);
    try {{
      const frame = document.createElement('iframe'); document.body.append(frame);
      const peer = new frame.contentWindow.RTCPeerConnection(
        {{iceServers: [{{urls: 'stun:127.0.0.2:{udp}'}}]}});
      peer.createDataChannel('x'); peer.createOffer().then(offer => peer.setLocalDescription(offer));
    }} catch (e) {{ say('no peer in a frame'); }}
    fetch('/redirects').then(() => say('redirect followed'), () => say('redirect refused'));
    """
    app["/hostile"] = filled(script)
    app["/worker.js"] = _give(f"fetch('http://127.0.0.2:{tcp}/worker')", "text/javascript")
    app["/redirects"] = _give("", "text/plain", 302, Location=f"http://127.0.0.2:{tcp}/redirected")
    record = rendered(workspace, "/hostile")
    assert workspace.outcomes()["/hostile"] == "ok", record.messages
    assert touched == []
    text = workspace.text("/hostile")
    assert text.count("<p>refused ") == len(places)
    for said in ("peers: undefined", "redirect refused", "socket refused"):
        assert said in text


@pytest.fixture
def private() -> Iterator[tuple[int, int, list[str]]]:
    """A machine of the private network: its ports, and what came in there."""
    touched: list[str] = []
    tcp, udp = socket.create_server(("127.0.0.2", 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.2", 0))

    def listen() -> None:
        try:
            while True:
                tcp.accept()[0].close()
                touched.append("tcp")
        except OSError:
            return

    def hear() -> None:
        while data := udp.recv(2048):
            if data == b"over":
                return
            touched.append("udp")

    threads = [threading.Thread(target=listen), threading.Thread(target=hear)]
    for thread in threads:
        thread.start()
    yield tcp.getsockname()[1], udp.getsockname()[1], touched
    tcp.shutdown(socket.SHUT_RDWR)
    tcp.close()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
        last.sendto(b"over", udp.getsockname())
    for thread in threads:
        thread.join(10)
    udp.close()


# Scripts that never let go of their page.
HANGING = {
    "runs-forever": ("while (true) {}", {"timeout"}),
    "eats-memory": ("const all = []; while (true) all.push(new Array(1e6).fill({}))", {"error", "timeout"}),
}
# Others that misbehave, with what must come of their pages.
MISBEHAVIOUR = {
    "never-rests": ("setInterval(() => { document.title = Math.random(); fetch('/api/plans'); }, 20)", "ok"),
    "asks-for-a-download": (
        "const a = document.createElement('a'); a.href = URL.createObjectURL(new Blob(['x']));"
        "a.download = 'x.exe'; document.body.append(a); a.click(); location = '/setup.exe'", "ok"),
    "talks-to-nobody": ("alert(1); confirm(2); prompt(3); print(); onbeforeunload = () => 'stay'", "ok"),
    "grows": ("setTimeout(() => document.body.append('x'.repeat(300000)), 50)", "too_large"),
    "breaks": ("throw new Error('x')", "ok"),
    "empties": ("document.body.innerHTML = ''", "emptied"),
    "challenges": ("document.body.innerHTML = '<h1>Verify you are human</h1>'", "blocked"),
    "rewrites-the-dom": (
        "Object.defineProperty(Element.prototype, 'outerHTML', {get: () => 'nothing of it'});"
        "String.prototype.slice = () => 'nothing'; JSON.stringify = () => { throw 1 }", "ok"),
}  # fmt: skip


def test_scripts_that_misbehave_have_their_outcome_and_stop_nobody(workspace, app, mark: str) -> None:
    for name, (script, _) in MISBEHAVIOUR.items():
        app[f"/{name}"] = filled(script)
    for name, (script, _) in HANGING.items():
        app[f"/{name}"] = filled(script)
    app["/huge"] = filled("fetch('/big').then(() => 0, () => document.body.append('refused'))")
    app["/big"] = _give("x" * 300_000, "text/plain")
    rendered(workspace, *(f"/{name}" for name in HANGING), timeout=6.0)
    outcomes = workspace.outcomes()
    assert all(outcomes[f"/{name}"] in expected for name, (_, expected) in HANGING.items()), outcomes
    record = rendered(workspace, *(f"/{name}" for name in MISBEHAVIOUR), "/huge", "/pricing", timeout=40.0)
    outcomes = workspace.outcomes()
    assert {n: outcomes[f"/{n}"] for n in MISBEHAVIOUR} == {n: o for n, (_, o) in MISBEHAVIOUR.items()}
    assert outcomes["/huge"] == outcomes["/pricing"] == outcomes["/"] == "ok"
    assert "refused" in workspace.text("/huge")
    assert WORDS in workspace.text("/rewrites-the-dom")
    assert all(c.reason for c in workspace.store.captures() if c.outcome.value not in {"ok", "unchanged"})
    assert record.finished - record.started < timedelta(seconds=400)
    assert not _browsers(mark)


def test_the_shadow_of_a_component_is_part_of_the_page(workspace, app) -> None:
    app["/shadow"] = filled("""
      customElements.define('x-plan', class extends HTMLElement { constructor() { super();
        this.attachShadow({mode: 'open'}).innerHTML = '<style>p{}</style><p>Pro is $39 a month</p>'; }});
      document.body.append(document.createElement('x-plan'));""")
    rendered(workspace, "/shadow")
    assert "<p>Pro is $39 a month</p>" in workspace.text("/shadow")


def test_robots_hold_for_scripts_and_pictures_are_not_loaded(workspace, app) -> None:
    app["/robots.txt"] = _give("User-agent: *\nDisallow: /api\n", "text/plain")
    app["/x"] = filled("""
      fetch('/api/plans').then(() => 0, () => document.body.append('not to be had'));
      document.body.insertAdjacentHTML('beforeend', '<img src=/a.png><video src=/a.mp4></video>'
        + '<link rel=stylesheet href=/a.css><iframe src=/frame></iframe>')""")
    rendered(workspace, "/x")
    assert "not to be had" in workspace.text("/x")
    assert app.hits["/api/plans"] == 0
    assert not {"/a.png", "/a.mp4", "/a.css", "/frame"} & set(app.hits)


def test_only_its_own_site_is_sent_anything(workspace, app) -> None:
    app["/x"] = filled("""fetch('/api/query', {method: 'POST', body: '{"q": 1}'})
      .then(a => a.text()).then(t => document.body.append('told ' + t));
      fetch('/api/plans', {method: 'DELETE'}).then(() => 0,
        () => document.body.append(' deletes nothing'))""")
    app["/api/query"] = _give("the plans", "text/plain")
    rendered(workspace, "/x")
    assert "told the plans" in workspace.text("/x")
    assert "deletes nothing" in workspace.text("/x")


def test_without_a_browser_the_page_is_in_trouble_and_the_baseline_stays(workspace, app) -> None:
    rendered(workspace, "/pricing")
    workspace.extract()
    workspace.later()
    record = rendered(workspace, "/pricing", browser="no-such-browser")
    latest = workspace.captures("/pricing")[-1]
    assert latest.outcome == "error"
    assert "no-such-browser" in latest.reason
    assert any("no-such-browser" in message for message in record.messages)
    assert "Business" in workspace.text("/pricing")


def test_one_page_can_be_looked_at_as_rendered(workspace, app, mark: str) -> None:
    config = workspace.config({"timeout": 60.0})
    found = fetch(f"{app.url}/pricing", config.crawl, workspace.now, render=True)
    assert found.outcome == "ok"
    assert b"Business" in found.body
    assert not _browsers(mark)


def test_a_bug_of_ours_is_raised_and_the_browser_is_closed(mark: str) -> None:
    async def broken(ask: Ask) -> Part | None:
        raise LookupError(ask.url)

    async def render() -> None:
        browser = Browser(Crawl(timeout=60.0), "Turfwatch/0.1")
        page = Shell("http://deskly.example/x", "text/html", filled("fetch('/api/plans')").encode())
        try:
            await browser.render(page, broken)
        finally:
            await browser.close()

    with pytest.raises(LookupError, match="api/plans"):
        asyncio.run(render())
    assert not _browsers(mark)


@pytest.mark.parametrize("name", ["chrom", "node"])
def test_a_browser_that_dies_is_trouble_with_its_page_and_the_next_has_another(
    workspace, app, mark: str, name: str
) -> None:
    app["/dies"] = filled("fetch('/api/plans').finally(() => setInterval(() => fetch('/more'), 50))")

    def kill() -> None:
        _until(lambda: app.hits["/api/plans"])
        for pid in _processes(mark, name):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    record = rendered(workspace, "/dies")
    killer.join()
    assert workspace.outcomes()["/dies"] == "error"
    assert any("/dies" in message for message in record.messages)
    app["/dies"] = filled("document.body.append('lives')")
    workspace.later()
    rendered(workspace, "/dies")
    assert workspace.outcomes()["/dies"] == "ok"
    assert not _browsers(mark)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_a_crawl_that_is_stopped_leaves_no_browser_behind(app, tmp_path: Path, end: signal.Signals) -> None:
    app["/hangs"] = filled("fetch('/api/plans').finally(() => { while (true) {} })")
    mark = f"{tmp_path}"
    code = (
        "import signal, sys; from datetime import UTC, datetime\n"
        "from crawlers.run import fetch; from turfwatch.config import Crawl\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # none in the background\n"
        "crawl = Crawl(timeout=300, delay=0, allow_private_hosts=('127.0.0.1',))\n"
        "fetch(sys.argv[1], crawl, datetime.now(UTC), render=True)"
    )
    crawl = subprocess.Popen(
        [sys.executable, "-c", code, f"{app.url}/hangs"], env={**os.environ, _MARK: mark},
        stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        _until(lambda: app.hits["/api/plans"])
        assert _browsers(mark)
        crawl.send_signal(end)
        _, told = crawl.communicate(timeout=60)
    finally:
        crawl.kill()
    assert b"KeyboardInterrupt" in told or end is signal.SIGKILL
    _until(lambda: not _browsers(mark))


_MARK = "TURFWATCH_TEST_BROWSER"


def _until(true: Callable[[], object]) -> None:
    """Wait for something that is bound to happen."""
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(autouse=True)
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the environment of every browser that a test starts says."""
    monkeypatch.setenv(_MARK, str(tmp_path))
    return str(tmp_path)


def _browsers(mark: str) -> list[int]:
    return _processes(mark, "chrom")


def _processes(mark: str, name: str) -> list[int]:
    """Processes of this name that were started under a mark."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            marked = f"{_MARK}={mark}".encode() in (process / "environ").read_bytes().split(b"\0")
            if marked and name in (process / "comm").read_text():
                found.append(int(process.name))
        except OSError:
            continue  # it has ended, or is another user's
    return found
