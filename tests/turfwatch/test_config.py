"""The configuration: what a user can get wrong is said with file, key, value and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from turfwatch import config
from turfwatch.errors import ConfigError

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


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "turfwatch.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaints(tmp_path: Path, text: str) -> list[str]:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        config.load(path)
    lines = caught.value.message.splitlines()
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_the_least_that_is_needed(tmp_path: Path) -> None:
    loaded = config.load(written(tmp_path, MINIMAL))
    assert loaded.company.name == "Larkdesk"
    assert loaded.crawl.robots
    assert loaded.digest.weekdays == ("mon", "tue", "wed", "thu", "fri")


def test_everything_missing_is_said_at_once(tmp_path: Path) -> None:
    assert complaints(tmp_path, "") == [
        "company: is missing: say who you are, [company] with a name",
        "segments: is missing: add one [[segments]] table, the space you claim",
        "competitors: is missing: add one [[competitors]] table, with name and site",
    ]


@pytest.mark.parametrize(
    ("addition", "complaint"),
    [
        ("[crawl]\ndely = 3", "crawl.dely: unknown key; did you mean delay?"),
        ("[crawl]\ndelay = -1", "crawl.delay: -1 should be greater than or equal to 0"),
        (
            '[digest]\ntimezone = "Europe/Berlim"',
            "digest.timezone: 'Europe/Berlim' must be an IANA time zone",
        ),
        ('[digest]\nat = "25:00"', "digest.at: '25:00' must be a time of day such as 07:00"),
        ('[digest]\nto = ["dana at example"]', "is not an e-mail address"),
        ('[[goals]]\nid = "A b"\nmetric = "m"', "goals[0 'A b'].id: 'A b' must be lower-case letters"),
        (
            '[[segments]]\nid = "x"\nname = "X"\ngoal = "arr"',
            "segments.x.goal: no goal 'arr'; one of: none defined",
        ),
        ('[[segments]]\nid = "agencies"\nname = "Again"', "segments: 'agencies' is used twice"),
        (
            '[[competitors]]\nname = "larkdesk"\nsite = "https://l.example"',
            "competitors: 'larkdesk' is used twice",
        ),
        (
            '[[competitors]]\nname = "X"\nsite = "x.example"',
            "competitors[1 'X'].site: 'x.example' must be an address such as https://rival.example",
        ),
        (
            '[[competitors]]\nname = "X"\nsite = "https://x.example"\ninclude = ["("]',
            "is not a regular expression",
        ),
        (
            '[digest]\nroutes = [{ to = ["a@b.example"], segments = ["nope"] }]',
            "digest.routes[0].segments: no segment 'nope'; one of: agencies",
        ),
    ],
)
def test_each_mistake_names_key_value_and_what_is_allowed(
    tmp_path: Path, addition: str, complaint: str
) -> None:
    found = complaints(tmp_path, MINIMAL + addition)
    assert len(found) == 1
    assert complaint in found[0]


def test_several_mistakes_are_shown_together(tmp_path: Path) -> None:
    text = MINIMAL + "[crawl]\ndelay = -1\nrobot = true\n[signals]\nsegment_threshold = 2\n"
    assert len(complaints(tmp_path, text)) == 3


def test_broken_toml_and_other_bytes_are_said_in_one_line(tmp_path: Path) -> None:
    assert "is not valid TOML" in complaints(tmp_path, "[company\n")[0]
    path = tmp_path / "latin.toml"
    path.write_bytes(b'[company]\nname = "Caf\xe9"\n')
    with pytest.raises(ConfigError, match="is not UTF"):
        config.load(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        config.load(tmp_path / "none.toml")


def test_the_file_is_found_in_a_folder_above(tmp_path: Path) -> None:
    path = written(tmp_path, MINIMAL)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert config.find(below) == path
    with pytest.raises(ConfigError, match=r"no turfwatch\.toml"):
        config.find(Path("/"))


def test_names_are_looked_up_whatever_their_case(tmp_path: Path) -> None:
    loaded = config.load(written(tmp_path, MINIMAL))
    assert loaded.competitor("DESKLY").name == "Deskly"
    with pytest.raises(ConfigError, match="no competitor 'Desk'"):
        loaded.competitor("Desk")
    with pytest.raises(ConfigError, match="no segment 'x'"):
        loaded.segment("x")
