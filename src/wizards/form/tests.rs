use super::*;
use crate::domain::failure::FailureKind;
use crate::domain::journal::EntryId;
use crate::domain::preflight::{Answer, Verdict};
use crate::domain::write::Write;

/// Tags one thing after another: one field, a check that it is filled, and a danger of choice.
#[derive(Debug)]
struct Tagging {
    things: Vec<&'static str>,
    danger: Danger,
}

const FIELD: &str = "value";

impl Task for Tagging {
    fn title(&self) -> String {
        "Tag".into()
    }
    fn about(&self, _: Lines<'_>, _: &Known) -> Vec<String> {
        Vec::new()
    }
    fn verb(&self) -> &'static str {
        "Tag"
    }
    fn scope(&self) -> ScopeId {
        ScopeId(0)
    }
    fn fields(&self, known: &Known) -> Vec<Field> {
        let read = matches!(known.fact(ScopeId(0), &need()), Answer::Denied(_));
        vec![Field::new(FIELD, "Value", if read { "read" } else { "first" })]
    }
    fn danger(&self, _: Lines<'_>, _: &Known) -> Danger {
        self.danger.clone()
    }
    fn needs(&self, _: Lines<'_>, _: &Known) -> Vec<(ScopeId, Need)> {
        vec![(ScopeId(0), need())]
    }
    fn checks(&self, lines: Lines<'_>, _: &Known) -> Vec<Check> {
        let verdict = if lines.text(FIELD) == "bad" { Verdict::Failed } else { Verdict::Passed };
        vec![Check::of(verdict, FIELD, "checked")]
    }
    fn plan(&self, lines: Lines<'_>, _: &Known, tokens: &Tokens) -> Result<Vec<Planned>, Complaint> {
        if lines.text(FIELD).is_empty() {
            return Err(Complaint::of(FIELD, "empty"));
        }
        let planned = |(number, thing): (usize, &&str)| Planned {
            scope: ScopeId(0),
            label: (*thing).to_owned(),
            write: Write::StartCopy(crate::domain::write::CopyRequest {
                point: crate::domain::write::PointName { vault: "v".into(), point: (*thing).to_owned() },
                destination: lines.text(FIELD).to_owned(),
                role: String::new(),
                lifecycle: crate::domain::lifecycle::Lifecycle::default(),
                token: tokens.of(number),
            }),
        };
        Ok(self.things.iter().enumerate().map(planned).collect())
    }
    fn field_of(
        &self,
        failure: &Failure,
        _lines: Lines<'_>,
        _known: &Known,
    ) -> Option<std::borrow::Cow<'static, str>> {
        field_by_words(failure, &[("value", FIELD)])
    }
    fn claims(&self) -> Vec<(ScopeId, String)> {
        self.things.iter().map(|thing| (ScopeId(0), (*thing).to_owned())).collect()
    }
}

fn need() -> Need {
    Need::Point { vault: "v".into(), arn: "p".into() }
}

