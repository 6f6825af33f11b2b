BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'turfwatch','captures','2026-11-22 10:24:50.792025+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'turfwatch','facts','2026-11-22 10:24:50.797467+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'turfwatch','signals','2026-11-22 10:24:50.802169+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'turfwatch','people','2026-11-22 10:24:50.805722+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'turfwatch','languages','2026-11-22 10:24:50.807573+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'turfwatch','checkpoints','2026-11-22 10:24:50.808480+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'turfwatch','lessons','2026-11-22 10:24:50.810620+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'turfwatch','positioning','2026-11-22 10:24:50.812457+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'turfwatch','addresses','2026-11-22 10:24:50.813068+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'turfwatch','jobs','2026-11-22 10:24:50.814135+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'turfwatch','outbox','2026-11-22 10:24:50.816904+00:00');
INSERT INTO "_sqlite_migrations" VALUES(12,'turfwatch','shown','2026-11-22 10:24:50.817941+00:00');
INSERT INTO "_sqlite_migrations" VALUES(13,'turfwatch','two_checkpoints','2026-11-22 10:24:50.818968+00:00');
CREATE TABLE "addresses" (
   "company" TEXT PRIMARY KEY,
   "marks" BLOB NOT NULL
);
CREATE TABLE "blocks" (
   "id" INTEGER PRIMARY KEY,
   "key" TEXT NOT NULL,
   "role" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "version" TEXT NOT NULL
);
INSERT INTO "blocks" VALUES(1,'k1','h1','A friendly inbox for online shops','v1');
CREATE TABLE "captures" (
   "id" INTEGER PRIMARY KEY,
   "page_id" INTEGER NOT NULL REFERENCES "pages"("id"),
   "snapshot_id" INTEGER REFERENCES "snapshots"("id"),
   "at" TEXT NOT NULL,
   "seen_until" TEXT NOT NULL,
   "outcome" TEXT NOT NULL,
   "reason" TEXT,
   "status" INTEGER,
   "content_type" TEXT,
   "origin" TEXT,
   "etag" TEXT,
   "last_modified" TEXT
);
INSERT INTO "captures" VALUES(1,1,1,'2026-01-05T07:00:00Z','2026-01-05T07:00:00Z','ok',NULL,200,'text/html','crawl',NULL,NULL);
CREATE TABLE "changes" (
   "id" INTEGER PRIMARY KEY,
   "date" TEXT NOT NULL,
   "company" TEXT NOT NULL,
   "url" TEXT,
   "change" TEXT NOT NULL,
   "claim_type" TEXT,
   "before" TEXT,
   "after" TEXT,
   "segment" TEXT,
   "suppressed" TEXT,
   "lifetime_id" TEXT,
   "json" TEXT NOT NULL
);
CREATE TABLE "checkpoints" (
   "company" TEXT,
   "day" TEXT,
   "inputs" TEXT NOT NULL,
   "state" BLOB NOT NULL,
   PRIMARY KEY ("company", "day")
);
CREATE TABLE "claims" (
   "id" INTEGER PRIMARY KEY,
   "block_id" INTEGER NOT NULL REFERENCES "blocks"("id"),
   "ordinal" INTEGER,
   "type" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "start" INTEGER NOT NULL,
   "end" INTEGER NOT NULL,
   "strength" TEXT NOT NULL,
   "subject" TEXT,
   "audience" TEXT,
   "capability" TEXT,
   "quantity" TEXT,
   "compared_to" TEXT,
   "negated" INTEGER,
   "rule" TEXT,
   "confidence" REAL
);
INSERT INTO "claims" VALUES(1,1,0,'category','A friendly inbox for online shops',0,33,'plain',NULL,NULL,NULL,NULL,NULL,0,NULL,1.0);
CREATE TABLE "deliveries" (
   "id" INTEGER PRIMARY KEY,
   "digest_id" INTEGER NOT NULL REFERENCES "digests"("id"),
   "recipient" TEXT NOT NULL,
   "message_id" TEXT NOT NULL,
   "message" BLOB,
   "state" TEXT NOT NULL,
   "attempts" INTEGER,
   "next_try" TEXT,
   "error" TEXT,
   "sent" TEXT
, "owner" TEXT, "lease" TEXT, "begun" INTEGER NOT NULL DEFAULT 0);
INSERT INTO "deliveries" VALUES(1,1,'dana@larkdesk.example','<1@x>',X'5375626A6563743A204E6577730D0A0D0A4E6577730D0A','pending',1,NULL,'later',NULL,NULL,NULL,0);
CREATE TABLE "derivations" (
   "company" TEXT PRIMARY KEY,
   "inputs" TEXT NOT NULL,
   "until" TEXT NOT NULL
);
CREATE TABLE "digests" (
   "id" INTEGER PRIMARY KEY,
   "window" TEXT NOT NULL,
   "made" TEXT NOT NULL,
   "since" TEXT,
   "until" TEXT,
   "subject" TEXT NOT NULL,
   "html" TEXT NOT NULL,
   "text" TEXT NOT NULL,
   "signals" TEXT
);
INSERT INTO "digests" VALUES(1,'2026-01-05','2026-01-05T07:00:00Z','2025-12-29','2026-01-05','News','<p>News</p>','News','["s1"]');
CREATE TABLE "evidence" (
   "id" TEXT PRIMARY KEY,
   "date" TEXT NOT NULL,
   "segment" TEXT NOT NULL,
   "source" TEXT,
   "outcome" TEXT NOT NULL,
   "quote" TEXT,
   "rival" TEXT,
   "count" INTEGER,
   "added" TEXT,
   "json" TEXT NOT NULL
);
CREATE TABLE "goal_values" (
   "id" INTEGER PRIMARY KEY,
   "goal" TEXT NOT NULL,
   "date" TEXT NOT NULL,
   "value" REAL NOT NULL
);
INSERT INTO "goal_values" VALUES(1,'arr','2026-01-05',1.5);
CREATE TABLE "goal_versions" (
   "id" INTEGER PRIMARY KEY,
   "goal" TEXT NOT NULL,
   "hash" TEXT NOT NULL,
   "seen" TEXT NOT NULL,
   "terms" TEXT NOT NULL,
   "acknowledged" TEXT,
   "why" TEXT
);
CREATE TABLE "jobs" (
   "name" TEXT PRIMARY KEY,
   "day" TEXT NOT NULL,
   "state" TEXT NOT NULL,
   "started" TEXT NOT NULL,
   "finished" TEXT,
   "code" INTEGER,
   "attempts" INTEGER NOT NULL
);
CREATE TABLE "lifetimes" (
   "id" TEXT PRIMARY KEY,
   "company" TEXT NOT NULL,
   "type" TEXT,
   "text" TEXT NOT NULL,
   "strength" TEXT,
   "audience" TEXT,
   "capability" TEXT,
   "quantity" TEXT,
   "compared_to" TEXT,
   "url" TEXT,
   "page_kind" TEXT,
   "role" TEXT,
   "segments" TEXT,
   "first_seen" TEXT,
   "last_seen" TEXT,
   "active" INTEGER,
   "json" TEXT NOT NULL
);
CREATE TABLE "pages" (
   "id" INTEGER PRIMARY KEY,
   "url" TEXT NOT NULL,
   "company" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "found_via" TEXT,
   "etag" TEXT,
   "last_modified" TEXT,
   "body_hash" TEXT,
   "first_seen" TEXT,
   "last_checked" TEXT,
   "gone_since" TEXT
);
INSERT INTO "pages" VALUES(1,'https://deskly.example/','Deskly','home','home','"1"',NULL,'84adf1f04d828273bbfd054ebe570fd53010d2ffc61ed49c57b8fcfa4d7ba670','2026-01-05T07:00:00Z','2026-01-05T07:00:00Z',NULL);
CREATE TABLE "plan_events" (
   "id" INTEGER PRIMARY KEY,
   "date" TEXT NOT NULL,
   "company" TEXT NOT NULL,
   "url" TEXT,
   "plan" TEXT,
   "event" TEXT,
   "json" TEXT NOT NULL
);
CREATE TABLE "presence" (
   "id" INTEGER PRIMARY KEY,
   "date" TEXT NOT NULL,
   "company" TEXT NOT NULL,
   "url" TEXT,
   "segment" TEXT,
   "presence" REAL,
   "stage" TEXT,
   "json" TEXT NOT NULL
);
CREATE TABLE "records" (
   "id" INTEGER PRIMARY KEY,
   "hash" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "json" TEXT NOT NULL
);
CREATE TABLE "release_log" (
   "id" INTEGER PRIMARY KEY,
   "date" TEXT NOT NULL,
   "company" TEXT NOT NULL,
   "url" TEXT,
   "title" TEXT,
   "kind" TEXT,
   "json" TEXT NOT NULL
);
CREATE TABLE "runs" (
   "id" INTEGER PRIMARY KEY,
   "stage" TEXT NOT NULL,
   "started" TEXT NOT NULL,
   "finished" TEXT NOT NULL,
   "status" TEXT NOT NULL,
   "counts" TEXT,
   "messages" TEXT
);
INSERT INTO "runs" VALUES(1,'crawl','2026-01-05T07:00:00Z','2026-01-05T07:00:00Z','ok','{"ok": 1}','[]');
CREATE TABLE "signals" (
   "id" TEXT PRIMARY KEY,
   "date" TEXT NOT NULL,
   "company" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "segment" TEXT,
   "severity" TEXT,
   "score" REAL,
   "summary" TEXT,
   "url" TEXT,
   "json" TEXT NOT NULL
, "suppressed" TEXT, "update_of" TEXT);
CREATE TABLE "snapshots" (
   "id" INTEGER PRIMARY KEY,
   "hash" TEXT NOT NULL,
   "base_id" INTEGER REFERENCES "snapshots"("id"),
   "size" INTEGER NOT NULL,
   "body" BLOB NOT NULL
, "shown" INTEGER);
INSERT INTO "snapshots" VALUES(1,'84adf1f04d828273bbfd054ebe570fd53010d2ffc61ed49c57b8fcfa4d7ba670',NULL,378,X'28B52FFD607A009D0100A4023C68313E4120667269656E646C7920696E626F7820666F72206F6E6C696E652073686F70733C2F68313E01006A6AAA2A03',NULL);
CREATE TABLE "triage" (
   "signal_id" TEXT PRIMARY KEY,
   "verdict" TEXT NOT NULL,
   "why" TEXT,
   "at" TEXT NOT NULL
, "about" TEXT);
INSERT INTO "triage" VALUES('s1','noise','old news','2026-01-05T07:00:00Z',NULL);
CREATE TABLE "walks" (
   "page_id" INTEGER REFERENCES "pages"("id"),
   "snapshot_id" INTEGER REFERENCES "snapshots"("id"),
   "version" TEXT NOT NULL,
   "layout" BLOB NOT NULL, "language" TEXT, "claims_skipped" INTEGER NOT NULL DEFAULT 0,
   PRIMARY KEY ("page_id", "snapshot_id")
);
INSERT INTO "walks" VALUES(1,1,'v1',X'28B52FFD2069BD0200124511179019B6014BC91008F2E1D7722CC8BB8BA890354BC64EE48B3397A344989A88453D672ED5B40434DC3500C4355CA4203868E0AE3B3397A34102CF5DDFBCCBD360328B7A45050030033475C4A9E6A25A15834D3D',NULL,0);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX "idx_pages_company_url"
    ON "pages" ("company", "url");
