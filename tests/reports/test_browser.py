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
# The page in a frame of a width, with axe in it; what axe finds is said outside.
FRAME = """
<!doctype html><iframe id="f" width="WIDTH" height="900" srcdoc="PAGE"></iframe><pre id="out"></pre>"""
AXE = """<script>AXE</script><script>
axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => {
  parent.document.getElementById("out").textContent = JSON.stringify({passes: r.passes.length,
    violations: r.violations.map(v => [v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160))])});
});
</script>"""
# How the page looks elsewhere, by what its style sheet says of it.
FACES = {
    "wide": (1280, ()),
    "telephone": (360, ()),
    "dark": (1280, ("(prefers-color-scheme: dark)",)),
    "paper": (718, ("print",)),  # A4 within its margins
}


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
def page_of(config, market, build, tmp_path):
    """Makes a report's page by its name."""

    def made(name):
        if name == "review":
            return run.review(config, market, build.NOW, tmp_path / "r.html").read_text(encoding="utf-8")
        if name == "battlecard":
            return run.battlecard(config, market, build.NOW, "Deskly", "html")
        return run.run(config, market, build.NOW, keep=False).html

    return made


@pytest.mark.parametrize("name", ["review", "battlecard", "digest"])
def test_on_a_telephone_nothing_is_cut_off_and_every_link_inside_leads_somewhere(page_of, tmp_path, name):
    shown = html.escape(page_of(name))
    for width in (360, 600):
        page = MEASURE.replace("WIDTH", str(width)).replace("PAGE", shown)
        dom, console = opened(page, tmp_path)
        facts = said(dom)
        assert console == []
        assert facts["wide"] == []
        assert facts["scroll"] <= facts["width"]
        assert facts["broken"] == 0
        assert facts["text"] > 500


def face(page, name):
    """The page as if it were shown there."""
    for query in FACES[name][1]:
        page = page.replace(f"@media {query}", "@media all")
    return page


def test_on_paper_nothing_is_wider_than_the_page(page_of, tmp_path):
    review = face(page_of("review"), "paper")
    page = MEASURE.replace("WIDTH", "718").replace("PAGE", html.escape(review))
    dom, _ = opened(page.replace("&quot;scroll&quot;", "&quot;flow&quot;"), tmp_path)
    assert said(dom)["wide"] == []


SHOWN = [("review", name) for name in FACES] + [("battlecard", "wide"), ("digest", "wide")]


@pytest.mark.parametrize(("name", "where"), SHOWN, ids=map("-".join, SHOWN))
def test_axe_finds_nothing(page_of, tmp_path, name, where):
    pytest.importorskip("axe_core_python")
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    script = AXE.replace("AXE", axe.replace("</script", "<\\/script"), 1)
    page = (
        face(page_of(name), where)
        .replace("<details>", "<details open>")
        .replace("</body>", script + "</body>")
    )
    frame = FRAME.replace("WIDTH", str(FACES[where][0])).replace("PAGE", html.escape(page))
    dom, _ = opened(frame, tmp_path)
    found = said(dom)
    assert found["violations"] == []
    assert found["passes"] > 10


def test_on_paper_the_tables_are_open_and_no_heading_ends_a_page(page_of, tmp_path):
    """The review printed: every table is there, headings go with what follows, pages have numbers."""
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("needs pdftotext: apt-get install poppler-utils")
    review, file, out = page_of("review"), tmp_path / "page.html", tmp_path / "page.pdf"
    file.write_text(review, encoding="utf-8")
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    command = [CHROMIUM, *QUIET, profile, "--no-pdf-header-footer", f"--print-to-pdf={out}", file.as_uri()]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    text = subprocess.run([pdftotext, "-layout", out, "-"], capture_output=True, text=True, check=True).stdout
    sheets = [[line for line in sheet.splitlines() if line.strip()] for sheet in text.split("\f")[:-1]]
    for number, lines in enumerate(sheets, 1):
        assert lines[-1].endswith(f"{number} / {len(sheets)}")
    titles = set(re.findall(r"<h2[^>]*>([^<]+)</h2>", review))
    assert titles <= {line.strip() for lines in sheets for line in lines}
    assert not titles & {lines[-2].strip() for lines in sheets}
    assert "Every price as it stood" in text
    assert "$29 / agent / month" in text
