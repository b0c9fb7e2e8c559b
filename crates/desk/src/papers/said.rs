//! What all papers of a case say alike: head, tail, persons, limits and names.

use crate::desk::Open;
use crate::problem::{DeskError, Result};
use chrono::{NaiveDate, NaiveDateTime};
use greenlane_domain::calendar;
use greenlane_domain::case::{self, CaseFact, CaseState, ItemNo, ItemState, Mark, PaperState};
use greenlane_domain::employer::{self, EmployerRecord};
use greenlane_domain::fact::{Author, FactId, FileId, History, Moment};
use greenlane_domain::identity::{IdentityKind, IdentityNumber, identify};
use greenlane_domain::pack::{DayKind, Days, Sourced, Status};
use greenlane_domain::talent::{self, TalentRecord};
use greenlane_domain::words::Language;
use greenlane_print::paper::{Document, Due, Head, Kind, Party, Stated, Tail};

/// Papers are always Chinese.
pub(super) fn zh(key: &str, fill: &[(&str, &str)]) -> String {
    crate::words::say(Language::Chinese, key, fill)
}

/// A case from which papers are made: its facts as they were known at a moment.
pub(super) struct Source<'a> {
    pub desk: &'a Open,
    pub history: History,
    pub state: CaseState,
    /// The employer's record, as it is now; empty when none is concerned.
    pub employer: EmployerRecord,
    talent: History,
    /// When the paper is made.
    at: Moment,
    /// Who makes it.
    maker: Author,
}

impl<'a> Source<'a> {
    /// The case now, or as it was known at a moment.
    pub async fn of(desk: &'a Open, file: &FileId, as_of: Option<Moment>) -> Result<Self> {
        let whole = desk.history(file).await?;
        let history = match as_of {
            Some(at) => whole.as_of(at),
            None => whole,
        };
        let state = case::fold(&history);
        let talent = match state.talent() {
            Some(talent) => desk.store.history(talent).await?,
            None => History::default(),
        };
        let employer = match state.need.as_ref().and_then(|need| need.employer.as_ref()) {
            Some(employer) => employer::fold(&desk.store.history(employer).await?).record,
            None => EmployerRecord::default(),
        };
        let at = as_of.unwrap_or_else(|| desk.now());
        Ok(Self { desk, history, state, employer, talent, at, maker: desk.author() })
    }

    /// The case as a paper that was made saw it.
    pub async fn of_paper(desk: &'a Open, file: &FileId, made: &PaperState) -> Result<Self> {
        let mut source = Self::of(desk, file, Some(made.mark.at)).await?;
        if let Some(fact) = source.history.get(&made.mark.fact) {
            source.maker = fact.content.author.clone();
        }
        Ok(source)
    }

    /// The day on which the paper is made: that of papers which no fact of the case dates.
    pub fn today(&self) -> NaiveDate {
        self.at.date()
    }

    /// When the paper is made: the envelope of a paper that no fact of the case dates. It rests on the item's choice.
    pub fn made_on(&self, item: &ItemState) -> Option<Mark> {
        let fact = item.chosen.as_ref().or(self.state.registered.as_ref())?.fact;
        Some(self.made_after(fact))
    }

    /// The same for a paper about the whole case.
    pub fn made_after(&self, fact: FactId) -> Mark {
        Mark { fact, at: self.at, local: self.at.local_time(), by: self.maker.name.clone() }
    }

    /// Who makes the paper, with the work number.
    pub fn maker(&self) -> String {
        self.written(&self.maker)
    }

