-- The centre: facts, feeds, desks, people, numbers, attachments. Forward only: a later release adds a file.
CREATE TABLE centre (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    life TEXT NOT NULL,
    secret BLOB NOT NULL,
    strict INTEGER NOT NULL DEFAULT 0,
    opened_at INTEGER NOT NULL,
    timeline INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE desk (
    device TEXT PRIMARY KEY,
    key BLOB NOT NULL,
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    reach TEXT NOT NULL,
    enrolled_at INTEGER NOT NULL,
    revoked_at INTEGER
);

CREATE TABLE code (
    hash BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_by TEXT
);

CREATE TABLE person (
    person TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    password TEXT,
    offline_days INTEGER,
    met_at INTEGER NOT NULL,
    revoked_at INTEGER
);

CREATE TABLE token (
    hash BLOB PRIMARY KEY,
    person TEXT NOT NULL,
    device TEXT NOT NULL,
    expires_at INTEGER NOT NULL
);

-- Facts lie by id; what is read by region is the feed.
CREATE TABLE fact (
    id BLOB PRIMARY KEY,
    bytes BLOB NOT NULL,
    signature BLOB NOT NULL,
    audience TEXT NOT NULL,
    first BLOB NOT NULL,
    among INTEGER NOT NULL,
    standing INTEGER NOT NULL,
    why TEXT,
    file TEXT,
    device TEXT,
    epoch INTEGER,
    seq INTEGER,
    ordinal INTEGER,
    region TEXT,
    position INTEGER,
    came_at INTEGER NOT NULL
);
CREATE INDEX fact_file ON fact (file, ordinal);
CREATE INDEX fact_seat ON fact (device, epoch, seq);
CREATE INDEX fact_apart ON fact (device, first) WHERE standing <> 0;

CREATE TABLE waits (
    parent BLOB NOT NULL,
    child BLOB NOT NULL,
    PRIMARY KEY (parent, child)
);

CREATE TABLE audience (
    file TEXT NOT NULL,
    audience TEXT NOT NULL,
    PRIMARY KEY (file, audience)
);

CREATE TABLE feed (
    region TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    chain BLOB NOT NULL
);

CREATE TABLE entry (
    region TEXT NOT NULL,
    position INTEGER NOT NULL,
    chain BLOB NOT NULL,
    size INTEGER NOT NULL,
    facts BLOB,
    file TEXT,
    audience TEXT,
    PRIMARY KEY (region, position)
);

CREATE TABLE series (
    series TEXT PRIMARY KEY,
    last INTEGER NOT NULL
);

CREATE TABLE lease (
    id TEXT PRIMARY KEY,
    series TEXT NOT NULL,
    device TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    leased_at INTEGER NOT NULL
);
CREATE INDEX lease_series ON lease (series, first);

CREATE TABLE account (
    series TEXT NOT NULL,
    device TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    fate TEXT NOT NULL,
    told_at INTEGER NOT NULL,
    PRIMARY KEY (series, device, epoch, first, last, fate)
);

CREATE TABLE blob (
    hash BLOB PRIMARY KEY,
    size INTEGER NOT NULL,
    came_at INTEGER NOT NULL
);
CREATE TABLE blob_file (
    hash BLOB NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (hash, file)
);

CREATE TABLE deed (
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL
);
