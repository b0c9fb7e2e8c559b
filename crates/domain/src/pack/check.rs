//! What a pack must be beyond its types: sourced, linked and sensible.

use super::tree::{Kind, Node, Step, fault_at, path_text};
use super::{Actor, DayKind, Days, ItemSpec, LegalLayer, NumberRule, Pack, PackFault, Route, find};
use std::collections::{BTreeMap, BTreeSet};

type Faults = Vec<PackFault>;

/// The sections a pack may have.
const SECTIONS: [&str; 26] = [
    "meta",
    "basis",
    "question",
    "body",
    "role",
    "duty",
    "window",
    "class",
    "tier",
    "card",
    "need",
    "paper",
    "item",
    "way",
    "flow",
    "lights",
    "clock",
    "reasons",
    "rating",
    "grade",
    "filing",
    "number",
    "letterhead",
    "retention",
    "document",
    "term",
];

/// No two rows of one list have the same key.
pub(super) fn no_row_twice(node: &Node, path: &str, faults: &mut Faults) {
    for entry in node.entries() {
        let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        let mut seen: BTreeMap<&str, &Node> = BTreeMap::new();
        for row in entry.node.list() {
            if let Some(key) = row.row_key() {
                if let Some(first) = seen.insert(key, row) {
                    let line = first.at.line.to_string();
                    let fill = [("file", &*first.at.file), ("line", line.as_str())];
                    faults.push(fault_at(&row.at, format!("{path}[{key}]"), "said_twice", &fill));
                }
                no_row_twice(row, &format!("{path}[{key}]"), faults);
            }
        }
        no_row_twice(&entry.node, &path, faults);
    }
}

/// Every section is known; every row has an article and a status; every value agrees with its status.
pub(super) fn rows(tree: &Node, faults: &mut Faults) {
    for entry in tree.entries() {
        if !SECTIONS.contains(&entry.key.as_str()) {
            let fill = [("got", entry.key.as_str()), ("expected", &SECTIONS.join("、"))];
            faults.push(fault_at(&entry.at, entry.key.clone(), "unknown_key", &fill));
        }
        sourced(&entry.node, &entry.key, faults);
    }
}

fn sourced(node: &Node, path: &str, faults: &mut Faults) {
    match &node.kind {
        Kind::List(list) => {
            for (nth, row) in list.iter().enumerate() {
                let path = row.row_key().map_or_else(|| format!("{path}[{}]", nth + 1), |key| format!("{path}[{key}]"));
                sourced(row, &path, faults);
            }
        }
        Kind::Table(entries) => {
            let is_row = node.entry("key").is_some();
            if is_row || super::tree::is_value(node) {
                row(node, is_row, path, faults);
            }
            for entry in entries.iter().filter(|entry| entry.key != "value") {
                sourced(&entry.node, &format!("{path}.{}", entry.key), faults);
            }
        }
        _ => {}
    }
}

fn row(node: &Node, is_row: bool, path: &str, faults: &mut Faults) {
    let Some(status) = node.entry("status") else {
        faults.push(fault_at(&node.at, path.to_owned(), "no_status", &[]));
        return;
    };
    let decided = status.node.text() != Some("unset");
    let article = node.get("article").and_then(Node::text).is_some_and(|text| !text.trim().is_empty());
    if !article && (is_row || decided) {
        faults.push(fault_at(&node.at, path.to_owned(), "no_article", &[]));
    }
    if is_row {
        if !node.row_key().is_some_and(is_key) {
            let at = &node.entry("key").map_or_else(|| node.at.clone(), |entry| entry.at.clone());
            faults.push(fault_at(at, path.to_owned(), "bad_key", &[]));
        }
        for field in ["name", "text", "title"] {
            if let Some(entry) =
                node.entry(field).filter(|entry| entry.node.text().is_some_and(|text| text.trim().is_empty()))
            {
                faults.push(fault_at(&entry.at, format!("{path}.{field}"), "empty", &[]));
            }
        }
    } else if path != "meta" {
        match (decided, node.entry("value")) {
            (true, None) => faults.push(fault_at(&status.at, path.to_owned(), "no_value", &[])),
            (false, Some(value)) => faults.push(fault_at(&value.at, path.to_owned(), "value_though_unset", &[])),
            _ => {}
        }
    }
}

