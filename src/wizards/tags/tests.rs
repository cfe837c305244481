use super::*;
use crate::domain::failure::FailureKind;
use crate::wizards::form::{Focus, Form, Outcome};

fn thing(name: &str) -> Tagged {
    let arn = Text::from(format!("arn:aws:backup:us-east-1:123456789012:backup-vault:{name}"));
    Tagged { scope: ScopeId(0), arn, label: name.into() }
}

/// Tags that a thing has, if they have been read.
type Pairs<'a> = Option<&'a [(&'a str, &'a str)]>;

/// The form for things that have these tags; `None` has not been read.
fn form(things: &[(Tagged, Pairs<'_>)]) -> Form {
    let mut known = Known::default();
    for (thing, tags) in things {
        if let Some(tags) = tags {
            let tags = tags.iter().map(|(key, value)| (Text::new(key), Text::new(value))).collect();
            known.learn(thing.scope, need(thing), Fact::Tags(tags));
        }
    }
    let things = things.iter().map(|(thing, _)| thing.clone()).collect();
    Form::new(1, Box::new(Tags::new("vault", things).unwrap()), known, false, "t".into())
}

fn press(form: &mut Form, keys: &str) -> Outcome {
    keys.split(' ').map(|key| form.key(key.parse().unwrap())).last().unwrap()
}

fn fill(form: &mut Form, key: &str, text: &str) {
    let at = form.fields().iter().position(|field| field.key == key).unwrap();
    while form.focus() != Focus::Field(at) {
        press(form, if form.focus() > Focus::Field(at) { "up" } else { "down" });
    }
    press(form, "end ctrl-u");
    form.paste(text);
}

fn confirm(form: &mut Form) -> Outcome {
    while form.focus() != Focus::Do {
        press(form, if form.focus() == Focus::Cancel { "left" } else { "down" });
    }
    press(form, "enter")
}

/// What is sent: `vault +key=value -key`.
fn sent(form: &Form) -> Vec<String> {
    let words = |planned: Planned| match planned.write {
        Write::Tag { tags, .. } => {
            let tags: Vec<String> = tags.iter().map(|(key, value)| format!(" +{key}={value}")).collect();
            format!("{}{}", planned.label, tags.concat())
        }
        Write::Untag { keys, .. } => {
            let keys: Vec<String> = keys.iter().map(|key| format!(" -{key}")).collect();
            format!("{}{}", planned.label, keys.concat())
        }
        other => panic!("{other:?}"),
    };
    form.plan().unwrap().into_iter().map(words).collect()
}

const HAS: Pairs<'static> = Some(&[("team", "shop"), ("tier", "1"), ("note", ""), ("aws:x", "y")]);

#[test]
fn tags_are_seen_added_changed_and_removed_in_one_form() {
    let mut form = form(&[(thing("a"), HAS)]);
    let shown: Vec<_> = form.fields().iter().map(|field| (field.label.as_ref(), field.text())).collect();
    let has = [("team", "shop"), ("tier", "1"), ("note", "\"\""), ("aws:x", "y"), ("Add", "")];
    assert_eq!(shown, has);
    assert_eq!(sent(&form), [""; 0], "nothing was changed");
    fill(&mut form, "tag team", "ops");
    assert_eq!(form.note(&form.fields()[0]), "was shop");
    fill(&mut form, "tag tier", "");
    assert_eq!(form.note(&form.fields()[1]), "is removed");
    fill(&mut form, SET, "owner=it, cost = 7");
    assert_eq!(sent(&form), ["a +cost=7 +owner=it +team=ops", "a -tier"]);
    assert_eq!(confirm(&mut form), Outcome::Send);
}

#[test]
fn a_tag_with_an_empty_value_is_no_removed_one() {
    let mut form = form(&[(thing("a"), HAS)]);
    fill(&mut form, "tag tier", "\"\"");
    fill(&mut form, "tag note", "");
    fill(&mut form, SET, "flag=\"\"");
    assert_eq!(sent(&form), ["a +flag= +tier=", "a -note"]);
}

#[test]
fn what_aws_would_refuse_marks_its_field() {
    for (key, text, field, why) in [
        (SET, "team", SET, "is no tag"),
        (SET, "aws:cost=1", SET, "AWS's own"),
        ("tag aws:x", "z", "tag aws:x", "AWS's own"),
        ("tag aws:x", "", "tag aws:x", "AWS's own"),
        (SET, &format!("{}=1", "k".repeat(129)), SET, "128 characters"),
        (SET, &format!("k={}", "v".repeat(257)), SET, "256"),
    ] {
        let mut form = form(&[(thing("a"), HAS)]);
        fill(&mut form, key, text);
        assert_eq!(confirm(&mut form), Outcome::Stay);
        let complaint = form.complaint().unwrap();
        assert_eq!(complaint.field, field);
        assert!(complaint.says.contains(why), "{}", complaint.says);
    }
}

#[test]
fn fifty_tags_are_the_most() {
    let many: Vec<(String, String)> = (0..49).map(|number| (format!("k{number}"), String::new())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    for (added, stays) in [("a=1", Outcome::Send), ("a=1, b=2", Outcome::Stay), ("a=1, k1=2", Outcome::Send)]
    {
        let mut form = form(&[(thing("a"), Some(&many))]);
        fill(&mut form, SET, added);
        assert_eq!(confirm(&mut form), stays, "{added}");
    }
}

#[test]
fn many_get_only_what_they_do_not_have() {
    let mut form = form(&[
        (thing("a"), Some(&[("team", "shop"), ("old", "1")])),
        (thing("b"), Some(&[("team", "it")])),
        (thing("c"), None),
    ]);
    let about = form.task().about(form.lines(), form.known());
    assert_eq!(about[1], "Tags now: old=1 (1), team=it (1), team=shop (1); 1 could not be told");
    fill(&mut form, SET, "team=shop");
    fill(&mut form, REMOVE, "old");
    assert_eq!(sent(&form), ["a -old", "b +team=shop", "c +team=shop", "c -old"]);
    fill(&mut form, REMOVE, "team");
    assert_eq!(form.plan().unwrap_err().field, REMOVE, "set and removed");
}

#[test]
fn what_its_own_service_tags_is_refused_alone_and_left_out_of_many() {
    let snapshot = Tagged { arn: "arn:aws:ec2:us-east-1::snapshot/snap-1".into(), ..thing("snap") };
    let mut alone = form(&[(snapshot.clone(), None)]);
    assert_eq!(alone.take_needs(), []);
    fill(&mut alone, SET, "a=1");
    assert_eq!(confirm(&mut alone), Outcome::Stay);
    let mut both = form(&[(snapshot, None), (thing("a"), Some(&[]))]);
    fill(&mut both, SET, "a=1");
    assert_eq!(sent(&both), ["a +a=1"]);
    assert_eq!(confirm(&mut both), Outcome::Send);
}

#[test]
fn tags_that_may_not_be_read_can_still_be_set_and_removed() {
    let mut form = form(&[(thing("a"), None)]);
    form.take_needs();
    let mut denied = Failure::new(FailureKind::AccessDenied, "ListTags", "no");
    denied.action = Some("backup:ListTags".into());
    form.miss(ScopeId(0), need(&thing("a")), &denied);
    assert!(form.checks()[0].says.contains("lacks backup:ListTags"));
    fill(&mut form, SET, "a=1");
    fill(&mut form, REMOVE, "b");
    assert_eq!(sent(&form), ["a +a=1", "a -b"]);
}
