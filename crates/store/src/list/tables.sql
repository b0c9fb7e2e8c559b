-- What lists, counts and filters read. Made anew from the facts whenever this text or the way of reading facts changes.
-- `file` is the row number of the file in the log; days are counted from 0001-01-01.

CREATE TABLE case_row (
    file INTEGER PRIMARY KEY,
    number TEXT NOT NULL,
    talent TEXT,
    talent_name TEXT NOT NULL,
    employer TEXT,
    employer_name TEXT NOT NULL,
    need TEXT NOT NULL,
    items TEXT NOT NULL,
    item_count INTEGER NOT NULL,
    over INTEGER NOT NULL,
    phase TEXT NOT NULL,
    registered INTEGER,
    registered_by TEXT NOT NULL,
    first_contact TEXT NOT NULL,
    contradictions INTEGER NOT NULL,
    bounces INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    due INTEGER,
    law INTEGER,
    still INTEGER NOT NULL,
    due_shown TEXT,
    closed INTEGER,
    in_time INTEGER,
    last_ms INTEGER NOT NULL
);

CREATE TABLE item_row (
    file INTEGER NOT NULL,
    item TEXT NOT NULL,
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    phase TEXT NOT NULL,
    route TEXT NOT NULL,
    lead TEXT NOT NULL,
    lead_short TEXT NOT NULL,
    due INTEGER,
    law INTEGER,
    still INTEGER NOT NULL,
    due_shown TEXT,
    calendar TEXT,
    decided INTEGER,
    last_ms INTEGER NOT NULL,
    next TEXT,
    PRIMARY KEY (file, item)
) WITHOUT ROWID;

CREATE TABLE part_row (
    file INTEGER NOT NULL,
    item TEXT NOT NULL,
    body TEXT NOT NULL,
    short TEXT NOT NULL,
    PRIMARY KEY (file, item, body)
) WITHOUT ROWID;

-- The departments of a case, with its phase beside them so that counting needs no other table.
CREATE TABLE case_body (
    file INTEGER NOT NULL,
    body TEXT NOT NULL,
    short TEXT NOT NULL,
    phase TEXT NOT NULL,
    PRIMARY KEY (file, body)
) WITHOUT ROWID;

CREATE TABLE agenda_row (
    file INTEGER NOT NULL,
    place_in_file INTEGER NOT NULL,
    item TEXT NOT NULL,
    at TEXT NOT NULL,
    what TEXT NOT NULL,
    place TEXT NOT NULL,
    done INTEGER NOT NULL,
    PRIMARY KEY (file, place_in_file)
) WITHOUT ROWID;

-- What must still follow a handover or a bad rating; `asked` is what the city asked then.
CREATE TABLE aftercare_row (
    file INTEGER NOT NULL,
    place_in_file INTEGER NOT NULL,
    kind TEXT NOT NULL,
    item TEXT,
    since INTEGER NOT NULL,
    asked TEXT NOT NULL,
    PRIMARY KEY (file, place_in_file)
) WITHOUT ROWID;

CREATE TABLE paper_row (
    file INTEGER NOT NULL,
    place_in_file INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    paper TEXT NOT NULL,
    title TEXT NOT NULL,
    number TEXT NOT NULL,
    items TEXT NOT NULL,
    body TEXT,
    made TEXT NOT NULL,
    made_ms INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    originals INTEGER NOT NULL,
    copies INTEGER NOT NULL,
    disagrees INTEGER NOT NULL,
    PRIMARY KEY (file, place_in_file)
) WITHOUT ROWID;

CREATE TABLE talent_row (
    file INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    born INTEGER,
    employer TEXT,
    employer_name TEXT NOT NULL,
    specialist TEXT NOT NULL,
    merged_into TEXT,
    shown TEXT NOT NULL,
    last_ms INTEGER NOT NULL
);

CREATE TABLE talent_number (
    file INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (file, value)
) WITHOUT ROWID;

CREATE TABLE employer_row (
    file INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    specialist TEXT NOT NULL,
    district TEXT NOT NULL,
    last_ms INTEGER NOT NULL
);

-- One entry a thing that Ctrl+K finds: n = file * 2^20 + its place in the file (0: the file itself).
CREATE TABLE search_entry (
    n INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    sha256 TEXT,
    title TEXT NOT NULL,
    detail TEXT NOT NULL,
    text TEXT NOT NULL,
    keys TEXT NOT NULL
);

CREATE TABLE search_key (
    key TEXT NOT NULL,
    entry INTEGER NOT NULL,
    how INTEGER NOT NULL,
    PRIMARY KEY (key, entry, how)
) WITHOUT ROWID;

-- Pairs of neighbouring characters, written as hexadecimal so that no tokenizer has an opinion on a rare character.
CREATE VIRTUAL TABLE search_gram USING fts5(grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
