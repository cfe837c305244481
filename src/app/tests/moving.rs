use super::*;
use crate::app::model::Modal;
use crate::app::page::{Content, Pane};

fn place(desk: &Desk) -> String {
    match &desk.model.page().content {
        Content::Overview => format!("overview {:?}", desk.model.focus),
        Content::Full(pane) => format!("full {pane:?}"),
        Content::Detail(detail) => detail.subject.thing.word().to_owned(),
        Content::Points(points) => format!("points of {}", points.of.thing.id()),
        Content::Children(_) => "children".to_owned(),
        Content::Members(_) => "members".to_owned(),
        Content::Journal => "journal".to_owned(),
        Content::Timeline(_) => "timeline".to_owned(),
        Content::Why(_) => "why".to_owned(),
        Content::Log(_) => "log".to_owned(),
        Content::Scopes(_) => "scopes".to_owned(),
        Content::Metrics(_) => "metrics".to_owned(),
    }
}

#[test]
fn keys_lead_where_they_say() {
    for (keys, there) in [
        ("1", "overview Alerts"),
        ("3", "overview Vaults"),
        ("tab", "overview Jobs"),
        ("backtab", "overview Plans"),
        ("2 z", "full Jobs"),
        ("2 z 3", "full Vaults"),
        ("2 z z", "overview Jobs"),
        ("2 z esc", "overview Jobs"),
        ("5", "full Resources"),
        ("5 esc", "overview Alerts"),
        ("5 2", "full Jobs"),
        ("2 enter", "backup job"),
        ("2 enter esc", "overview Jobs"),
        ("3 enter", "vault"),
        ("3 p", "points of Default"),
        ("5 p", "points of arn:aws:rds:us-east-1:123456789012:db:orders-db"),
        ("2 p", "points of arn:aws:rds:us-east-1:123456789012:db:orders-db"),
        ("4 enter", "backup plan"),
        ("1 enter", "backup job"),
        ("1 j enter", "alarm"),
        ("J", "journal"),
        ("J J esc", "overview Alerts"),
        ("L", "log"),
        ("L P", "scopes"),
        ("L esc", "overview Alerts"),
        ("2 enter 1", "overview Alerts"),
    ] {
        let mut desk = Desk::settled();
        desk.press(keys);
        assert_eq!(place(&desk), there, "{keys}");
    }
}

#[test]
fn kinds_of_jobs_go_through_the_filter_line() {
    let mut desk = Desk::settled();
    desk.press("2");
    let line = |desk: &Desk| desk.model.list().unwrap().state().filter_line().to_owned();
    for wanted in ["kind:backup", "kind:copy", "kind:restore", "", "kind:backup"] {
        desk.press("K");
        assert_eq!(line(&desk), wanted);
    }
    desk.press("/");
    desk.type_text("orders");
    desk.press("enter K");
    assert_eq!(line(&desk), "kind:copy orders");
}

#[test]
fn the_filter_narrows_as_it_is_typed_and_escape_takes_it_back() {
    let mut desk = Desk::settled();
    desk.press("2");
    let shown = |desk: &Desk| desk.model.list().unwrap().state().len();
    assert_eq!(shown(&desk), 2);
    desk.press("/");
    desk.type_text("state:failed");
    assert_eq!(shown(&desk), 1);
    desk.press("esc");
    assert_eq!((shown(&desk), desk.model.modal.is_none()), (2, true));
    desk.press("/ f a i l e d enter");
    assert_eq!(shown(&desk), 1);
    desk.press("esc");
    assert_eq!(shown(&desk), 2);
}

#[test]
fn what_is_typed_after_a_filter_is_a_word_of_its_own() {
    let mut desk = Desk::settled();
    desk.press("2 K /");
    desk.type_text("state:failed");
    desk.press("enter");
    assert_eq!(desk.model.list().unwrap().state().filter_line(), "kind:backup state:failed");
    desk.press("/ enter");
    assert_eq!(desk.model.list().unwrap().state().len(), 1, "a blank at the end changes nothing");
}

#[test]
fn filter_order_and_cursor_survive_a_refresh() {
    let mut desk = Desk::settled();
    desk.press("2 s s j");
    let state = |desk: &Desk| {
        let list = desk.model.list().unwrap();
        (list.selected_subject(), list.sorted_by())
    };
    let before = state(&desk);
    desk.pass(31);
    let newer =
        vec![job(ScopeId(0), "job-7", JobState::Completed, 0), job(ScopeId(0), "job-8", JobState::Failed, 0)];
    desk.answer(|query| matches!(query, Query::Jobs { kind: JobKind::Backup, .. }), vec![Page::Jobs(newer)]);
    assert_eq!(desk.model.list().unwrap().total(), 4);
    assert_eq!(state(&desk), before);
}

#[test]
fn yanks_are_ids_and_commands() {
    let mut desk = Desk::settled();
    let yanked = |effects: Vec<Effect>| {
        effects.into_iter().find_map(|effect| match effect {
            Effect::Yank(text) => Some(text),
            _ => None,
        })
    };
    let text = yanked(desk.press("3 y"));
    assert_eq!(text.as_deref(), Some("Default"));
    let text = yanked(desk.press("Y"));
    assert_eq!(
        text.as_deref(),
        Some("aws backup describe-backup-vault --backup-vault-name Default --region us-east-1")
    );
}

#[test]
fn ctrl_c_quits_from_anywhere_and_q_is_a_letter_while_typing() {
    for keys in ["q", "ctrl-c", "? ctrl-c", ": ctrl-c", "/ ctrl-c", "2 b ctrl-c"] {
        let mut desk = Desk::settled();
        assert!(desk.press(keys).contains(&Effect::Quit), "{keys}");
    }
    for keys in ["/ q", ": q", "2 b q"] {
        let mut desk = Desk::settled();
        assert!(!desk.press(keys).contains(&Effect::Quit), "{keys}");
        assert!(desk.model.modal.is_some());
    }
}

#[test]
fn signals_and_sizes_are_messages_too() {
    let mut desk = Desk::settled();
    assert!(desk.send(Msg::Terminate).contains(&Effect::Quit));
    assert!(desk.send(Msg::Stop).contains(&Effect::Suspend));
    assert!(desk.send(Msg::Resumed).contains(&Effect::Redraw));
    for size in [(1, 1), (0, 0), (60, 16), (59, 16), (300, 100), (65535, 65535)] {
        desk.send(Msg::Resize { width: size.0, height: size.1 });
        assert_eq!(desk.model.size, size);
    }
}

#[test]
fn help_tells_of_what_can_be_done_here_only() {
    let mut desk = Desk::settled();
    desk.press("3 ?");
    assert!(matches!(desk.model.modal, Some(Modal::Help(_))));
    let text = format!("{:?}", crate::app::help::lines(&desk.model));
    assert!(
        text.contains("recovery points of the vault") && !text.contains("Start an on-demand backup"),
        "{text}"
    );
}

#[test]
fn the_palette_opens_things_by_name() {
    let mut desk = Desk::settled();
    desk.press(":");
    desk.type_text("orders-db");
    desk.press("enter");
    assert_eq!(place(&desk), "protected resource");
}

#[test]
fn resources_have_no_zoom_and_vaults_no_kinds() {
    let mut desk = Desk::settled();
    desk.press("5 z");
    assert_eq!(place(&desk), format!("full {:?}", Pane::Resources));
    desk.press("3 K");
    assert_eq!(desk.model.list().unwrap().state().filter_line(), "");
}
