BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'turfwatch','captures','2026-11-22 07:16:07.038261+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'turfwatch','facts','2026-11-22 07:16:07.053826+00:00');
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
CREATE TABLE "records" (
   "id" INTEGER PRIMARY KEY,
   "hash" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "json" TEXT NOT NULL
);
CREATE TABLE "snapshots" (
   "id" INTEGER PRIMARY KEY,
   "hash" TEXT NOT NULL,
   "base_id" INTEGER REFERENCES "snapshots"("id"),
   "size" INTEGER NOT NULL,
   "body" BLOB NOT NULL
);
INSERT INTO "snapshots" VALUES(1,'84adf1f04d828273bbfd054ebe570fd53010d2ffc61ed49c57b8fcfa4d7ba670',NULL,378,X'28B52FFD607A009D0100A4023C68313E4120667269656E646C7920696E626F7820666F72206F6E6C696E652073686F70733C2F68313E01006A6AAA2A03');
CREATE TABLE "walks" (
   "page_id" INTEGER REFERENCES "pages"("id"),
   "snapshot_id" INTEGER REFERENCES "snapshots"("id"),
   "version" TEXT NOT NULL,
   "layout" BLOB NOT NULL,
   PRIMARY KEY ("page_id", "snapshot_id")
);
INSERT INTO "walks" VALUES(1,1,'v1',X'28B52FFD2069BD0200124511179019B6014BC91008F2E1D7722CC8BB8BA890354BC64EE48B3397A344989A88453D672ED5B40434DC3500C4355CA4203868E0AE3B3397A34102CF5DDFBCCBD360328B7A45050030033475C4A9E6A25A15834D3D');
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
COMMIT;
