-- Numbers that this desk gave out by itself while it held none of the centre's: each is to be matched with one of the row.
CREATE TABLE own_number (
    number TEXT PRIMARY KEY,
    series TEXT NOT NULL,
    file TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    mapped TEXT
) WITHOUT ROWID;
