//! The switches of a city that the workflow reads, taken from its policy pack.

use super::body::{Aftercare, Submitter};
use super::refusal::Rule;
use crate::pack::{
    self, Actor, ClockStart, Days, ExtensionAct, Pack, PackRef, Reason, Route, SatisfactionGate, Sourced,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a city has decided about the flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The pack they come from.
    pub pack: PackRef,
    /// A single item goes straight to its department; the window gets a copy.
    pub single_bypasses_window: bool,
    /// From which act the clocks count.
    pub clock_start: ClockStart,
    /// Which of the three acts an extension takes.
    pub extension_acts: Vec<ExtensionAct>,
    /// Whether an extension is still possible after the due date, marked as overdue (逾期延期).
    pub extension_after_due: bool,
    /// Whether the department that handles an item may extend it itself.
    pub department_extends: bool,
    /// Who may bring a need; absent when unset: anyone.
    pub submitters: Option<Vec<Actor>>,
    /// Whether papers may follow after acceptance (容缺受理).
    pub may_follow: bool,
    /// Within how long such papers are expected, unless agreed otherwise; absent when unset.
    pub follow_within: Option<Days>,
    /// How many extensions an item may have; absent when the pack leaves it unset or only warns.
    pub extension_max: Option<u32>,
    /// Beyond how many extensions the clerk is warned, where more are not refused; absent when unset.
    pub extension_warned: Option<u32>,
    /// Whether results may be handed over before all are there.
    pub partial_handover: bool,
    /// Whether a handover is to be arranged by telephone first (致电约时间).
    pub appointment: bool,
    /// Reasons for which a clock may stand.
    pub suspend_reasons: Vec<Reason>,
    /// Reasons for not accepting.
    pub rejection_reasons: Vec<Reason>,
    /// Reasons for which a department may return an item.
    pub return_reasons: Vec<Reason>,
    /// Remaining working days at which a clock turns yellow; absent when unset.
    pub yellow_at: Option<u32>,
    /// The light of an item that is later than promised but within law or rule.
    pub past_promised: pack::Light,
    /// The light of an item that is later than law or rule allows.
    pub past_statutory: pack::Light,
    /// What a bad rating does to filing.
    pub satisfaction_gate: SatisfactionGate,
    /// The stars of the levels that are bad ratings (差评).
    pub bad_ratings: Vec<u32>,
    /// What is asked after a bad rating.
    pub rectification: Aftercare,
    /// The callback that is asked after a handover; absent where the city asks for none.
    pub call_back: Option<Aftercare>,
    /// The article behind each rule, by the rule's word.
    pub articles: BTreeMap<String, String>,
}

impl Rules {
    /// The switches of a pack. What the pack leaves unset takes the engine's most careful reading.
    #[must_use]
    pub fn of(pack: &Pack) -> Self {
        let flow = &pack.flow;
        let or = |switch: &Sourced<bool>, otherwise| switch.get().copied().unwrap_or(otherwise);
        let only_warns = or(&flow.extension.beyond_warns, false);
        Self {
            pack: pack.pack_ref(),
            single_bypasses_window: or(&flow.route.single_bypasses_window, false),
            clock_start: pack.lights.starts.get().copied().unwrap_or(ClockStart::Acceptance),
            extension_acts: flow.extension.acts.get().cloned().unwrap_or_else(|| vec![ExtensionAct::Tell]),
            extension_after_due: or(&flow.extension.after_due, true),
            department_extends: flow
                .extension
                .told_by
                .get()
                .is_some_and(|who| who.contains(&Actor::DepartmentSpecialist)),
            submitters: flow.intake.submitters.get().cloned(),
            may_follow: or(&flow.intake.may_follow, true),
            follow_within: flow.intake.follow_within.get().copied(),
            extension_max: flow.extension.max_count.get().copied().filter(|_| !only_warns),
            extension_warned: flow.extension.max_count.get().copied().filter(|_| only_warns),
            partial_handover: or(&flow.delivery.partial_allowed, true),
            appointment: or(&flow.delivery.appointment, false),
            suspend_reasons: pack.reasons.suspend.clone(),
            rejection_reasons: pack.reasons.not_accept.clone(),
            return_reasons: pack.reasons.send_back.clone(),
            yellow_at: pack.lights.yellow_within.get().copied(),
            past_promised: pack.lights.past_promised.get().copied().unwrap_or(pack::Light::Red),
            past_statutory: pack.lights.past_statutory.get().copied().unwrap_or(pack::Light::Red),
            // Unset: it is put right, and the case may close (C-10).
            satisfaction_gate: flow.closing.satisfaction_gate.get().copied().unwrap_or(SatisfactionGate::Soft),
            bad_ratings: pack.ratings.iter().filter(|level| level.bad).map(|level| level.stars).collect(),
            rectification: Aftercare {
                within: flow.closing.rectify_within.get().copied(),
                article: flow.closing.satisfaction_gate.article.clone(),
            },
            call_back: or(&flow.closing.callback, false).then(|| Aftercare {
                within: flow.closing.callback_after.get().copied(),
                article: flow.closing.callback.article.clone(),
            }),
            articles: articles(pack),
        }
    }

