-- Made after the rows, so that making everything anew is quick. What a walk filters by is in its index: a row that is
-- looked up only to be passed over costs a page that has to be read and decrypted.
CREATE INDEX case_phase ON case_row (phase, due IS NULL, due, number);
CREATE INDEX case_due ON case_row (due IS NULL, due, number);
CREATE INDEX case_light ON case_row (still, due, law, phase);
CREATE INDEX case_changed ON case_row (last_ms);
CREATE INDEX case_talent ON case_row (talent);
CREATE INDEX case_employer ON case_row (employer);
CREATE INDEX case_number ON case_row (number);
CREATE INDEX case_registered ON case_row (registered);
CREATE INDEX case_closed ON case_row (closed, in_time) WHERE closed IS NOT NULL;
CREATE INDEX case_contradictions ON case_row (contradictions) WHERE contradictions > 0;
CREATE INDEX item_open ON item_row (due IS NULL, due, file, item, law, still, phase) WHERE still < 6;
CREATE INDEX item_quiet ON item_row (last_ms, file, item, phase, still) WHERE still < 6;
CREATE INDEX item_step ON item_row (phase, due IS NULL, due, file, item, law, still) WHERE still < 6;
CREATE INDEX item_phase ON item_row (phase, last_ms, file, item);
CREATE INDEX item_key ON item_row (key, file);
CREATE INDEX case_body_phase ON case_body (body, phase, short, file);
CREATE INDEX agenda_at ON agenda_row (at) WHERE done = 0;
CREATE INDEX aftercare_since ON aftercare_row (kind, since);
CREATE INDEX paper_sha256 ON paper_row (sha256);
CREATE INDEX paper_made ON paper_row (made_ms);
CREATE INDEX talent_name ON talent_row (name, born);
CREATE INDEX talent_employer ON talent_row (employer);
CREATE INDEX talent_merged ON talent_row (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX talent_number_value ON talent_number (value);
CREATE INDEX employer_name ON employer_row (name);
CREATE INDEX employer_code ON employer_row (code);