fn form(things: &[&'static str], danger: Danger, guarded: bool) -> Form {
    let task = Tagging { things: things.to_vec(), danger };
    Form::new(1, Box::new(task), Known::default(), guarded, "token-1".into())
}

fn one() -> Form {
    form(&["a"], Danger::Safe, false)
}

fn press(form: &mut Form, keys: &str) -> Outcome {
    keys.split(' ').map(|key| form.key(key.parse().unwrap())).last().unwrap()
}

fn send_all(form: &mut Form) -> Vec<(usize, String)> {
    let intents = form.take_intents();
    if !intents.is_empty() {
        assert_eq!(form.take_next(), None, "nothing leaves before the journal has all");
        form.journalled(Ok((0..).map(EntryId).take(intents.len()).collect()));
    }
    let mut sent = Vec::new();
    while let Some(at) = form.take_next() {
        sent.push((at, form.items()[at].planned.write.token().unwrap().to_owned()));
    }
    sent
}

fn failure(kind: FailureKind) -> Failure {
    Failure::new(kind, "Test", "the value is wrong")
}

#[test]
fn only_the_button_sends_and_it_sends_once() {
    let mut form = one();
    assert_eq!(press(&mut form, "enter"), Outcome::Stay);
    assert_eq!(form.take_next(), None, "nothing is sent before the button");
    assert_eq!(press(&mut form, "enter"), Outcome::Send);
    assert_eq!(send_all(&mut form), [(0, "token-1".to_owned())]);
    assert_eq!(press(&mut form, "enter enter"), Outcome::Stay);
    assert_eq!(form.take_next(), None);
    form.taken(0);
    assert!(form.is_done());
}

#[test]
fn what_costs_waits_on_cancel_and_what_destroys_wants_its_word() {
    for (danger, guarded, word) in [
        (Danger::Costly, false, None),
        (Danger::Costly, true, Some("production")),
        (Danger::Destructive("gone".into()), false, Some("gone")),
        (Danger::Destructive("gone".into()), true, Some("gone")),
    ] {
        let mut form = form(&["a"], danger, guarded);
        assert_eq!(form.focus(), Focus::Cancel);
        assert_eq!(press(&mut form, "left"), Outcome::Stay);
        let Some(word) = word else {
            assert_eq!(press(&mut form, "enter"), Outcome::Send);
            continue;
        };
        assert_eq!(press(&mut form, "enter"), Outcome::Stay, "no word, no write");
        assert_eq!(form.focus(), Focus::Word);
        form.paste(&word[1..]);
        assert_eq!(press(&mut form, "enter enter"), Outcome::Stay, "the wrong word");
        press(&mut form, "ctrl-u");
        form.paste(word);
        assert_eq!(press(&mut form, "enter enter"), Outcome::Send);
    }
}

#[test]
fn a_wrong_field_and_a_failed_check_mark_their_field_and_keep_what_was_typed() {
    for (text, says) in [("", "empty"), ("bad", "checked")] {
        let mut form = one();
        press(&mut form, "ctrl-u");
        form.paste(text);
        assert_eq!(press(&mut form, "enter enter"), Outcome::Stay);
        let complaint = form.complaint().unwrap();
        assert_eq!((complaint.field.as_ref(), complaint.says.as_str()), (FIELD, says));
        assert_eq!((form.focus(), form.lines().text(FIELD)), (Focus::Field(0), text));
    }
}

#[test]
fn a_refusal_marks_its_field_and_takes_a_new_token_and_a_doubt_keeps_the_old_one() {
    for (kind, marked, token) in [
        (FailureKind::Invalid, true, "token-2"),
        (FailureKind::AccessDenied, false, "token-2"),
        (FailureKind::Unreachable, false, "token-1"),
        (FailureKind::Service, false, "token-1"),
    ] {
        let mut form = one();
        press(&mut form, "enter enter");
        send_all(&mut form);
        form.noted(0, EntryId(7));
        form.refused(0, failure(kind), "token-2".into());
        let locked = token == "token-1";
        assert_eq!(form.is_locked(), locked, "{kind:?}");
        assert_eq!(form.complaint().is_some(), marked, "{kind:?}");
        form.paste("x");
        assert_eq!(form.lines().text(FIELD), if marked { "firstx" } else { "first" });
        press(&mut form, if marked { "enter enter" } else { "enter" });
        assert_eq!(send_all(&mut form), [(0, token.to_owned())], "{kind:?}");
        assert_eq!(form.items()[0].entry(), locked.then_some(EntryId(7)), "a repeat is the same entry");
    }
}

#[test]
fn a_doubt_outlives_answers_that_say_nothing_about_the_first_try() {
    for (kind, locked) in [
        (FailureKind::Throttled, true),
        (FailureKind::Expired, true),
        (FailureKind::AccessDenied, true),
        (FailureKind::Invalid, false),
    ] {
        let mut form = one();
        press(&mut form, "enter enter");
        send_all(&mut form);
        form.refused(0, failure(FailureKind::Unreachable), "token-2".into());
        press(&mut form, "enter");
        send_all(&mut form);
        form.refused(0, failure(kind), "token-3".into());
        assert_eq!(form.is_locked(), locked, "{kind:?}");
    }
}

#[test]
fn many_writes_leave_five_at_a_time_each_with_its_token() {
    let things = ["a", "b", "c", "d", "e", "f", "g"];
    let mut form = form(&things, Danger::Safe, false);
    press(&mut form, "enter enter");
    let sent = send_all(&mut form);
    assert_eq!(sent.len(), AT_ONCE);
    assert_eq!(sent[1], (1, "token-1-1".to_owned()));
    form.taken(2);
    assert_eq!(send_all(&mut form), [(5, "token-1-5".to_owned())]);
    assert_eq!(form.focus(), Focus::Cancel, "a key pressed twice leaves nothing out");
    press(&mut form, "left enter");
    assert_eq!(form.items()[6].state, ItemState::LeftOut, "what waits can be left out");
    assert_eq!(form.tally().sending, 5, "what is on its way can't");
}

#[test]
fn of_many_only_those_that_were_refused_are_tried_again() {
    let mut form = form(&["a", "b", "c"], Danger::Safe, false);
    press(&mut form, "enter enter");
    send_all(&mut form);
    form.taken(0);
    form.refused(1, failure(FailureKind::Invalid), "token-2".into());
    form.refused(2, failure(FailureKind::Unreachable), "token-3".into());
    assert_eq!(form.step(), Step::Running, "the list stays");
    assert_eq!(press(&mut form, "left enter"), Outcome::Send);
    let again = [(1, "token-2".to_owned()), (2, "token-1-2".to_owned())];
    assert_eq!(send_all(&mut form), again, "the refused with a new token, the doubt with its own");
    form.taken(1);
    form.taken(2);
    assert!(form.is_done());
}

#[test]
fn what_is_needed_is_asked_for_once_and_fills_what_nobody_has_typed_into() {
    let denied = Failure { action: Some("backup:X".into()), ..failure(FailureKind::AccessDenied) };
    for (typed, text) in [("", "read"), ("x", "firstx")] {
        let mut form = one();
        assert_eq!(form.take_needs(), [(ScopeId(0), need())]);
        assert_eq!(form.take_needs(), []);
        if !typed.is_empty() {
            form.paste(typed);
        }
        form.miss(ScopeId(0), need(), &denied);
        assert_eq!(form.lines().text(FIELD), text);
        assert_eq!(*form.known().fact(ScopeId(0), &need()), Answer::Denied("backup:X".into()));
    }
}

#[test]
fn what_the_journal_does_not_take_is_not_sent() {
    let mut form = form(&["a", "b"], Danger::Safe, false);
    press(&mut form, "enter enter");
    assert_eq!(form.take_intents().len(), 2);
    form.journalled(Err("the disk is full".into()));
    assert_eq!(form.take_next(), None);
    assert_eq!((form.tally().left_out, form.complaint().unwrap().says.as_str()), (2, "the disk is full"));
}

#[test]
fn escape_leaves_at_any_time_and_ctrl_y_copies() {
    let mut form = one();
    assert_eq!(press(&mut form, "ctrl-y"), Outcome::Yank);
    assert_eq!(press(&mut form, "esc"), Outcome::Close);
    press(&mut form, "enter enter");
    send_all(&mut form);
    assert_eq!(press(&mut form, "esc"), Outcome::Close);
}

#[test]
fn the_focus_goes_round() {
    let mut form = form(&["a"], Danger::Costly, false);
    press(&mut form, "down");
    assert_eq!(form.focus(), Focus::Field(0));
    press(&mut form, "up");
    assert_eq!(form.focus(), Focus::Cancel);
}

#[test]
fn many_at_once_want_the_word_in_production() {
    for (count, word) in [(AT_ONCE, false), (AT_ONCE + 1, true)] {
        let form = form(&["a"; 12][..count], Danger::Safe, true);
        assert_eq!(form.danger() != Danger::Safe, word, "{count}");
    }
}