CREATE UNIQUE INDEX "idx_snapshots_hash"
    ON "snapshots" ("hash");
CREATE UNIQUE INDEX "idx_captures_page_id_at"
    ON "captures" ("page_id", "at");
CREATE INDEX "idx_captures_snapshot_id"
    ON "captures" ("snapshot_id");
CREATE UNIQUE INDEX "idx_blocks_key"
    ON "blocks" ("key");
CREATE UNIQUE INDEX "idx_claims_block_id_ordinal"
    ON "claims" ("block_id", "ordinal");
CREATE UNIQUE INDEX "idx_records_hash"
    ON "records" ("hash");
CREATE INDEX "idx_walks_version"
    ON "walks" ("version");
CREATE INDEX "idx_lifetimes_company"
    ON "lifetimes" ("company");
CREATE INDEX "idx_changes_company_date"
    ON "changes" ("company", "date");
CREATE INDEX "idx_plan_events_company_date"
    ON "plan_events" ("company", "date");
CREATE INDEX "idx_release_log_company_date"
    ON "release_log" ("company", "date");
CREATE INDEX "idx_presence_company_date"
    ON "presence" ("company", "date");
CREATE INDEX "idx_signals_date"
    ON "signals" ("date");
CREATE UNIQUE INDEX "idx_digests_window"
    ON "digests" ("window");
CREATE UNIQUE INDEX "idx_deliveries_digest_id_recipient"
    ON "deliveries" ("digest_id", "recipient");
CREATE UNIQUE INDEX "idx_goal_values_goal_date"
    ON "goal_values" ("goal", "date");
CREATE INDEX "idx_evidence_segment_date"
    ON "evidence" ("segment", "date");
CREATE INDEX "idx_goal_versions_goal_seen"
    ON "goal_versions" ("goal", "seen");
CREATE INDEX "idx_deliveries_state_id"
    ON "deliveries" ("state", "id");
COMMIT;
