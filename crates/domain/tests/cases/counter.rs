//! A counter in a test: one desk with a clock that the story sets, a pack, a calendar and its facts.

use chrono::NaiveDateTime;
use ed25519_dalek::SigningKey;
use greenlane_domain::calendar::Calendar;
use greenlane_domain::case::*;
use greenlane_domain::fact::*;
use greenlane_domain::pack::{self, Choice, Pack, PaperForm};

#[derive(Clone)]
pub struct Counter {
    pub pack: Pack,
    pub rules: Rules,
    pub calendar: Calendar,
    pub facts: Vec<Fact>,
    device: String,
    now: Moment,
    seq: u64,
    previous: Option<FactId>,
    numbers: u32,
    who: Author,
}

impl Counter {
    pub fn of(pack_id: &str) -> Self {
        let pack = pack::builtin(pack_id).expect("the built-in pack reads");
        Self {
            rules: Rules::of(&pack),
            pack,
            calendar: Calendar::builtin(),
            facts: Vec::new(),
            device: "desk-a".into(),
            now: moment("2026-03-02 09:00"),
            seq: 0,
            previous: None,
            numbers: 0,
            who: Author {
                person: PersonId::new("p1"),
                name: "林若溪".into(),
                role: "window_specialist".into(),
                office: String::new(),
            },
        }
    }

    pub fn fixture() -> Self {
        Self::of("fixture")
    }

    pub fn at(&mut self, when: &str) -> &mut Self {
        self.now = moment(when);
        self
    }

    pub fn role(&mut self, role: &str, office: &str) -> &mut Self {
        self.who.role = role.into();
        self.who.office = office.into();
        self
    }

    /// Another desk that has the same facts up to now, with another clerk.
    pub fn second_desk(&self) -> Self {
        let mut other = self.clone();
        other.device = format!("{}-2", self.device);
        other.seq = 0;
        other.previous = None;
        other.numbers = 5000;
        other.who.name = "周明".into();
        other
    }

    pub fn meets(&mut self, other: &mut Self) {
        let all: Vec<Fact> = self.facts.iter().chain(&other.facts).cloned().collect();
        self.facts = History::of(all).iter().map(|ordered| ordered.fact.clone()).collect();
        other.facts = self.facts.clone();
    }

    pub fn history(&self) -> History {
        History::of(self.facts.clone())
    }

    pub fn state(&self) -> CaseState {
        fold(&self.history())
    }

    pub fn item(&self, no: &str) -> ItemState {
        self.state().items[&ItemNo(no.into())].clone()
    }

    pub fn try_act(&mut self, act: CaseAct) -> Result<Vec<CaseFact>, Refusal> {
        let history = self.history();
        let state = fold(&history);
        let number = format!("{}{:04}", act.kind().series().unwrap_or("x"), self.numbers);
        let context =
            Context { rules: &self.rules, calendar: &self.calendar, now: self.now, who: &self.who, number: &number };
        let facts = decide(&state, &act, &context)?;
        self.numbers += 1;
        for fact in &facts {
            self.write(fact, history.heads().to_vec());
        }
        Ok(facts)
    }

    pub fn act(&mut self, act: CaseAct) -> &mut Self {
        let kind = act.kind();
        if let Err(refusal) = self.try_act(act) {
            panic!("{kind:?} refused: {}", refusal.words(greenlane_domain::words::Language::Chinese));
        }
        self
    }

    pub fn refused(&mut self, act: CaseAct) -> Rule {
        match self.try_act(act) {
            Err(refusal) => refusal.rule,
            Ok(facts) => panic!("not refused: {facts:?}"),
        }
    }

    pub fn offers(&self) -> Vec<Offer> {
        let context =
            Context { rules: &self.rules, calendar: &self.calendar, now: self.now, who: &self.who, number: "" };
        available(&self.state(), &context)
    }

    pub fn write(&mut self, fact: &CaseFact, parents: Vec<FactId>) {
        let (kind, body) = parts(fact).unwrap();
        self.seq += 1;
        self.now = Moment::next(self.facts.last().map(|f| f.content.at), self.now.ms);
        let content = Content {
            file: FileId::new("case/one"),
            parents,
            device: DeviceId::new(self.device.clone()),
            epoch: 1,
            seq: self.seq,
            previous: self.previous,
            author: self.who.clone(),
            at: self.now,
            kind,
            version: CaseFact::VERSION,
            body,
        };
        let fact = seal(&content, &SigningKey::from_bytes(&[7; 32])).unwrap().read().unwrap();
        self.previous = Some(fact.id);
        self.facts.push(fact);
    }

    // ---- what a clerk does, in one word each

    pub fn registers(&mut self, name: &str) -> &mut Self {
        let submitter = Submitter { name: name.into(), capacity: "talent".into(), ..Submitter::default() };
        let act = need(name, submitter, &self.pack);
        self.act(act)
    }

    pub fn chosen(&self, keys: &[&str]) -> Vec<ChosenItem> {
        let on_the_way = self.state().items.values().map(|item| item.spec.key.clone()).collect();
        let specs: Vec<_> = keys.iter().map(|key| self.pack.item(key).expect("the item is in the pack")).collect();
        let choice = Choice { on_the_way, ..Choice::default() };
        let party = |key: &str| {
            let body = self.pack.body(key).expect("the body is in the pack");
            Party { key: key.into(), name: body.name.clone(), short: body.short_name().into(), specialist: None }
        };
        self.pack
            .route_for(&specs, &choice)
            .into_iter()
            .zip(&specs)
            .map(|(routed, spec)| ChosenItem {
                no: ItemNo::nth(1),
                spec: (*spec).clone(),
                route: routed.route,
                lead: party(&routed.lead),
                assist: routed.assist.iter().map(|key| party(key)).collect(),
                rule: routed.rule.say(greenlane_domain::words::Language::Chinese),
                article: routed.article,
                by_hand: false,
            })
            .collect()
    }