    /// Whether the clocks of an item start when it is accepted.
    #[must_use]
    pub fn starts_at_acceptance(&self) -> bool {
        self.clock_start == ClockStart::Acceptance
    }

    /// Whether whoever stands behind this submitter may bring a need.
    #[must_use]
    pub fn may_submit(&self, submitter: &Submitter) -> bool {
        self.submitters.as_ref().is_none_or(|submitters| submitters.contains(&submitter.stands_for()))
    }

    /// What a rating asks to follow: that it is put right, where it is a bad one and the city asks for that.
    #[must_use]
    pub fn rectification_after(&self, level: u8) -> Option<Aftercare> {
        let bad = self.bad_ratings.contains(&u32::from(level));
        (bad && self.satisfaction_gate != SatisfactionGate::None).then(|| self.rectification.clone())
    }

    /// The article behind a rule; empty when the pack names none.
    #[must_use]
    pub fn article(&self, rule: Rule) -> String {
        self.articles.get(rule.word()).cloned().unwrap_or_default()
    }
}

/// Which part of the pack stands behind which rule.
fn articles(pack: &Pack) -> BTreeMap<String, String> {
    let flow = &pack.flow;
    let document = |key: &str| pack.document(key).map(|document| document.article.clone()).unwrap_or_default();
    let first = |reasons: &[Reason]| reasons.first().map(|reason| reason.article.clone()).unwrap_or_default();
    let role = |key: &str| pack::find(&pack.roles, key).map(|role| role.article.clone()).unwrap_or_default();
    let way = |route: Route| pack.ways.iter().find(|way| way.routes.contains(&route)).map(|way| way.article.clone());
    let parallel = || way(Route::Parallel).unwrap_or_default();
    let rating = || pack.ratings.first().map(|level| level.article.clone()).unwrap_or_default();
    let rows = [
        (Rule::NotYourRole, role("window_specialist")),
        (Rule::NotAccepted, document("acceptance_notice")),
        (Rule::MaterialsMissing, document("supplement_notice")),
        (Rule::SecondSupplement, document("supplement_notice")),
        (Rule::GroundsMissing, document("rejection_notice")),
        (Rule::NotSubmitter, flow.intake.submitters.article.clone()),
        (Rule::MayNotFollow, flow.intake.may_follow.article.clone()),
        (Rule::NotDirect, way(Route::Direct).unwrap_or_default()),
        (Rule::NotDispatched, document("routing_slip")),
        (Rule::NotAcknowledged, document("routing_slip")),
        (Rule::PredecessorOpen, parallel()),
        (Rule::NotInPerson, flow.in_person.mode.article.clone()),
        (Rule::ExtensionAfterDue, flow.extension.after_due.article.clone()),
        (Rule::ExtensionTooLong, document("extension_notice")),
        (Rule::NotDecided, document("result_notice")),
        (Rule::PowerMissing, document("service_return")),
        (Rule::NotHandedOver, document("service_return")),
        (Rule::AlreadyRated, rating()),
        (Rule::LevelUnknown, rating()),
        (Rule::NotTold, flow.extension.acts.article.clone()),
        (Rule::NotFiled, flow.extension.acts.article.clone()),
        (Rule::NewDateTooEarly, flow.extension.acts.article.clone()),
        (Rule::TooManyExtensions, flow.extension.max_count.article.clone()),
        (Rule::PartialNotAllowed, flow.delivery.partial_allowed.article.clone()),
        (Rule::NotCollected, flow.delivery.by.article.clone()),
        (Rule::NotOnSpot, flow.route.on_spot.article.clone()),
        (Rule::ProofMissing, flow.route.direct_needs_card.article.clone()),
        (Rule::PromiseMissing, flow.intake.may_follow.article.clone()),
        (Rule::SecondNotice, document("one_time_notice")),
        (Rule::NoticeMissing, document("one_time_notice")),
        (Rule::AnswersOutstanding, flow.feedback.to.article.clone()),
        (Rule::ReasonNotListed, first(&pack.reasons.suspend)),
        (Rule::NotCoordinated, first(&pack.reasons.impossible)),
        (Rule::RectificationOpen, flow.closing.satisfaction_gate.article.clone()),
        (Rule::NothingToRectify, flow.closing.satisfaction_gate.article.clone()),
        (Rule::StillOpen, flow.closing.file_owner.article.clone()),
    ];
    rows.into_iter()
        .filter(|(_, article)| !article.is_empty())
        .map(|(rule, article)| (rule.word().to_owned(), article))
        .collect()
}