/// Keys are small letters, digits and underscores.
fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Every key that names a row names one that is there. Read from the tree, so that a faulty row is still a row.
pub(super) fn links(tree: &Node, faults: &mut Faults) {
    let known = |section: &str| -> BTreeSet<&str> { tree.row_keys(section).into_iter().collect() };
    let (bodies, papers, items, needs) = (known("body"), known("paper"), known("item"), known("need"));
    let (roles, windows) = (known("role"), known("window"));

    let mut links = Links { tree, faults };
    for item in tree.row_keys("item") {
        links.single("item", item, "need", &needs, "dangling_need");
        links.single("item", item, "lead", &bodies, "dangling_body");
        links.several("item", item, "assist", &bodies, "dangling_body");
        links.several("item", item, "after", &items, "dangling_item");
        links.rows("item", item, "materials", &papers, "dangling_paper");
    }
    for window in tree.row_keys("window") {
        links.single("window", window, "host", &bodies, "dangling_body");
        links.single("window", window, "parent", &windows, "dangling_window");
    }
    for class in tree.row_keys("class") {
        links.several("class", class, "evidence", &papers, "dangling_paper");
    }
    for card in tree.row_keys("card") {
        links.single("card", card, "paper", &papers, "dangling_paper");
    }
    let holders: BTreeSet<&str> = roles.union(&bodies).copied().collect();
    for duty in tree.row_keys("duty") {
        links.single("duty", duty, "holder", &holders, "dangling_holder");
    }
}

struct Links<'t, 'f> {
    tree: &'t Node,
    faults: &'f mut Faults,
}

impl<'t> Links<'t, '_> {
    fn field(&self, section: &'t str, row: &'t str, field: &'t str) -> Option<&'t Node> {
        self.tree.get(section)?.list().iter().find(|node| node.row_key() == Some(row))?.get(field)
    }

    fn dangling(&mut self, steps: &[Step<'_>], key: &str, known: &BTreeSet<&str>, wrong: &str) {
        if known.contains(key) {
            return;
        }
        let near = nearest(key, known).unwrap_or("—");
        self.faults.push(self.tree.fault(steps, wrong, &[("got", key), ("near", near)]));
    }

    fn single(&mut self, section: &'t str, row: &'t str, field: &'t str, known: &BTreeSet<&str>, wrong: &str) {
        if let Some(key) = self.field(section, row, field).and_then(Node::text) {
            self.dangling(&[Step::Key(section), Step::Row(row), Step::Key(field)], key, known, wrong);
        }
    }

    fn several(&mut self, section: &'t str, row: &'t str, field: &'t str, known: &BTreeSet<&str>, wrong: &str) {
        let Some(list) = self.field(section, row, field) else { return };
        for (nth, node) in list.list().iter().enumerate() {
            let steps = [Step::Key(section), Step::Row(row), Step::Key(field), Step::Nth(nth)];
            if let Some(key) = node.text() {
                self.dangling(&steps, key, known, wrong);
            }
        }
    }

    fn rows(&mut self, section: &'t str, row: &'t str, field: &'t str, known: &BTreeSet<&str>, wrong: &str) {
        let Some(list) = self.field(section, row, field) else { return };
        for key in list.list().iter().filter_map(Node::row_key) {
            self.dangling(&[Step::Key(section), Step::Row(row), Step::Key(field), Step::Row(key)], key, known, wrong);
        }
    }
}

/// The known key that shares the longest beginning with a wrong one, for "did you mean".
fn nearest<'k>(key: &str, known: &BTreeSet<&'k str>) -> Option<&'k str> {
    let shared = |other: &str| key.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    known.iter().copied().max_by_key(|other| shared(other)).filter(|other| shared(other) > 1)
}