    pub fn chooses(&mut self, keys: &[&str]) -> &mut Self {
        let items = self.chosen(keys);
        self.act(CaseAct::ChooseItems { items })
    }

    pub fn tells(&mut self, items: &[&str]) -> &mut Self {
        self.act(CaseAct::GiveNotice { items: nos(items), told: told("人才本人"), reason: String::new() })
    }

    /// Everything on the checklist is handed in; what may follow is promised for the given day.
    pub fn receives(&mut self, follows_on: Option<&str>) -> &mut Self {
        let papers = self.state().checklist().into_iter().map(|merged| ReceivedPaper {
            key: merged.spec.key.clone(),
            name: merged.spec.name.clone(),
            form: merged.spec.form,
            copies: merged.spec.copies,
            pages: 1,
            sighted_returned: merged.spec.form == PaperForm::Sighted,
            promised_for: follows_on.filter(|_| !merged.spec.required).map(|day| day.parse().unwrap()),
            attachments: Vec::new(),
        });
        let papers: Vec<ReceivedPaper> = papers.collect();
        if papers.is_empty() {
            return self;
        }
        self.act(CaseAct::Receive { from: "陈䶮".into(), papers })
    }

    pub fn accepts(&mut self, items: &[&str]) -> &mut Self {
        self.act(CaseAct::Accept { items: nos(items) })
    }

    pub fn dispatches(&mut self, item: &str, body: &str) -> &mut Self {
        self.act(CaseAct::Dispatch { item: no(item), body: body.into(), request: "请依限办理".into() })
    }

    pub fn acknowledges(&mut self, item: &str, body: &str) -> &mut Self {
        self.act(CaseAct::Acknowledge { item: no(item), body: body.into(), by: "部门专员".into() })
    }

    pub fn feeds_back(&mut self, item: &str, body: &str) -> &mut Self {
        self.act(CaseAct::FeedBack {
            item: no(item),
            body: body.into(),
            by: "部门专员".into(),
            result: "符合条件".into(),
            proposes: Outcome::Granted,
            papers: vec!["结果文书".into()],
        })
    }

    pub fn handles(&mut self, item: &str, bodies: &[&str]) -> &mut Self {
        for body in bodies {
            self.dispatches(item, body).acknowledges(item, body).feeds_back(item, body);
        }
        self
    }

    pub fn grants(&mut self, item: &str) -> &mut Self {
        self.act(decision(item, Outcome::Granted))
    }

    pub fn collects(&mut self, item: &str) -> &mut Self {
        self.act(CaseAct::Collect { item: no(item), papers: vec!["结果文书".into()] })
    }

    pub fn hands_over(&mut self, items: &[&str]) -> &mut Self {
        let to = self.state().talent_name().to_owned();
        self.act(handover(items, &to))
    }
}

pub fn need(name: &str, submitter: Submitter, pack: &Pack) -> CaseAct {
    CaseAct::RegisterNeed {
        need: Box::new(NeedRegistered {
            number: String::new(),
            talent: FileId::new("talent/one"),
            talent_name: name.into(),
            employer: None,
            employer_name: String::new(),
            need: "安家落户".into(),
            channel: "counter".into(),
            submitter,
            first_contact: "林若溪".into(),
            pack: pack.pack_ref(),
        }),
    }
}

pub fn decision(item: &str, outcome: Outcome) -> CaseAct {
    CaseAct::Decide {
        item: no(item),
        outcome,
        on_spot: false,
        result: "办成".into(),
        reason: if outcome == Outcome::Granted { String::new() } else { "名额已满".into() },
        basis: if outcome == Outcome::Granted { String::new() } else { "演示办法第八条".into() },
        remedies: if outcome == Outcome::Granted { String::new() } else { "建议下一年度再申请".into() },
        papers: Vec::new(),
    }
}

pub fn handover(items: &[&str], to: &str) -> CaseAct {
    CaseAct::HandOver {
        items: nos(items),
        to: to.into(),
        relation: String::new(),
        power: String::new(),
        method: "in_person".into(),
        papers: vec!["结果文书".into()],
    }
}

pub fn filing() -> CaseAct {
    let filing = Filing {
        archival_code: "Z001-ZW·2026-D10-0001".into(),
        retention: None,
        papers: 5,
        pages: 9,
        sha256: "00".into(),
        remarks: String::new(),
    };
    CaseAct::File { filing }
}

pub fn no(item: &str) -> ItemNo {
    ItemNo(item.into())
}

pub fn nos(items: &[&str]) -> Vec<ItemNo> {
    items.iter().map(|item| no(item)).collect()
}

pub fn told(whom: &str) -> Told {
    Told {
        whom: whom.into(),
        at: Some(time("2026-03-02 09:30")),
        how: "in_person".into(),
        by: "林若溪".into(),
        note: String::new(),
    }
}

pub fn time(when: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(when, "%Y-%m-%d %H:%M").expect("a time")
}

pub fn moment(when: &str) -> Moment {
    Moment::local(time(when))
}
