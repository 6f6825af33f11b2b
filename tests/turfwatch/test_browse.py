"""`turfwatch browse`: a real Datasette on a real database, read-only, on the loopback interface alone."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from turfwatch.store import Store
from turfwatch.store.reading import metadata

NAMES = {"days": "30", "segment": "agencies"}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    with Store(tmp_path / "turfwatch.db"):
        pass
    return tmp_path / "turfwatch.db"


def test_every_table_has_its_words_or_is_hidden_and_names_columns_that_exist(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        tables = metadata("turfwatch", there)["databases"]["turfwatch"]["tables"]
        assert set(tables) == there
        for name, about in tables.items():
            assert about.get("hidden") or about["description"]
            columns = {row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')}
            named = {*about.get("columns", {}), *about.get("facets", ()), about.get("sort_desc", "")} - {""}
            assert named <= columns, name


def test_every_question_can_be_asked(database: Path) -> None:
    queries = metadata("turfwatch", ())["databases"]["turfwatch"]["queries"]
    with closing(sqlite3.connect(database)) as connection:
        for about in queries.values():
            found = connection.execute(
                about["sql"], {n: v for n, v in NAMES.items() if f":{n}" in about["sql"]}
            )
            assert all(column[0][0].isupper() or column[0] == "became" for column in found.description)


@pytest.fixture
def served(database: Path):
    pytest.importorskip("datasette")
    command = [sys.executable, "-m", "turfwatch", "--db", str(database), "browse", "--port", "0"]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    try:
        for line in process.stderr:
            if "running on http://" in line:
                yield line.split("http://", 1)[1].split(" ", 1)[0].rstrip("/")
                break
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        process.stderr.close()


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()


@pytest.mark.slow
def test_it_shows_the_database_to_this_machine_and_changes_nothing(served: str, database: Path) -> None:
    assert served.startswith("127.0.0.1:")
    front = get(f"http://{served}/turfwatch").decode()
    assert "What they stopped saying" in front
    assert "/turfwatch/checkpoints" not in front
    assert "What was worth a person" in get(f"http://{served}/turfwatch/signals").decode()
    rows = json.loads(get(f"http://{served}/turfwatch/moved_lately.json?days=30&_shape=array"))
    assert rows == []
    assert json.loads(get(f"http://{served}/turfwatch/signals.json?_facet=kind"))["facet_results"]
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(f"http://{served}/turfwatch?sql=delete+from+signals")
    assert caught.value.code == 400
    caught.value.close()
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(f"http://{served}/turfwatch.db")
    caught.value.close()


def test_without_datasette_it_says_what_to_install(database: Path) -> None:
    code = (
        "import sys; sys.modules['datasette'] = None; import turfwatch.cli as c;"
        f" c.main(['--db', {str(database)!r}, 'browse'])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "turfwatch[browse]" in ran.stderr