    /// The facts of the case that count, each with its envelope, in order.
    pub fn facts(&self) -> impl DoubleEndedIterator<Item = (Mark, CaseFact)> + '_ {
        let aside = |id: &FactId| self.state.settled.values().any(|facts| facts.contains(id));
        let counted = self.history.iter().filter(move |one| !aside(&one.fact.id));
        counted.filter_map(|one| Some((case::mark_of(one.fact), CaseFact::of(one.fact)?)))
    }

    /// The latest fact of a kind, with what it says.
    pub fn latest<T>(&self, wanted: impl Fn(CaseFact) -> Option<T>) -> Option<(Mark, T)> {
        self.facts().rev().find_map(|(mark, fact)| Some((mark, wanted(fact)?)))
    }

    /// The case as it was when a fact was written, with the fact: what a paper about it says does not change when more
    /// happens.
    pub fn then(&self, mark: &Mark) -> CaseState {
        case::fold(&self.history.as_of(mark.at))
    }

    /// The talent as recorded at a moment.
    pub fn talent_at(&self, mark: &Mark) -> TalentRecord {
        let then = talent::fold(&self.talent.as_of(mark.at));
        // A record that came from elsewhere and bears a later moment is better than none.
        if then.recorded.is_some() { then.record } else { talent::fold(&self.talent).record }
    }

    /// The talent as recorded now.
    pub fn talent_now(&self) -> TalentRecord {
        talent::fold(&self.talent).record
    }

    /// Who wrote a fact, with the work number: `李演示（工号 003）`.
    pub fn handler(&self, fact: &FactId) -> String {
        self.history.get(fact).map(|fact| self.written(&fact.content.author)).unwrap_or_default()
    }

    fn written(&self, author: &Author) -> String {
        let person = self.desk.office.people.get(&author.person);
        match person.map(|person| person.staff_no.trim()).filter(|number| !number.is_empty()) {
            Some(number) => zh("papers.handler", &[("name", &author.name), ("number", number)]),
            None => author.name.clone(),
        }
    }

    /// The name of the window at the head.
    pub fn window(&self) -> String {
        let office = &self.desk.office.record.name;
        let name = || self.desk.pack.letterhead.name.get().cloned().unwrap_or_default();
        if office.trim().is_empty() { name() } else { office.clone() }
    }

    pub fn head(&self, kind: Kind, number: &str, date: NaiveDate) -> Head {
        let case_number = self.state.number().to_owned();
        Head {
            window: self.window(),
            number: stated_text(number),
            code: Some(format!("greenlane:1:{case_number}:{}:{date}", kind.key())),
            case_number,
            date,
            practice: self.desk.practice(),
        }
    }

    /// The tail: the office's own lines, else those of the pack; the articles it rests on.
    pub fn tail(&self, kind: Kind, handler: String, articles: impl IntoIterator<Item = String>) -> Tail {
        let (own, pack) = (&self.desk.office.letterhead, &self.desk.pack);
        let line = |own: &str, pack: &Sourced<String>| match own.trim() {
            "" => pack.get().cloned().into(),
            own => Stated::from(own),
        };
        let document = paper_rule(self.desk, kind);
        let mut basis: Vec<String> =
            Some(pack.citation()).filter(|citation| !citation.is_empty()).into_iter().collect();
        for article in document.map(|document| document.article.clone()).into_iter().chain(articles) {
            if is_article(&article) && !basis.contains(&article) {
                basis.push(article);
            }
        }
        Tail {
            address: line(&own.address, &pack.letterhead.address),
            phone: line(&own.phone, &pack.letterhead.phone),
            complaint: pack.letterhead.complaint_line.get().cloned().into(),
            query: stated_text(&own.query),
            handler,
            copies: self.copies(kind),
            basis,
        }
    }

    /// How many originals there are and who keeps which.
    fn copies(&self, kind: Kind) -> String {
        let Some(document) = paper_rule(self.desk, kind) else { return String::new() };
        let who: Vec<&str> = document.goes_to.iter().map(|actor| self.desk.pack.role_name(*actor)).collect();
        let who = who.join("、");
        match document.originals.get() {
            None => zh("papers.copies.unset", &[]),
            Some(1) => zh("papers.copies.one", &[("who", &who)]),
            Some(n) if who.is_empty() => zh("papers.copies.plain", &[("n", &numeral(*n))]),
            Some(n) => zh("papers.copies.each", &[("n", &numeral(*n)), ("who", &who)]),
        }
    }

    /// The talent as a paper of a day names the person; numbers are masked.
    pub fn talent(&self, mark: &Mark) -> Party {
        let record = self.talent_at(mark);
        let day = mark.local.date();
        let holds = |until: Option<NaiveDate>| until.is_none_or(|until| until >= day);
        let classes: Vec<&str> =
            record.classes.iter().filter(|class| holds(class.until)).map(|class| class.name.as_str()).collect();
        let document = record.identities.first();
        let employer = self.state.need.as_ref().map(|need| need.employer_name.clone()).unwrap_or_default();
        Party {
            name: self.state.talent_name().to_owned(),
            tier: some(classes.join("、")),
            card: record.cards.iter().find(|card| holds(card.until)).and_then(|card| some(card.number.clone())),
            document: document.map(|number| number.kind.name(Language::Chinese)),
            document_number: document.map(IdentityNumber::masked),
            employer: some(employer),
            phone: record.phones.first().and_then(|phone| some(masked_phone(phone, day))),
        }
    }

    /// Who acted for the talent when the need was brought.
    pub fn agent(&self, day: NaiveDate) -> Option<Party> {
        let need = self.state.need.as_ref()?;
        let submitter = &need.submitter;
        let own =
            submitter.capacity == "talent" || submitter.name.trim().is_empty() || submitter.name == need.talent_name;
        (!own).then(|| Party {
            name: submitter.name.clone(),
            employer: some(need.employer_name.clone()).filter(|_| submitter.capacity == "employer_specialist"),
            phone: some(masked_phone(&submitter.phone, day)),
            ..Party::default()
        })
    }

    /// A body as it was called on a day, with today's name where that is another one.
    pub fn body(&self, party: &case::Party, day: NaiveDate) -> String {
        match self.desk.pack.body(&party.key) {
            Some(body) => match body.name_on(day) {
                then if then == body.name => then.to_owned(),
                then => zh("papers.renamed", &[("then", then), ("now", &body.name)]),
            },
            None => party.name.clone(),
        }
    }

    /// Where the window is and whom to call, in one line.
    pub fn place(&self, tail: &Tail) -> Stated<String> {
        let parts: Vec<&str> =
            [tail.address.get(), tail.phone.get()].into_iter().flatten().map(String::as_str).collect();
        if parts.is_empty() { Stated::Unset } else { Stated::Value(parts.join("，")) }
    }

    /// How results are collected, as far as the pack has decided it.
    pub fn pickup(&self) -> Stated<String> {
        use greenlane_domain::pack::Pickup;
        let delivery = &self.desk.pack.flow.delivery;
        let place = match delivery.pickup.get() {
            Some(Pickup::IntakeOnly) => "papers.pickup.intake_only",
            Some(Pickup::AnyWindow) => "papers.pickup.any_window",
            None => return Stated::Unset,
        };
        let call =
            if delivery.appointment.get() == Some(&true) { zh("papers.pickup.called", &[]) } else { String::new() };
        Stated::Value(format!("{}{call}", zh(place, &[])))
    }

    /// The chosen items that are there, in order; all of `among` when none are named.
    pub fn items<'s>(&self, state: &'s CaseState, wanted: &[ItemNo], among: &[ItemNo]) -> Vec<&'s ItemState> {
        let chosen = |no: &&ItemNo| wanted.is_empty() || wanted.contains(no);
        among.iter().filter(chosen).filter_map(|no| state.items.get(no)).collect()
    }
}