/// What only the types can show: limits, order, routes, numbers, staffing.
pub(super) fn sense(tree: &Node, pack: &Pack, id: &str, faults: &mut Faults) {
    let mut say = |steps: &[Step<'_>], wrong: &str, fill: &[(&str, &str)]| faults.push(tree.fault(steps, wrong, fill));

    if !id.is_empty() && pack.meta.id != id {
        say(&[Step::Key("meta"), Step::Key("id")], "other_folder", &[("got", &pack.meta.id), ("expected", id)]);
    }
    if pack.meta.effective_until.is_some_and(|until| until < pack.meta.effective_from) {
        say(&[Step::Key("meta"), Step::Key("effective_until")], "ends_before_it_begins", &[]);
    }
    for item in &pack.items {
        self::item(pack, item, &mut say);
    }
    for ring in
        rings(pack.items.iter().map(|item| (item.key.as_str(), item.after.iter().map(String::as_str).collect())))
    {
        let names = ring.join(" → ");
        say(
            &[Step::Key("item"), Step::Row(ring.first().copied().unwrap_or_default()), Step::Key("after")],
            "ring",
            &[("ring", &names)],
        );
    }
    for ring in
        rings(pack.windows.iter().map(|window| (window.key.as_str(), window.parent.as_deref().into_iter().collect())))
    {
        let names = ring.join(" → ");
        say(
            &[Step::Key("window"), Step::Row(ring.first().copied().unwrap_or_default()), Step::Key("parent")],
            "ring",
            &[("ring", &names)],
        );
    }
    for role in &pack.roles {
        let Some(backup) = role.staffing.get().and_then(|staffing| staffing.backup.as_deref()) else { continue };
        let steps =
            [Step::Key("role"), Step::Row(&role.key), Step::Key("staffing"), Step::Key("value"), Step::Key("backup")];
        if backup == role.key {
            say(&steps, "own_backup", &[("got", backup)]);
        } else if find(&pack.roles, backup).is_none() {
            say(&steps, "dangling_role", &[("got", backup), ("near", "—")]);
        }
    }
    for (path, actors) in actors(pack) {
        for actor in actors.into_iter().filter(|actor| find(&pack.roles, actor.key()).is_none()) {
            let steps: Vec<Step<'_>> = path.iter().map(|key| Step::Key(key)).collect();
            say(&steps, "dangling_role", &[("got", actor.key()), ("near", "—")]);
        }
    }
    for number in &pack.numbers {
        pattern(number, &mut say);
    }
    for clock in &pack.clocks {
        if clock.within.get().is_some_and(|days| days.days == 0 && !clock.soft) {
            say(&[Step::Key("clock"), Step::Row(&clock.key), Step::Key("within")], "no_days", &[]);
        }
    }
    for body in &pack.bodies {
        for (nth, alias) in body.aliases.iter().enumerate() {
            let steps = [Step::Key("body"), Step::Row(&body.key), Step::Key("aliases"), Step::Nth(nth)];
            if alias.from.zip(alias.until).is_some_and(|(from, until)| until < from) {
                say(&steps, "ends_before_it_begins", &[]);
            }
        }
    }
    let mut stars = BTreeSet::new();
    for level in &pack.ratings {
        if !stars.insert(level.stars) {
            say(&[Step::Key("rating"), Step::Row(&level.key), Step::Key("stars")], "same_place", &[]);
        }
    }
}

type Say<'s> = dyn FnMut(&[Step<'_>], &str, &[(&str, &str)]) + 's;

fn item(pack: &Pack, item: &ItemSpec, say: &mut Say<'_>) {
    let here = |field| [Step::Key("item"), Step::Row(&item.key), Step::Key(field)];
    if item.assist.contains(&item.lead) {
        say(&here("assist"), "lead_assists", &[("got", &item.lead)]);
    }
    if item.after.contains(&item.key) {
        say(&here("after"), "after_itself", &[]);
    }
    if item.route == Route::OnSpot && !item.on_spot {
        say(&here("route"), "not_on_spot", &[]);
    }
    if item.route == Route::InPerson && item.in_person.is_none() && pack.flow.in_person.mode.get().is_none() {
        say(&here("route"), "no_mode", &[]);
    }
    if item.legal_layer == Some(LegalLayer::JointLicence) && item.assist.is_empty() {
        say(&here("legal_layer"), "joint_alone", &[]);
    }
    for (field, limit) in [("statutory", &item.limits.statutory), ("promised", &item.limits.promised)] {
        if limit.get().is_some_and(|days| days.days == 0) {
            let steps = [Step::Key("item"), Step::Row(&item.key), Step::Key("limits"), Step::Key(field)];
            say(&steps, "no_days", &[]);
        }
    }
    if let (Some(statutory), Some(promised)) = (item.limits.statutory.get(), item.limits.promised.get())
        && surely_longer(*promised, *statutory)
    {
        let steps = [Step::Key("item"), Step::Row(&item.key), Step::Key("limits"), Step::Key("promised")];
        let (promised, statutory) = (promised.days.to_string(), statutory.days.to_string());
        say(&steps, "promised_longer", &[("promised", &promised), ("statutory", &statutory)]);
    }
    for material in &item.materials {
        if material.copies == 0 {
            let steps = [Step::Key("item"), Step::Row(&item.key), Step::Key("materials"), Step::Row(&material.key)];
            say(&steps, "no_copies", &[]);
        }
    }
}

