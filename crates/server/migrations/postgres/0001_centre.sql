-- The centre: facts, feeds, desks, people, numbers, attachments. Forward only: a later release adds a file.
CREATE TABLE centre (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    life TEXT NOT NULL,
    secret BYTEA NOT NULL,
    strict BIGINT NOT NULL DEFAULT 0,
    opened_at BIGINT NOT NULL,
    timeline BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE desk (
    device TEXT PRIMARY KEY,
    key BYTEA NOT NULL,
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    reach TEXT NOT NULL,
    enrolled_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE code (
    hash BYTEA PRIMARY KEY,
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_by TEXT
);

CREATE TABLE person (
    person TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    password TEXT,
    offline_days BIGINT,
    met_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE token (
    hash BYTEA PRIMARY KEY,
    person TEXT NOT NULL,
    device TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- A file may move from region to region, so facts are spread by id; what is read by region is the feed.
CREATE TABLE fact (
    id BYTEA PRIMARY KEY,
    bytes BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    audience TEXT NOT NULL,
    first BYTEA NOT NULL,
    among BIGINT NOT NULL,
    standing BIGINT NOT NULL,
    why TEXT,
    file TEXT,
    device TEXT,
    epoch BIGINT,
    seq BIGINT,
    ordinal BIGINT,
    region TEXT,
    position BIGINT,
    came_at BIGINT NOT NULL
) PARTITION BY HASH (id);
CREATE TABLE fact_0 PARTITION OF fact FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE fact_1 PARTITION OF fact FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE fact_2 PARTITION OF fact FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE fact_3 PARTITION OF fact FOR VALUES WITH (MODULUS 4, REMAINDER 3);
CREATE INDEX fact_file ON fact (file, ordinal);
CREATE INDEX fact_seat ON fact (device, epoch, seq);
CREATE INDEX fact_apart ON fact (device, first) WHERE standing <> 0;

CREATE TABLE waits (
    parent BYTEA NOT NULL,
    child BYTEA NOT NULL,
    PRIMARY KEY (parent, child)
);

CREATE TABLE audience (
    file TEXT NOT NULL,
    audience TEXT NOT NULL,
    PRIMARY KEY (file, audience)
);

CREATE TABLE feed (
    region TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    chain BYTEA NOT NULL
);

CREATE TABLE entry (
    region TEXT NOT NULL,
    position BIGINT NOT NULL,
    chain BYTEA NOT NULL,
    size BIGINT NOT NULL,
    facts BYTEA,
    file TEXT,
    audience TEXT,
    PRIMARY KEY (region, position)
) PARTITION BY HASH (region);
CREATE TABLE entry_0 PARTITION OF entry FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE entry_1 PARTITION OF entry FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE entry_2 PARTITION OF entry FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE entry_3 PARTITION OF entry FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE entry_4 PARTITION OF entry FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE entry_5 PARTITION OF entry FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE entry_6 PARTITION OF entry FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE entry_7 PARTITION OF entry FOR VALUES WITH (MODULUS 8, REMAINDER 7);

CREATE TABLE series (
    series TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE lease (
    id TEXT PRIMARY KEY,
    series TEXT NOT NULL,
    device TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    leased_at BIGINT NOT NULL
);
CREATE INDEX lease_series ON lease (series, first);

CREATE TABLE account (
    series TEXT NOT NULL,
    device TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    fate TEXT NOT NULL,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (series, device, epoch, first, last, fate)
);

CREATE TABLE blob (
    hash BYTEA PRIMARY KEY,
    size BIGINT NOT NULL,
    came_at BIGINT NOT NULL
);
CREATE TABLE blob_file (
    hash BYTEA NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (hash, file)
);

CREATE TABLE deed (
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL
);
