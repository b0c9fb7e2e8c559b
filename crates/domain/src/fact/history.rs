use super::{Fact, FactId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A file's facts in the order of the fold: causes first, ties by moment, desk, epoch and count.
///
/// The order depends on the set alone, never on how the facts arrived.
#[derive(Debug, Clone, Default)]
pub struct History {
    ordered: Vec<Fact>,
    place: HashMap<FactId, usize>,
    /// For each fact, by place: the set of places of all its causes, as bits. Empty while the history is one chain.
    causes: Vec<Vec<u64>>,
    heads: Vec<FactId>,
    missing: BTreeSet<FactId>,
}

/// One fact and its place in the fold.
#[derive(Debug, Clone, Copy)]
pub struct Ordered<'a> {
    /// Counted from 0.
    pub place: usize,
    /// The fact.
    pub fact: &'a Fact,
}

impl History {
    /// Puts a set of facts in order. The same fact given twice counts once. Parents that are not (yet) here are listed
    /// by [`History::missing`] and hold nothing up.
    #[must_use]
    pub fn of(facts: impl IntoIterator<Item = Fact>) -> Self {
        let facts: BTreeMap<FactId, Fact> = facts.into_iter().map(|fact| (fact.id, fact)).collect();
        let mut waits: HashMap<FactId, usize> = HashMap::with_capacity(facts.len());
        let mut children: HashMap<FactId, Vec<FactId>> = HashMap::with_capacity(facts.len());
        let mut missing = BTreeSet::new();
        for fact in facts.values() {
            let mut count = 0;
            for parent in fact.content.parents.iter().collect::<BTreeSet<_>>() {
                if facts.contains_key(parent) {
                    children.entry(*parent).or_default().push(fact.id);
                    count += 1;
                } else {
                    missing.insert(*parent);
                }
            }
            waits.insert(fact.id, count);
        }
        let heads = facts.keys().filter(|id| !children.contains_key(id)).copied().collect();
        let by_rank = |id: &FactId| facts.get(id).map(rank);
        let mut ready: BTreeSet<_> =
            waits.iter().filter(|(_, count)| **count == 0).map(|(id, _)| (by_rank(id), *id)).collect();
        let mut order = Vec::with_capacity(facts.len());
        while let Some((_, id)) = ready.pop_first() {
            order.push(id);
            for child in children.get(&id).into_iter().flatten() {
                if let Some(count) = waits.get_mut(child) {
                    *count -= 1;
                    if *count == 0 {
                        ready.insert((by_rank(child), *child));
                    }
                }
            }
        }
        let mut facts = facts;
        let ordered: Vec<Fact> = order.iter().filter_map(|id| facts.remove(id)).collect();
        let place: HashMap<_, _> = ordered.iter().enumerate().map(|(place, fact)| (fact.id, place)).collect();
        let causes = causes(&ordered, &place);
        Self { ordered, place, causes, heads, missing }
    }

    /// The facts, causes first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Ordered<'_>> {
        self.ordered.iter().enumerate().map(|(place, fact)| Ordered { place, fact })
    }
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ordered.len()
    }
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ordered.is_empty()
    }
    /// One fact by its id.
    #[must_use]
    pub fn get(&self, id: &FactId) -> Option<&Fact> {
        self.place.get(id).and_then(|place| self.ordered.get(*place))
    }
    /// The facts that no other fact names as parent: what the next fact's parents will be.
    #[must_use]
    pub fn heads(&self) -> &[FactId] {
        &self.heads
    }
    /// Parents that are named but not here.
    #[must_use]
    pub fn missing(&self) -> &BTreeSet<FactId> {
        &self.missing
    }
    /// Whether neither of two facts knew of the other.
    #[must_use]
    pub fn concurrent(&self, a: usize, b: usize) -> bool {
        a != b && !self.is_chain() && !self.causes(a.max(b), a.min(b))
    }
    /// Whether every fact knew of all facts before it: then nothing can contradict for want of knowing.
    #[must_use]
    pub fn is_chain(&self) -> bool {
        self.causes.is_empty()
    }
    /// The history as it was when its first `count` facts (in the order of the fold) were all there was.
    #[must_use]
    pub fn prefix(&self, count: usize) -> Self {
        Self::of(self.ordered.iter().take(count).cloned())
    }
    /// The history as a person would have seen it at a moment: only facts written by then.
    #[must_use]
    pub fn as_of(&self, at: super::Moment) -> Self {
        Self::of(self.ordered.iter().filter(|fact| fact.content.at <= at).cloned())
    }

    fn causes(&self, later: usize, earlier: usize) -> bool {
        self.causes
            .get(later)
            .and_then(|bits| bits.get(earlier / 64))
            .is_some_and(|word| word >> (earlier % 64) & 1 == 1)
    }
}

fn rank(fact: &Fact) -> (super::Moment, super::DeviceId, u32, u64) {
    (fact.content.at, fact.content.device.clone(), fact.content.epoch, fact.content.seq)
}

fn causes(ordered: &[Fact], place: &HashMap<FactId, usize>) -> Vec<Vec<u64>> {
    let chain =
        ordered.windows(2).all(|pair| matches!(pair, [before, after] if after.content.parents.contains(&before.id)));
    if chain {
        return Vec::new();
    }
    let words = ordered.len().div_ceil(64);
    let mut all: Vec<Vec<u64>> = Vec::with_capacity(ordered.len());
    for fact in ordered {
        let mut bits = vec![0_u64; words];
        for parent in &fact.content.parents {
            let Some(&parent) = place.get(parent) else { continue };
            if let Some(inherited) = all.get(parent) {
                for (word, more) in bits.iter_mut().zip(inherited) {
                    *word |= more;
                }
            }
            if let Some(word) = bits.get_mut(parent / 64) {
                *word |= 1 << (parent % 64);
            }
        }
        all.push(bits);
    }
    all
}
