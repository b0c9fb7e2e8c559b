use super::ledger::Stored;
use super::world::World;
use crate::audience::Audience;
use crate::desk::Lot;
use crate::digest;
use crate::numbers::Given;
use crate::wire::Standing;
use crate::witness::{self, Alarm, Step};
use greenlane_domain::fact::{FactId, FileId};
use std::collections::{BTreeMap, BTreeSet};

/// The first promise that the healed world does not keep.
pub fn broken(world: &World) -> Option<String> {
    let surviving = surviving(world);
    let due = due(world, &surviving);
    let fed: BTreeSet<FactId> =
        world.centre.ledger.facts.iter().filter(|(_, kept)| is_fed(kept)).map(|(id, _)| *id).collect();
    nothing_is_lost(world, &surviving)
        .or_else(|| the_centre_has_it_once(world, &due, &fed))
        .or_else(|| chains_verify(world))
        .or_else(|| everybody_has_what_is_theirs(world, &fed))
        .or_else(|| no_number_lives_twice(world, &surviving))
        .or_else(|| alarms_are_right(world))
}

/// Facts of which some copy is left.
fn surviving(world: &World) -> BTreeSet<FactId> {
    let disks = world.machines.iter().flat_map(|machine| &machine.disk.state.facts).map(|held| held.id);
    disks.chain(world.centre.ledger.facts.keys().copied()).collect()
}

/// Facts that have to be in the feeds: genuine, in a whole transaction, and so are all they name.
fn due(world: &World, surviving: &BTreeSet<FactId>) -> BTreeSet<FactId> {
    let mut groups: BTreeMap<_, Vec<FactId>> = BTreeMap::new();
    for id in surviving {
        let Some(stored) = world.centre.ledger.facts.get(id) else { continue };
        let Some(fact) = &stored.fact else { continue };
        let key = (fact.content.device.clone(), stored.piece.first);
        groups.entry(key).or_default().push(*id);
    }
    let mut fed: BTreeSet<FactId> = BTreeSet::new();
    let good = |id: &FactId| world.truth.get(id).is_some_and(|truth| !truth.poisoned);
    loop {
        let before = fed.len();
        for ids in groups.values() {
            let ids: Vec<_> = ids.iter().filter(|id| good(id)).copied().collect();
            let parents = ids.iter().filter_map(|id| world.truth.get(id)).flat_map(|truth| &truth.parents);
            if parents.into_iter().all(|parent| fed.contains(parent) || ids.contains(parent)) {
                fed.extend(ids);
            }
        }
        if fed.len() == before {
            return fed;
        }
    }
}

fn nothing_is_lost(world: &World, surviving: &BTreeSet<FactId>) -> Option<String> {
    // A desk and the centre that both fall back to old copies may lose what only the two of them had.
    if world.desk_restored && world.report.losses > 0 {
        return None;
    }
    let lost = world.truth.iter().find(|(id, truth)| truth.acknowledged && !surviving.contains(id))?;
    Some(format!("{:?} was acknowledged and is nowhere", lost.0))
}

fn is_fed(stored: &Stored) -> bool {
    stored.standing == Standing::Fed
}

fn the_centre_has_it_once(world: &World, due: &BTreeSet<FactId>, fed: &BTreeSet<FactId>) -> Option<String> {
    // Where both holders of a parent fell back to old copies its child waits for ever. Of the child's transaction another
    // desk may hold only the part that it may see, and gives that part back: it stands by itself.
    let lost_for_ever = world.desk_restored && world.report.losses > 0;
    let stands = |id: &FactId| {
        let truth = world.truth.get(id);
        truth.is_some_and(|truth| !truth.poisoned && truth.parents.iter().all(|parent| fed.contains(parent)))
    };
    for (id, stored) in &world.centre.ledger.facts {
        let right = if is_fed(stored) { due.contains(id) || (lost_for_ever && stands(id)) } else { !due.contains(id) };
        if !right {
            return Some(format!("{id:?} is {:?} at the centre, which is wrong", stored.standing));
        }
    }
    let all = world.machines.iter().flat_map(|machine| &machine.disk.state.facts);
    for held in all {
        if !world.centre.ledger.facts.contains_key(&held.id) {
            return Some(format!("{:?} never came to the centre: {:?}", held.id, held.lot));
        }
    }
    for (file, ids) in &world.centre.ledger.files {
        if ids.iter().collect::<BTreeSet<_>>().len() != ids.len() {
            return Some(format!("{file} was fed a fact twice"));
        }
    }
    None
}

fn chains_verify(world: &World) -> Option<String> {
    for (region, lines) in &world.centre.ledger.feeds {
        let mut step = Step::default();
        for line in lines {
            step = step.then(match &line.what {
                crate::centre::What::Facts(ids) => witness::leaf_of_facts(ids.iter().copied()),
                crate::centre::What::Moved(file, audience) => witness::leaf_of_move(file, audience),
            });
            if step != line.step {
                return Some(format!("the feed of {region} does not add up at {}", line.step.position));
            }
        }
        for machine in &world.machines {
            let trail = machine.disk.state.book.trails.get(region);
            if trail.is_some_and(|trail| trail.last() != step) {
                return Some(format!("{} has another chain of {region}", machine.device));
            }
        }
    }
    None
}

