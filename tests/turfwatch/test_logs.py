"""The log of a run that nobody watches: one line an event, with its facts, without secrets or people."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turfwatch import credentials, logs
from turfwatch.types import RunRecord

NOW = datetime(2026, 11, 18, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test logs and hides is forgotten after it."""
    monkeypatch.setattr(credentials, "_in_use", set())
    before = {name: list(logging.getLogger(name).handlers) for name in ("turfwatch", "apscheduler")}
    yield
    for name, handlers in before.items():
        logging.getLogger(name).handlers[:] = handlers


def lines(form: logs.Format) -> io.StringIO:
    stream = io.StringIO()
    logs.setup(form, stream=stream)
    return stream


def test_an_event_is_one_json_object_with_its_facts() -> None:
    stream = lines("json")
    logs.tell("stage ended", stage="crawl", competitor="Deskly", counts={"ok": 12}, text="", code=None)
    told = json.loads(stream.getvalue())
    assert told.pop("time").endswith("Z")
    assert told == {
        "level": "info", "event": "stage ended", "stage": "crawl", "competitor": "Deskly",
        "counts": {"ok": 12},
    }  # fmt: skip


def test_as_text_it_is_one_line_of_words_and_pairs() -> None:
    stream = lines("text")
    logs.tell("run ended", job="crawl Deskly", code=0, counts={"ok": 12})
    (line,) = stream.getvalue().splitlines()
    assert line.split(" ", 1)[1] == 'info run ended job="crawl Deskly" code=0 ok=12'


def test_a_record_tells_how_the_stage_ended_and_its_troubles() -> None:
    stream = lines("json")
    record = RunRecord(
        "crawl", NOW, NOW + timedelta(seconds=3.21), "partial", {"ok": 4}, ("Deskly: blocked",)
    )
    logs.tell_record(record, ("Deskly",))
    ended, said = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (ended["level"], ended["seconds"], ended["counts"]) == ("warning", 3.2, {"ok": 4})
    assert (said["event"], said["stage"], said["competitor"], said["text"]) == (
        "said", "crawl", "Deskly", "Deskly: blocked",
    )  # fmt: skip


def test_an_error_with_its_traceback_stays_one_line() -> None:
    for form in ("text", "json"):
        stream = lines(form)  # type: ignore[arg-type]
        try:
            raise ValueError("broken at https://u:hunter22@deskly.example/")
        except ValueError:
            logging.getLogger("turfwatch").exception("failed")
        (line,) = stream.getvalue().splitlines()
        assert "ValueError" in line and "hunter22" not in line


SAID = [
    ("https://user:hunter22@proxy.example:3128/x", "hunter22"),
    ("GET https://a.example/p?page=2&access_token=s3cr3t&x=1", "s3cr3t"),
    ("https://a.example/?X-Amz-Signature=abc123#top", "abc123"),
    ("550 no such user dana.miller@larkdesk.example", "dana.miller"),
    ('cannot post to "https://hooks.example/services/T00/B00/XXXX"', "T00/B00/XXXX"),
    ("path was /services/T00/B00/XXXX, said the server", "T00/B00/XXXX"),
    ("login with pa$$ word failed", "pa$$ word"),
    ("url-encoded pa%24%24%20word", "pa%24%24%20word"),
]


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(("text", "secret"), SAID)
def test_no_secret_and_no_person_gets_into_a_line(
    form: logs.Format, text: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK", "https://hooks.example/services/T00/B00/XXXX")
    monkeypatch.setenv("PASSWORD", "pa$$ word")
    credentials.protect({"channels": [{"url_env": "HOOK"}], "smtp": {"password_env": "PASSWORD"}})
    stream = lines(form)
    logs.tell("said", text=text, counts={text: 1}, list=[text, {"deep": text}])
    assert secret not in stream.getvalue()
    assert "***" in stream.getvalue()


def test_what_is_no_secret_is_left_as_it_is() -> None:
    text = "Deskly: https://deskly.example/pricing?page=2&plan=pro blocked since 2026-11-02 (12 @ 50 %)"
    assert credentials.redact(text, people=True) == text


def test_a_password_file_is_a_secret_too(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("correct horse\n")
    file.chmod(0o600)
    credentials.protect({"smtp": {"password_file": file}})
    assert credentials.redact("said 'correct horse'") == "said '***'"


@given(st.text(min_size=4), st.text(max_size=40), st.text(max_size=40))
def test_whatever_a_secret_looks_like_it_is_hidden(secret: str, before: str, after: str) -> None:
    credentials._in_use.clear()
    credentials._in_use.add(secret)
    hidden = credentials.redact(before + secret + after)
    assert secret not in hidden or secret in before + "***" + after
    credentials._in_use.clear()


@given(st.dictionaries(st.text(min_size=1), st.text() | st.integers() | st.none()))
def test_whatever_is_told_is_one_line_that_can_be_read_back(facts: dict[str, object]) -> None:
    for form in ("json", "text"):
        stream = lines(form)  # type: ignore[arg-type]
        logging.getLogger("turfwatch").info("event", extra={"facts": facts})
        assert stream.getvalue().count("\n") == 1
        if form == "json":
            json.loads(stream.getvalue())
