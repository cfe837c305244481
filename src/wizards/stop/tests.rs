use super::*;
use crate::domain::job::{BackupFacts, JobFacts};
use crate::wizards::form::{Form, Outcome};

fn job(kind: &str, state: JobState) -> Job {
    Job {
        resource: Some("arn:aws:ec2:us-east-1:123456789012:volume/vol-1".into()),
        resource_type: Some(kind.into()),
        percent: Some(40.0),
        facts: JobFacts::Backup(Box::<BackupFacts>::default()),
        ..Job::bare(ScopeId(0), JobKind::Backup, "job-1", state)
    }
}

fn form(jobs: &[Job]) -> Form {
    Form::new(1, Box::new(Stop::new(jobs).unwrap()), Known::default(), false, "t".into())
}

fn press(form: &mut Form, keys: &str) -> Outcome {
    keys.split(' ').map(|key| form.key(key.parse().unwrap())).last().unwrap()
}

#[test]
fn what_aws_does_not_stop_says_so_and_is_not_sent() {
    let copy = Job { kind: JobKind::Copy, ..job("EBS", JobState::Running) };
    for (job, why) in [
        (job("RDS", JobState::Running), "AWS stops no backups of RDS"),
        (job("FSx", JobState::Created), "AWS stops no backups of FSx"),
        (job("EBS", JobState::Completed), "it is completed already"),
        (job("EBS", JobState::Aborting), "it is being stopped already"),
        (copy, "AWS stops no copy jobs"),
    ] {
        assert_eq!(refused(&job).as_deref(), Some(why));
        let mut form = form(&[job]);
        assert_eq!(press(&mut form, "left enter"), Outcome::Stay);
    }
}

#[test]
fn a_job_is_stopped_only_after_leaving_cancel() {
    let mut form = form(&[job("EBS", JobState::Running)]);
    assert_eq!(press(&mut form, "enter"), Outcome::Close, "the focus waits on Cancel");
    assert_eq!(press(&mut form, "left enter"), Outcome::Send);
}

#[test]
fn of_many_those_that_can_be_stopped_are() {
    let form = form(&[job("EBS", JobState::Running), job("RDS", JobState::Running)]);
    assert_eq!(form.plan().unwrap().len(), 1);
    assert_eq!(form.checks()[0].says, "1 of 2 are left out: AWS stops no backups of RDS");
}