/// Whether a limit is longer than another on every calendar. Working days are never shorter than as many calendar days.
fn surely_longer(a: Days, b: Days) -> bool {
    match (a.kind, b.kind) {
        (DayKind::Calendar, DayKind::Working) => false,
        _ => a.days > b.days,
    }
}

/// The rings in a relation "comes after": each once, from its first key round to it.
fn rings<'k>(after: impl Iterator<Item = (&'k str, Vec<&'k str>)>) -> Vec<Vec<&'k str>> {
    let after: BTreeMap<&str, Vec<&str>> = after.collect();
    let mut rings: Vec<Vec<&str>> = Vec::new();
    for start in after.keys().copied() {
        // The shortest way from a key back to itself, reported only from the smallest key of the ring.
        let mut ways: Vec<Vec<&str>> = vec![vec![start]];
        let mut seen = BTreeSet::new();
        while let Some(way) = ways.pop() {
            for next in way.last().and_then(|last| after.get(last)).into_iter().flatten().copied() {
                if next == start && way.len() > 1 {
                    if way.iter().all(|key| *key >= start) {
                        rings.push(way.iter().copied().chain([start]).collect());
                    }
                } else if seen.insert(next) && next != start {
                    ways.push(way.iter().copied().chain([next]).collect());
                }
            }
        }
    }
    rings
}

/// Everybody the switches name.
fn actors(pack: &Pack) -> Vec<(Vec<&'static str>, Vec<Actor>)> {
    let flow = &pack.flow;
    let one = |actor: Option<&Actor>| actor.copied().into_iter().collect::<Vec<_>>();
    let many = |actors: Option<&Vec<Actor>>| actors.cloned().unwrap_or_default();
    vec![
        (vec!["flow", "intake", "submitters"], many(flow.intake.submitters.get())),
        (vec!["flow", "extension", "told_by"], many(flow.extension.told_by.get())),
        (vec!["flow", "extension", "filed_with"], one(flow.extension.filed_with.get())),
        (vec!["flow", "feedback", "to"], many(flow.feedback.to.get())),
        (vec!["flow", "feedback", "informs_talent"], one(flow.feedback.informs_talent.get())),
        (vec!["flow", "delivery", "by"], one(flow.delivery.by.get())),
    ]
}

/// A pattern has a running number and no place the desk does not know.
fn pattern(number: &NumberRule, say: &mut Say<'_>) {
    let Some(pattern) = number.pattern.get() else { return };
    let steps = [Step::Key("number"), Step::Row(&number.key), Step::Key("pattern"), Step::Key("value")];
    let places = places(pattern);
    for place in &places {
        let (name, width) = place.split_once(':').map_or((*place, None), |(name, width)| (name, Some(width)));
        let known = matches!(name, "year" | "region" | "desk" | "seq" | "case" | "item" | "check");
        let counts = width.is_none_or(|width| name == "seq" && matches!(width.parse::<u8>(), Ok(1..=12)));
        if !known || !counts {
            say(&steps, "unknown_place", &[("got", place)]);
        }
    }
    if !places.iter().any(|place| place.split(':').next() == Some("seq") || *place == "item") {
        say(&steps, "no_running_number", &[("got", path_text(&steps[..2]).as_str())]);
    }
}

/// What stands between braces.
fn places(pattern: &str) -> Vec<&str> {
    pattern.split('{').skip(1).map(|rest| rest.split_once('}').map_or(rest, |(place, _)| place)).collect()
}