/// What the pack says of a kind of paper.
pub(super) fn paper_rule(desk: &Open, kind: Kind) -> Option<&greenlane_domain::pack::Document> {
    desk.pack.document(kind.key())
}

/// That the case has nothing that a kind of paper could be about: the sentence says what is missing.
pub(super) fn lacks(kind: Kind) -> DeskError {
    let lack = zh(&format!("papers.lack.{}", kind.key()), &[]);
    DeskError::said("paper_lacks", kind.key(), &[("paper", kind.title()), ("lack", &lack)])
}

/// The names of items, in their order.
pub(super) fn names(items: &[&ItemState]) -> Vec<String> {
    items.iter().map(|item| item.spec.name.clone()).collect()
}

/// A paper counted once.
pub(super) fn single(name: &str) -> Document {
    Document { name: name.to_owned(), number: None, count: 1 }
}

/// A text that names an article of an instrument; a rule of the product's own is not cited on paper.
fn is_article(text: &str) -> bool {
    text.contains('条') || text.contains('款')
}

pub(super) fn some(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

pub(super) fn stated_text(text: &str) -> Stated<String> {
    match text.trim() {
        "" => Stated::Unset,
        text => Stated::from(text),
    }
}

/// A limit in words: `7 个工作日`.
pub(super) fn limit(limit: &Sourced<Days>) -> Stated<String> {
    match limit.get() {
        Some(days) if limit.status != Status::Unset => Stated::Value(days_in_words(*days)),
        _ => Stated::Unset,
    }
}

pub(super) fn days_in_words(days: Days) -> String {
    let key = match days.kind {
        DayKind::Working => "papers.days.working",
        DayKind::Calendar => "papers.days.calendar",
    };
    zh(key, &[("n", &days.days.to_string())])
}

/// A date of the calendar as a paper states it, marked while it is provisional.
pub(super) fn due(due: Option<&calendar::Due>) -> Stated<Due> {
    due.map(|due| Due { date: due.date, provisional: due.provisional.then(|| zh("papers.reckoned_by", &[])) }).into()
}

/// A moment as Chinese papers write it, to the minute.
pub(super) fn moment_in_words(at: NaiveDateTime) -> String {
    format!("{} {}", super::intake::day_in_words(at.date()), at.format("%H:%M"))
}

fn masked_phone(phone: &str, day: NaiveDate) -> String {
    let is_phone =
        |kind: IdentityKind| matches!(kind, IdentityKind::Mobile | IdentityKind::Landline | IdentityKind::ForeignPhone);
    match identify(phone, day).into_iter().find(|reading| is_phone(reading.kind)) {
        Some(reading) => {
            IdentityNumber { kind: reading.kind, value: reading.normalized, override_reason: None }.masked()
        }
        None => "*".repeat(phone.chars().count()),
    }
}

fn numeral(n: u32) -> String {
    const NUMERALS: [&str; 11] = ["零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"];
    usize::try_from(n).ok().and_then(|n| NUMERALS.get(n)).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}
