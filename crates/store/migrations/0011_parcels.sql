-- Attachments and papers on their way: which file names them, and what they are.
DROP TABLE parcel;
CREATE TABLE parcel (
    hash TEXT PRIMARY KEY,
    file INTEGER NOT NULL REFERENCES file (n),
    media TEXT NOT NULL,
    name TEXT NOT NULL,
    sent_ms INTEGER
) WITHOUT ROWID;
CREATE INDEX parcel_open ON parcel (hash) WHERE sent_ms IS NULL;
CREATE INDEX parcel_file ON parcel (file);
CREATE INDEX lot_elsewhere ON lot (fact) WHERE lot = 'elsewhere';
