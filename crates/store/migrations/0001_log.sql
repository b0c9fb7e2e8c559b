-- The log of facts and what belongs to the desk itself. Lists and search are in 0002 and are made anew from the facts at will.

CREATE TABLE device (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    public_key BLOB
);

CREATE TABLE file (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL
);
CREATE INDEX file_kind ON file (kind);

-- n is the order in which this desk wrote or received the facts.
CREATE TABLE fact (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    file INTEGER NOT NULL REFERENCES file (n),
    device INTEGER NOT NULL REFERENCES device (n),
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    audience TEXT,
    received_ms INTEGER NOT NULL,
    signature BLOB NOT NULL,
    bytes BLOB NOT NULL
);
CREATE INDEX fact_file ON fact (file);
-- Not unique: a copied desk may give one count to two facts. Both happened; both are kept and the pair is in `doubled`.
CREATE INDEX fact_chain ON fact (device, epoch, seq);

CREATE TABLE doubled (
    fact BLOB NOT NULL,
    other BLOB NOT NULL,
    noticed_ms INTEGER NOT NULL,
    PRIMARY KEY (fact, other)
) WITHOUT ROWID;

-- Arrived but not (yet) believed; never thrown away. `reason` says why.
CREATE TABLE aside (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    reason TEXT NOT NULL,
    device TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    audience TEXT,
    received_ms INTEGER NOT NULL,
    signature BLOB NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (id, signature)
);

-- Own facts that nobody else has confirmed.
CREATE TABLE outbox (fact INTEGER PRIMARY KEY REFERENCES fact (n));

-- This desk: one row.
CREATE TABLE desk (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    device INTEGER NOT NULL REFERENCES device (n),
    signing_key BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    previous BLOB,
    at_ms INTEGER NOT NULL,
    at_tick INTEGER NOT NULL,
    life BLOB NOT NULL,
    next_life BLOB NOT NULL,
    guarded INTEGER NOT NULL,
    blob_key BLOB NOT NULL,
    made_ms INTEGER NOT NULL
);

-- The lives of this desk, and why each began.
CREATE TABLE epoch (
    epoch INTEGER PRIMARY KEY,
    opened_ms INTEGER NOT NULL,
    reason TEXT NOT NULL
);

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE draft (
    key TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    saved_ms INTEGER NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID;

-- Numbers leased to one life of one desk: first..=last, `next` is the next free one.
CREATE TABLE number_block (
    n INTEGER PRIMARY KEY,
    series TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    next INTEGER NOT NULL,
    device TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    lease TEXT NOT NULL,
    closed TEXT,
    UNIQUE (series, first)
);

-- Contents by hash: small ones in parts here, large ones in sealed files beside the database (`apart` names the file).
CREATE TABLE blob (
    n INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    media TEXT NOT NULL,
    name TEXT NOT NULL,
    apart TEXT,
    made_ms INTEGER NOT NULL,
    bytes BLOB
);
