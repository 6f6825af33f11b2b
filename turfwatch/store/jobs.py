"""What the scheduler knows of its jobs: one row each, for the last day they ran."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from turfwatch.store._base import Base, moment, stamp

JobState = Literal["running", "ended", "stopped", "missed"]


@dataclass(frozen=True, slots=True)
class JobRun:
    """The last run of a scheduled job: for which day, how often it was tried, how it went."""

    name: str
    day: date  # in the job's time zone
    state: JobState  # running also stands after a crash; stopped is stopped at its limit
    started: datetime
    finished: datetime | None = None  # with `running`: given back then, and due again
    code: int | None = None  # exit code of `turfwatch`; negative is the signal that ended it
    attempts: int = 1

    @property
    def failed(self) -> bool:
        """Whether it did not do its work: 3 is some trouble, all else but 0 is failure."""
        return self.state in {"stopped", "missed"} or self.code not in {None, 0, 3}


class JobTables(Base):
    """Reading and writing of the scheduler's memory."""

    def jobs(self) -> dict[str, JobRun]:
        """The last run of every job by name."""
        return {
            row["name"]: JobRun(
                row["name"],
                date.fromisoformat(row["day"]),
                row["state"],
                moment(row["started"]),
                moment(row["finished"]) if row["finished"] else None,
                row["code"],
                row["attempts"],
            )
            for row in self._rows("SELECT * FROM jobs ORDER BY name")
        }

    def record_job(self, run: JobRun) -> None:
        """Keep the state of a job's last run in place of what was known."""
        self._execute(
            "INSERT OR REPLACE INTO jobs (name, day, state, started, finished, code, attempts)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                run.name, run.day.isoformat(), run.state, stamp(run.started),
                stamp(run.finished) if run.finished else None, run.code, run.attempts,
            ],
        )  # fmt: skip
