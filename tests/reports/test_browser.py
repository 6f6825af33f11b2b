"""The pages as a real Chromium shows them: nothing cut off, nothing in the console, axe finds nothing.

axe-core comes with the package axe-core-python; the pages run no script of ours, so it is added to a copy.
"""

import html
import json
import re
import shutil
import subprocess
from importlib import resources

import pytest

from reports import run

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium: apt-get install chromium"),
]
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--enable-logging=stderr", "--virtual-time-budget=20000",
)  # fmt: skip
# A page in a frame of a telephone's width: how far it can be scrolled sideways, and by what.
MEASURE = """
<!doctype html><iframe id="f" width="WIDTH" height="900" srcdoc="PAGE"></iframe><pre id="out"></pre>
<script>
onload = () => {
  const d = document.getElementById("f").contentDocument, root = d.documentElement;
  const wide = [...d.querySelectorAll("body *")].filter(e => !e.closest(".scroll, svg") &&
    e.getBoundingClientRect().right > root.clientWidth + 1).map(e => e.tagName + "." + e.className);
  const facts = {scroll: root.scrollWidth, width: root.clientWidth, wide, text: d.body.innerText.length,
    broken: [...d.querySelectorAll('a[href^="#"]')].filter(a => !d.getElementById(a.hash.slice(1))).length};
  document.getElementById("out").textContent = JSON.stringify(facts);
};
</script>
"""
AXE = """<script>AXE</script><script>
axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => {
  const out = document.createElement("pre");
  out.id = "out";
  out.textContent = JSON.stringify({passes: r.passes.length,
    violations: r.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160))])});
  document.body.append(out);
});
</script>"""


def opened(page, tmp_path):
    """What Chromium made of the page, and what it wrote to its console."""
    file, profile = tmp_path / "page.html", f"--user-data-dir={tmp_path / 'profile'}"
    file.write_text(page, encoding="utf-8")
    command = [CHROMIUM, *QUIET, profile, "--window-size=1280,2000", "--dump-dom", file.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return shown.stdout, re.findall(r"CONSOLE.*", shown.stderr)


def said(dom):
    return json.loads(html.unescape(re.search(r'<pre id="out">(.*?)</pre>', dom, re.S)[1]))


@pytest.fixture
def pages(config, market, build, tmp_path):
    return {
        "review": run.review(config, market, build.NOW, tmp_path / "r.html").read_text(encoding="utf-8"),
        "battlecard": run.battlecard(config, market, build.NOW, "Deskly", "html"),
        "digest": run.run(config, market, build.NOW, keep=False).html,
    }


@pytest.mark.parametrize("name", ["review", "battlecard", "digest"])
def test_on_a_telephone_nothing_is_cut_off_and_every_link_inside_leads_somewhere(pages, tmp_path, name):
    for width in (360, 600):
        page = MEASURE.replace("WIDTH", str(width)).replace("PAGE", html.escape(pages[name]))
        dom, console = opened(page, tmp_path)
        facts = said(dom)
        assert console == []
        assert facts["wide"] == []
        assert facts["scroll"] <= facts["width"]
        assert facts["broken"] == 0
        assert facts["text"] > 500


@pytest.mark.parametrize("name", ["review", "battlecard", "digest"])
def test_axe_finds_nothing(pages, tmp_path, name):
    pytest.importorskip("axe_core_python")
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    script = AXE.replace("AXE", axe.replace("</script", "<\\/script"), 1)
    opened_all = pages[name].replace("<details>", "<details open>")
    dom, _ = opened(opened_all.replace("</body>", script + "</body>"), tmp_path)
    found = said(dom)
    assert found["violations"] == []
    assert found["passes"] > 10
