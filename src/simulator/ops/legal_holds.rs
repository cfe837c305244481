//! Legal holds.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};

use super::{check_tags, listing};
use crate::simulator::engine::{Event, later};
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{
    Estate, GivenRange, GivenSelection, Hold, HoldSelection, HoldStatus, Point, State,
};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome};

/// The quota of legal holds.
const MOST_HOLDS: usize = 50;
/// How long it takes until a hold is on, or off, its recovery points.
const SETTLING: SignedDuration = SignedDuration::from_secs(15);

/// `CreateLegalHold`. The same token gives the same answer and makes nothing.
pub fn create(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let (title, description) = (members.required("Title")?, members.required("Description")?);
    let tags: BTreeMap<String, String> = members.parsed_or_empty("Tags")?;
    check_tags("Tags", &tags)?;
    let given: Option<Value> = members.parsed("RecoveryPointSelection")?;
    let now = state.now;
    let selection = selection(members.parsed_or_empty("RecoveryPointSelection")?, now)?;
    let token = members.text("IdempotencyToken")?.map(str::to_owned);
    let key = token.map(|token| (request.scope.clone(), "CreateLegalHold", token));
    if let Some(answer) = key.as_ref().and_then(|key| state.answered.get(key)) {
        return Ok(answer.clone());
    }
    let counts = |hold: &&Hold| hold.status != HoldStatus::Canceled;
    if state.estate(&request.scope).holds.iter().filter(counts).count() >= MOST_HOLDS {
        return Err(ApiError::limit_exceeded(format!("You can have at most {MOST_HOLDS} legal holds.")));
    }
    let id = state.random.uuid();
    let hold = Hold {
        title: title.into(),
        status: HoldStatus::Creating,
        description: description.into(),
        legal_hold_arn: request.scope.arn(&format!("legal-hold:{id}")),
        legal_hold_id: id.into(),
        creation_date: Epoch(now),
        cancellation_date: None,
        cancel_description: None,
        retain_record_until: None,
        given,
        selection,
        settles: Some(later(now, SETTLING)),
    };
    let answer = Answer::ok(json!({
        "Title": hold.title,
        "Status": hold.status,
        "Description": hold.description,
        "LegalHoldId": hold.legal_hold_id,
        "LegalHoldArn": hold.legal_hold_arn,
        "CreationDate": hold.creation_date,
        "RecoveryPointSelection": hold.given,
    }));
    let event = Event::Hold { scope: request.scope.clone(), id: hold.legal_hold_id.clone() };
    state.engine.queue.at(later(now, SETTLING), event);
    let estate = state.estate(&request.scope);
    if !tags.is_empty() {
        estate.tags.insert(hold.legal_hold_arn.clone(), tags);
    }
    estate.holds.insert(hold);
    if let Some(key) = key {
        state.answered.insert(key, answer.clone());
    }
    Ok(answer)
}

fn selection(given: GivenSelection, now: Timestamp) -> Result<HoldSelection, ApiError> {
    let invalid = |why: &str| ApiError::invalid("RecoveryPointSelection", why);
    let moment = |seconds: f64| {
        let since = SignedDuration::try_from_secs_f64(seconds).ok();
        since
            .and_then(|since| Timestamp::from_duration(since).ok())
            .ok_or_else(|| invalid("DateRange holds a time that is out of range"))
    };
    let range = |GivenRange { from_date, to_date }| {
        let (from, to) = (moment(from_date)?, moment(to_date)?);
        if from > now || to > now {
            return Err(invalid("DateRange must not be in the future"));
        }
        if from > to {
            return Err(invalid("FromDate of DateRange must not be after ToDate"));
        }
        Ok((from, to))
    };
    Ok(HoldSelection {
        vaults: given.vault_names,
        resources: given.resource_identifiers,
        range: given.date_range.map(range).transpose()?,
    })
}

