-- The road between desks and a centre: which facts travel together, how far each has come, and what has left this desk.

-- The first fact of the transaction in which a fact was written, and how many facts that has; NULL for one alone.
ALTER TABLE fact ADD COLUMN first BLOB;
ALTER TABLE fact ADD COLUMN among INTEGER;
CREATE INDEX fact_first ON fact (first) WHERE first IS NOT NULL;

-- How far a fact has come with the centre. One that is in `outbox` is still to be sent and has no row here.
CREATE TABLE lot (
    fact INTEGER PRIMARY KEY REFERENCES fact (n),
    lot TEXT NOT NULL,
    region TEXT,
    position INTEGER,
    why TEXT
);
CREATE INDEX lot_sent ON lot (fact) WHERE lot = 'sent';
CREATE INDEX lot_fed ON lot (region, position) WHERE lot = 'fed';
CREATE INDEX lot_aside ON lot (fact) WHERE lot = 'aside';

-- Facts of files that are no longer for this desk: in no view, and erased after the days of grace, so that a centre
-- restored from an old copy can still be refilled.
CREATE TABLE shelf (
    id BLOB PRIMARY KEY,
    file TEXT NOT NULL,
    device TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    audience TEXT,
    first BLOB,
    among INTEGER,
    signature BLOB NOT NULL,
    bytes BLOB NOT NULL,
    lot TEXT NOT NULL,
    region TEXT,
    position INTEGER,
    why TEXT,
    shelved_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- Attachments named by facts that are not here yet, or here and not yet at the centre.
CREATE TABLE parcel (
    hash TEXT PRIMARY KEY,
    sent_ms INTEGER
) WITHOUT ROWID;
