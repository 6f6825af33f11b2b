"""The database for people who look around in it: what tables and columns mean, and questions ready to ask.

Data for Datasette (`turfwatch browse`): nothing here opens the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

TITLE = "Turfwatch"
DESCRIPTION = "What competitors claim, charge and ship, as far as their public pages say. Read-only."

LOOKS, STYLE_FILE = "looks", "turfwatch.css"  # where the style sheet is served
STYLE = """
/* the whole record is for programs: its columns stand beside it */
.rows-and-columns .col-json, .rows-and-columns .col-html { display: none; }
.rows-and-columns td { vertical-align: top; }
.col-date, .col-Date, .col-Since, .col-id, .col-ID, .col-first_seen, .col-last_seen, .col-Last, .col-at,
.col-seen_until, .col-window,
.col-kind, .col-Kind, .col-company, .col-Company, .col-severity, .col-Severity { white-space: nowrap; }
.col-summary, .col-What, .col-text, .col-Claim, .col-before, .col-after { min-width: 18rem; }
""".lstrip()

_DATE = "the day it happened on the site"
_COMPANY = "the competitor, or us"
_JSON = "the whole record, as the program reads it"

_READABLE: dict[str, dict[str, Any]] = {
    "signals": {
        "description": "What was worth a person's minute, newest first.",
        "sort_desc": "date",
        "facets": ["company", "kind", "severity", "segment"],
        "columns": {
            "id": "for turfwatch triage and turfwatch verify", "date": _DATE, "company": _COMPANY,
            "kind": "entry, escalation, momentum, claim_match, head_on, comparison, launch, price_move …",
            "segment": "the segment of ours it bears on", "score": "0 to 100",
            "suppressed": "why it was not told, when it was not", "update_of": "the signal it goes on with",
            "json": _JSON,
        },
    },
    "lifetimes": {
        "description": "Claims and their lives: one row a claim, wherever it stands on a company's site.",
        "sort_desc": "first_seen",
        "facets": ["company", "type", "strength", "active"],
        "columns": {
            "type": "category, audience, capability, benefit, superlative, comparison, proof …",
            "text": "the sentence", "url": "its most prominent place", "role": "what it is there: h1, p, …",
            "segments": "segments of ours it speaks to", "first_seen": "our first sight of it",
            "last_seen": "our last sight of it", "active": "1 while it stands", "json": _JSON,
        },
    },
    "changes": {
        "description": "Claims compared over time; what was held back is here too, with the reason.",
        "sort_desc": "date",
        "facets": ["company", "change", "suppressed"],
        "columns": {
            "date": _DATE, "change": "new, dropped, reworded, strengthened, weakened, retargeted …",
            "before": "the words before", "after": "the words after", "suppressed": "why it is no news",
            "lifetime_id": "the claim's row in lifetimes", "json": _JSON,
        },
    },
    "plan_events": {
        "description": "Plans at first sight (no event) and what happened to them.",
        "sort_desc": "date",
        "facets": ["company", "event"],
        "columns": {"date": _DATE, "event": "added, removed, price, packaging …", "json": _JSON},
    },
    "release_log": {
        "description": "Release notes by the day we first saw them.",
        "sort_desc": "date",
        "facets": ["company", "kind"],
        "columns": {"date": "our first sight of it", "kind": "feature, fix …"},
    },
    "presence": {
        "description": "How much a company occupies a segment of ours, a row a day on which that changed.",
        "sort_desc": "date",
        "facets": ["company", "segment", "stage"],
        "columns": {"presence": "0 to 1", "stage": "absent, building, probing, claiming, contesting"},
    },
    "pages": {
        "description": "The addresses we watch.",
        "label_column": "url",
        "facets": ["company", "kind"],
        "columns": {"found_via": "how we came to it", "last_checked": "our last look"},
    },
    "captures": {
        "description": "Pages as they stood, or the trouble met there.",
        "sort_desc": "at",
        "facets": ["outcome"],
        "columns": {"at": "from", "seen_until": "until", "outcome": "ok, or what was in the way"},
    },
    "digests": {"description": "The digests as they were written.", "sort_desc": "window"},
    "runs": {
        "description": "When each stage ran, and how it ended.", "sort_desc": "id",
        "facets": ["stage", "status"],
    },
    "triage": {"description": "What people said of signals.", "facets": ["verdict"]},
    "goal_values": {"description": "Observed values of our goals.", "facets": ["goal"]},
    "evidence": {"description": "What buyers told us.", "facets": ["segment", "outcome"]},
}  # fmt: skip
_QUERIES: dict[str, dict[str, str]] = {
    "moved_lately": {
        "title": "What moved lately",
        "description": "The signals of the last days that were told, the severest first.",
        "sql": """
            SELECT date AS "Date", company AS "Company", severity AS "Severity", kind AS "Kind",
                   segment AS "Segment", summary AS "What", url AS "Where", id AS "ID"
            FROM signals
            WHERE suppressed IS NULL
                  AND date >= date((SELECT max(date) FROM signals), '-' || :days || ' days')
            ORDER BY instr('critical,high,medium,low', severity), score DESC, date DESC""",
    },
    "who_claims_what": {
        "title": "Who claims what",
        "description": "Living claims on one of our segments, a part of its id is enough; the oldest first.",
        "sql": """
            SELECT company AS "Company", text AS "Claim", type AS "Type", strength AS "Strength",
                   first_seen AS "Since", page_kind AS "Page", url AS "Where"
            FROM lifetimes
            WHERE active AND segments LIKE '%' || :segment || '%'
            ORDER BY first_seen, company""",
    },
    "where_we_stand": {
        "title": "Where everybody stands",
        "description": "The latest presence of each company in each of our segments.",
        "sql": """
            SELECT segment AS "Segment", company AS "Company", stage AS "Stage",
                   round(100 * presence) AS "Presence in %", max(date) AS "Since"
            FROM presence GROUP BY segment, company HAVING stage <> 'absent'
            ORDER BY segment, presence DESC""",
    },
    "price_moves": {
        "title": "Prices that moved",
        "description": "Every price and plan event with its amounts, the newest first.",
        "sql": """
            SELECT date AS "Date", company AS "Company", plan AS "Plan", event AS "Event",
                   json_extract(json, '$.previous.amount') AS "Was",
                   json_extract(json, '$.plan.amount') AS "Now",
                   json_extract(json, '$.plan.currency') AS "Currency",
                   json_extract(json, '$.plan.period') AS "Period",
                   json_extract(json, '$.plan.billing_note') AS "Billing",
                   json_extract(json, '$.detail') AS "Detail", url AS "Where"
            FROM plan_events WHERE event <> '' ORDER BY date DESC, company, plan""",
    },
    "dropped_claims": {
        "title": "What they stopped saying",
        "description": "Claims that ended, the newest first: often an opening.",
        "sql": """
            SELECT last_seen AS "Last seen", company AS "Company", text AS "Claim", segments AS "Segments",
                   first_seen AS "First seen", url AS "Where"
            FROM lifetimes WHERE NOT active ORDER BY last_seen DESC, company""",
    },
    "held_back": {
        "title": "What was held back, and why",
        "description": "Changes that were no news, by company and reason.",
        "sql": """
            SELECT company AS "Company", suppressed AS "Reason", count(*) AS "Changes", max(date) AS "Last",
                   max(before) AS "For example", max(after) AS "became"
            FROM changes WHERE suppressed IS NOT NULL GROUP BY company, suppressed ORDER BY count(*) DESC""",
    },
    "not_readable": {
        "title": "What cannot be read",
        "description": "Pages whose last look met trouble, and since when.",
        "sql": """
            SELECT pages.company AS "Company", pages.url AS "Where", captures.outcome AS "Trouble",
                   captures.reason AS "Reason", captures.at AS "Since", captures.seen_until AS "Last look"
            FROM captures JOIN pages ON pages.id = captures.page_id
            WHERE captures.outcome NOT IN ('ok', 'unchanged', 'gone') AND captures.id IN
                  (SELECT max(id) FROM captures GROUP BY page_id)
            ORDER BY captures.at""",
    },
}  # fmt: skip


def metadata(database: str, tables: Iterable[str]) -> dict[str, Any]:
    """Datasette's metadata for our database under the name it is served by, its file name without suffix.

    Of its tables those that only the program reads are hidden.
    """
    hidden = {name: {"hidden": True} for name in tables if name not in _READABLE}
    queries = {
        name: {**about, "sql": _trimmed(about["sql"]), "hide_sql": True} for name, about in _QUERIES.items()
    }
    readable = {name: {"size": 50, **about} for name, about in _READABLE.items()}
    about = {"description": DESCRIPTION, "tables": {**readable, **hidden}, "queries": queries}
    return {
        "title": TITLE, "description": DESCRIPTION, "extra_css_urls": [f"/{LOOKS}/{STYLE_FILE}"],
        "databases": {database: about},
    }  # fmt: skip


def _trimmed(sql: str) -> str:
    return "\n".join(line.strip() for line in sql.strip().splitlines())