fn everybody_has_what_is_theirs(world: &World, fed: &BTreeSet<FactId>) -> Option<String> {
    let mut audiences: BTreeMap<&FileId, &Audience> = BTreeMap::new();
    for truth in fed.iter().filter_map(|id| world.truth.get(id)) {
        if let Some(file) = &truth.file {
            let audience = audiences.entry(file).or_insert(&truth.audience);
            *audience = (*audience).max(&truth.audience);
        }
    }
    for (number, machine) in world.machines.iter().enumerate() {
        let scope = &machine.disk.state.book.scope;
        let due = fed.iter().filter(|id| {
            let file = world.truth.get(id).and_then(|truth| truth.file.as_ref());
            file.and_then(|file| audiences.get(file)).is_some_and(|audience| scope.covers(audience))
        });
        let due: BTreeSet<FactId> = due.copied().collect();
        let mut has = BTreeSet::new();
        for held in machine.disk.state.facts.iter().filter(|held| !held.shelved) {
            if let Lot::Aside { .. } = held.lot {
                if fed.contains(&held.id) && due.contains(&held.id) {
                    return Some(format!("desk {number} thinks that {:?} is set aside", held.id));
                }
            } else {
                has.insert(held.id);
            }
        }
        if let Some(missing) = due.difference(&has).next() {
            let kept = world.centre.ledger.facts.get(missing).map(|kept| (&kept.standing, &kept.place));
            let file = world.truth.get(missing).and_then(|truth| truth.file.as_ref());
            let audiences = file.and_then(|file| world.centre.ledger.audiences.get(file));
            let held = machine.disk.state.facts.iter().find(|held| held.id == *missing);
            let held = held.map(|held| (&held.lot, held.shelved));
            return Some(format!(
                "desk {number} does not have {missing:?} of {file:?}: {held:?}; the centre has {kept:?} {audiences:?}"
            ));
        }
        if let Some(extra) = has.difference(&due).next() {
            let truth = world.truth.get(extra).map(|truth| (&truth.file, &truth.audience));
            let held = machine
                .disk
                .state
                .facts
                .iter()
                .find(|held| held.id == *extra)
                .map(|held| (&held.lot, fed.contains(extra)));
            return Some(format!(
                "desk {number} has {extra:?}, which is not for it: {truth:?} {held:?}; the centre knows {:?}; {:?}",
                truth.and_then(|(file, _)| world.centre.ledger.audiences.get(file.as_ref()?)),
                machine.disk.state.book.scope
            ));
        }
    }
    equal_where_scopes_are(world)
}

fn equal_where_scopes_are(world: &World) -> Option<String> {
    let mut digests: BTreeMap<String, witness::Hash> = BTreeMap::new();
    for (number, machine) in world.machines.iter().enumerate() {
        let scope = &machine.disk.state.book.scope;
        let mut files: BTreeMap<&FileId, Vec<FactId>> = BTreeMap::new();
        let facts = machine.disk.state.facts.iter();
        for held in facts.filter(|held| !held.shelved && !matches!(held.lot, Lot::Aside { .. })) {
            if let Some(fact) = &held.fact {
                files.entry(&fact.content.file).or_default().push(held.id);
            }
        }
        let digest = digest::of_all(files.into_iter().map(|(file, ids)| (file, digest::of_file(file, ids))));
        let same = digests.entry(format!("{:?}{:?}", scope.regions, scope.roles)).or_insert(digest);
        if *same != digest {
            return Some(format!("desk {number} differs from another of its scope"));
        }
    }
    None
}

fn no_number_lives_twice(world: &World, surviving: &BTreeSet<FactId>) -> Option<String> {
    let mut given: BTreeMap<(Option<String>, &Given), &FactId> = BTreeMap::new();
    for (id, truth) in &world.truth {
        let Some((device, number)) = &truth.number else { continue };
        if !truth.confirmed && !surviving.contains(id) {
            continue;
        }
        let own = matches!(number, Given::Own { .. }).then(|| device.to_string());
        if let Some(other) = given.insert((own, number), id) {
            return Some(format!("{number:?} is on {id:?} and on {other:?}"));
        }
    }
    None
}

fn alarms_are_right(world: &World) -> Option<String> {
    for machine in &world.machines {
        for alarm in &machine.disk.state.book.alarms {
            let right = match alarm {
                Alarm::Cut { .. } | Alarm::Rewritten { .. } => world.silent_loss || world.report.losses > 0,
                Alarm::Restored { .. } => world.report.losses > 0,
                Alarm::Broken { .. } | Alarm::Resigned { .. } | Alarm::Poisoned { .. } => false,
            };
            if !right {
                return Some(format!("{} raised {alarm:?} for nothing", machine.device));
            }
        }
    }
    None
}
