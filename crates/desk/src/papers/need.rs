//! The papers of a need: its registration, a service given at once, a look at the papers beforehand.

use super::handling::{brought_by, reason};
use super::said::{Source, lacks, names, zh};
use super::{Choice, Draft};
use crate::problem::Result;
use greenlane_domain::case::{CaseFact, ItemState};
use greenlane_print::paper::{Chosen, DirectService, Finding, Kind, NeedRegister, PreReview};

/// 需求登记表, with the items that the need has become so far.
pub(super) fn register(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::NeedRegister;
    let registered = source.state.registered.as_ref().ok_or_else(|| lacks(kind))?;
    let items: Vec<&ItemState> = source.state.items.values().collect();
    let chosen = items.iter().filter_map(|item| item.chosen.as_ref());
    let mark = chosen.chain([registered]).max_by_key(|mark| mark.at).unwrap_or(registered);
    let day = mark.local.date();
    let paper = NeedRegister {
        head: source.head(kind, choice.number, day),
        talent: source.talent(mark),
        agent: source.agent(day),
        came_by: brought_by(source),
        registered_at: registered.local,
        need: source.state.need_text().to_owned(),
        chosen: items
            .iter()
            .map(|item| Chosen {
                item: item.spec.name.clone(),
                department: source.body(&item.lead, day),
                rule: reason(item),
            })
            .collect(),
        note: String::new(),
        registrar: source.handler(&registered.fact),
        tail: source.tail(kind, source.handler(&registered.fact), items.iter().map(|item| item.article.clone())),
    };
    let mut rests_on = vec![registered.fact];
    rests_on.extend(items.iter().filter_map(|item| item.chosen.as_ref()).map(|mark| mark.fact));
    Ok(Draft::about(paper.into(), choice.number, items.iter().map(|item| item.no.clone()).collect(), rests_on))
}

/// 直接服务登记单.
pub(super) fn direct_service(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::DirectService;
    let served = source.latest(|fact| match fact {
        CaseFact::Served { item, proof, note } => {
            let item = source.state.items.get(&item).filter(|item| choice.takes(item))?;
            Some((item, proof, note))
        }
        _ => None,
    });
    let (mark, (item, proof, note)) = served.ok_or_else(|| lacks(kind))?;
    let day = mark.local.date();
    let lead = source.body(&item.lead, day);
    let paper = DirectService {
        head: source.head(kind, choice.number, day),
        talent: source.talent(&mark),
        evidence: proof,
        item: item.spec.name.clone(),
        provider: match &item.lead.specialist {
            Some(name) => zh("papers.provider", &[("body", &lead), ("name", name)]),
            None => lead,
        },
        served_at: mark.local,
        result: note,
        tail: source.tail(kind, source.handler(&mark.fact), [item.spec.article.clone()]),
    };
    Ok(Draft::about(paper.into(), choice.number, vec![item.no.clone()], vec![mark.fact]))
}

/// 预审意见: what is known of each paper before acceptance. The conclusion is a person's.
pub(super) fn pre_review(source: &Source, choice: &Choice) -> Result<Draft> {
    let kind = Kind::PreReview;
    let state = &source.state;
    let open = state.items.values().filter(|item| item.accepted.is_none() && item.non_acceptance.is_none());
    let items: Vec<&ItemState> = open.filter(|item| choice.takes(item)).collect();
    let first = items.first().and_then(|item| source.made_on(item)).ok_or_else(|| lacks(kind))?;
    let lists = items.iter().map(|item| (&item.no, item.spec.materials.as_slice()));
    let wrong = |key: &str| {
        let asked = state.supplements.iter().rev().flat_map(|(_, supplement)| &supplement.papers);
        asked.into_iter().find(|line| line.key == key).map(|line| line.reason.clone())
    };
    let findings = greenlane_domain::case::merge(lists).into_iter().map(|merged| {
        let known = state.materials.get(&merged.spec.key);
        let received = known.is_some_and(|known| known.received.is_some());
        let promised = known.is_some_and(|known| known.promised_for.is_some());
        let shown = state.attachments.iter().any(|one| one.attachment.material == merged.spec.key);
        let (fits, remark) = match wrong(&merged.spec.key) {
            _ if promised => (false, zh("papers.review.promised", &[])),
            Some(reason) if !received => (false, reason),
            _ if received => (true, zh("papers.review.received", &[])),
            _ if shown => (true, zh("papers.review.shown", &[])),
            _ => (false, zh("papers.review.not_seen", &[])),
        };
        Finding { material: merged.spec.name, fits, remark }
    });
    let paper = PreReview {
        head: source.head(kind, choice.number, source.today()),
        applicant: source.talent(&first),
        items: names(&items),
        reviewed_on: source.today(),
        findings: findings.collect(),
        conclusion: choice.word("conclusion").unwrap_or_default(),
        reviewer: source.maker(),
        tail: source.tail(kind, source.maker(), items.iter().map(|item| item.spec.article.clone())),
    };
    let rests_on = items.iter().filter_map(|item| item.chosen.as_ref()).map(|mark| mark.fact).collect();
    Ok(Draft::about(paper.into(), choice.number, items.iter().map(|item| item.no.clone()).collect(), rests_on))
}