/// `GetLegalHold`.
pub fn get(state: &mut State, request: &Request) -> Outcome {
    let hold = find(state.estate(&request.scope), request.label(0))?;
    Ok(Answer::ok(json!({
        "Title": hold.title,
        "Status": hold.status,
        "Description": hold.description,
        "CancelDescription": hold.cancel_description,
        "LegalHoldId": hold.legal_hold_id,
        "LegalHoldArn": hold.legal_hold_arn,
        "CreationDate": hold.creation_date,
        "CancellationDate": hold.cancellation_date,
        "RetainRecordUntil": hold.retain_record_until,
        "RecoveryPointSelection": hold.given,
    })))
}

fn find<'a>(estate: &'a Estate, id: &str) -> Result<&'a Hold, ApiError> {
    if uuid::Uuid::try_parse(id).is_err() {
        return Err(ApiError::invalid("LegalHoldId", format!("{id} is not the id of a legal hold")));
    }
    estate.holds.get(id).ok_or_else(|| ApiError::not_found(format!("Legal hold {id} does not exist.")))
}

/// `ListLegalHolds`: those in force and those that were, newest first.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let paging = Paging::read(request, "legal-holds")?;
    let (page, token) = paging.page(&state.estate(&request.scope).holds, |_| true);
    Ok(listing("LegalHolds", page, token))
}

/// `RecoveryPointMember`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Held<'a> {
    recovery_point_arn: &'a str,
    resource_arn: &'a str,
    resource_type: &'static str,
    backup_vault_name: &'a str,
}

/// `ListRecoveryPointsByLegalHold`; a hold that is off or unknown has none.
pub fn list_points(state: &mut State, request: &Request) -> Outcome {
    let id = request.label(0);
    let paging = Paging::read(request, &format!("legal-holds/{id}"))?;
    let now = state.now;
    let estate = state.estate(&request.scope);
    let hold = match find(estate, id) {
        Err(error) if error.code() == "InvalidParameterValueException" => return Err(error),
        found => found.ok().filter(|hold| hold.is_in_force(now)),
    };
    let reach = hold.map(Hold::reach).unwrap_or_default();
    let covered = |point: &Point| hold.is_some_and(|hold| hold.covers(point));
    let (page, token) = paging.walk(std::iter::once(&estate.points), &reach, covered);
    let points = page.into_iter().map(|point| Held {
        recovery_point_arn: &point.recovery_point_arn,
        resource_arn: &point.resource_arn,
        resource_type: point.resource_type,
        backup_vault_name: &point.backup_vault_name,
    });
    Ok(listing("RecoveryPoints", points, token))
}

/// `CancelLegalHold`. Without `RetainRecordInDays` the record is kept for good.
pub fn cancel(state: &mut State, request: &Request) -> Outcome {
    let id = request.label(0);
    let why = request.query("cancelDescription").ok_or_else(|| ApiError::missing("CancelDescription"))?;
    let days = request.query_number("retainRecordInDays")?;
    let now = state.now;
    let off = later(now, SETTLING);
    let estate = state.estate(&request.scope);
    let status = find(estate, id)?.status;
    if status != HoldStatus::Active {
        return Err(ApiError::invalid_state(format!(
            "Legal hold {id} is not active and cannot be canceled."
        )));
    }
    if let Some(hold) = estate.holds.get_mut(id) {
        hold.status = HoldStatus::Canceling;
        hold.cancel_description = Some(why.into());
        hold.cancellation_date = Some(Epoch(now));
        let hours =
            days.map(|days| i64::try_from(days).unwrap_or(i64::MAX).saturating_mul(24).min(24 * 36_500));
        hold.retain_record_until = hours.map(|hours| Epoch(later(now, SignedDuration::from_hours(hours))));
        hold.settles = Some(off);
    }
    state.engine.queue.at(off, Event::Hold { scope: request.scope.clone(), id: id.into() });
    Ok(Answer::empty())
}
