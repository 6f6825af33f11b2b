BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'turfwatch','captures','2026-11-22 07:16:06.963866+00:00');
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
CREATE TABLE "snapshots" (
   "id" INTEGER PRIMARY KEY,
   "hash" TEXT NOT NULL,
   "base_id" INTEGER REFERENCES "snapshots"("id"),
   "size" INTEGER NOT NULL,
   "body" BLOB NOT NULL
);
INSERT INTO "snapshots" VALUES(1,'84adf1f04d828273bbfd054ebe570fd53010d2ffc61ed49c57b8fcfa4d7ba670',NULL,378,X'28B52FFD607A009D0100A4023C68313E4120667269656E646C7920696E626F7820666F72206F6E6C696E652073686F70733C2F68313E01006A6AAA2A03');
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
COMMIT;
