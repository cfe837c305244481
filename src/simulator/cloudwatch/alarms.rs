//! `DescribeAlarms` and `DescribeAlarmHistory`.

use jiff::Timestamp;
use serde_json::json;

use super::alarm::{Alarm, State, json_time};
use super::failure::validation;
use super::page::{max_records, page};
use super::value::Value;
use crate::simulator::request::Scope;
use crate::simulator::wire::ApiError;

/// Page sizes when the request names none.
const ALARMS_A_PAGE: usize = 50;
const ITEMS_A_PAGE: usize = 100;

/// Alarms by name, prefix, type, state, action or kinship. Without `AlarmTypes` only metric alarms are listed.
pub(super) fn describe(alarms: &[Alarm], scope: &Scope, request: &Value) -> Result<Value, ApiError> {
    let filter = Filter::read(alarms, request)?;
    let mut found: Vec<_> = alarms.iter().filter(|alarm| filter.admits(alarm)).collect();
    found.sort_by_key(|alarm| (alarm.is_composite(), &alarm.name));
    let (shown, next) = page(&found, request, max_records(request, ALARMS_A_PAGE)?)?;
    let of = |composite| -> Value {
        shown
            .iter()
            .filter(|alarm| alarm.is_composite() == composite)
            .map(|alarm| alarm.describe(scope))
            .collect()
    };
    Ok(Value::record()
        .with("MetricAlarms", of(false))
        .with("CompositeAlarms", of(true))
        .with_some("NextToken", next))
}

struct Filter<'a> {
    names: Vec<&'a str>,
    prefix: Option<&'a str>,
    kinds: Vec<&'a str>,
    state: Option<&'a str>,
    action: Option<&'a str>,
    children: Option<Vec<&'a str>>,
    parents_of: Option<&'a str>,
}

impl<'a> Filter<'a> {
    fn read(alarms: &'a [Alarm], request: &'a Value) -> Result<Self, ApiError> {
        let names = request.texts("AlarmNames");
        let prefix = request.text("AlarmNamePrefix");
        if !names.is_empty() && prefix.is_some() {
            return Err(validation("AlarmNames and AlarmNamePrefix cannot be used together."));
        }
        let mut kinds = request.texts("AlarmTypes");
        let children = request.text("ChildrenOfAlarmName").map(|parent| {
            alarms.iter().filter(|alarm| alarm.name == parent).flat_map(Alarm::children).collect()
        });
        let parents_of = request.text("ParentsOfAlarmName");
        if kinds.is_empty() {
            kinds = if children.is_some() || parents_of.is_some() {
                vec!["MetricAlarm", "CompositeAlarm"]
            } else {
                vec!["MetricAlarm"]
            };
        }
        let (state, action) = (request.text("StateValue"), request.text("ActionPrefix"));
        Ok(Self { names, prefix, kinds, state, action, children, parents_of })
    }

    fn admits(&self, alarm: &Alarm) -> bool {
        let name = alarm.name.as_str();
        (self.names.is_empty() || self.names.contains(&name))
            && self.prefix.is_none_or(|prefix| name.starts_with(prefix))
            && self.kinds.contains(&alarm.kind())
            && self.state.is_none_or(|value| alarm.state().is_some_and(|state| state.value == value))
            && self.action.is_none_or(|prefix| alarm.actions.iter().any(|action| action.starts_with(prefix)))
            && self.children.as_ref().is_none_or(|children| children.contains(&name))
            && self.parents_of.is_none_or(|child| alarm.children().contains(&child))
    }
}

/// What happened to alarms: their making, their changes of state and what they did about it, newest first.
pub(super) fn history(alarms: &[Alarm], scope: &Scope, request: &Value) -> Result<Value, ApiError> {
    let name = request.text("AlarmName");
    let mut kinds = request.texts("AlarmTypes");
    if kinds.is_empty() {
        kinds.push("MetricAlarm");
    }
    let mut items: Vec<_> = alarms
        .iter()
        .filter(|alarm| name.is_none_or(|name| alarm.name == name) && kinds.contains(&alarm.kind()))
        .flat_map(|alarm| items(alarm, scope))
        .filter(|item| item.wanted(request))
        .collect();
    items.sort_by_key(|item| item.at);
    if request.text("ScanBy") != Some("TimestampAscending") {
        items.reverse();
    }
    let (shown, next) = page(&items, request, max_records(request, ITEMS_A_PAGE)?)?;
    let items: Value = shown.iter().map(Item::describe).collect();
    Ok(Value::record().with("AlarmHistoryItems", items).with_some("NextToken", next))
}

struct Item<'a> {
    alarm: &'a Alarm,
    at: Timestamp,
    kind: &'static str,
    summary: String,
    data: String,
}

impl Item<'_> {
    fn wanted(&self, request: &Value) -> bool {
        request.text("HistoryItemType").is_none_or(|kind| kind == self.kind)
            && request.time("StartDate").is_none_or(|start| self.at >= start)
            && request.time("EndDate").is_none_or(|end| self.at <= end)
    }

    fn describe(&self) -> Value {
        Value::record()
            .with("AlarmName", &self.alarm.name)
            .with("AlarmType", self.alarm.kind())
            .with("Timestamp", self.at)
            .with("HistoryItemType", self.kind)
            .with("HistorySummary", &self.summary)
            .with("HistoryData", &self.data)
    }
}

fn items<'a>(alarm: &'a Alarm, scope: &Scope) -> Vec<Item<'a>> {
    let made = Item {
        alarm,
        at: alarm.created,
        kind: "ConfigurationUpdate",
        summary: format!("Alarm \"{}\" created", alarm.name),
        data: json!({"version": "1.0", "type": "Create"}).to_string(),
    };
    let changes = alarm.states.windows(2).filter_map(|pair| match pair {
        [old, new] => Some(change(alarm, scope, old, new)),
        _ => None,
    });
    let actions = alarm.states.iter().skip(1).filter(|state| state.value == "ALARM");
    let actions =
        actions.flat_map(|state| alarm.actions.iter().map(move |action| executed(alarm, state, action)));
    [made].into_iter().chain(changes).chain(actions).collect()
}

fn change<'a>(alarm: &'a Alarm, scope: &Scope, old: &State, new: &State) -> Item<'a> {
    let told = |state: &State| json!({"stateValue": state.value, "stateReason": state.reason, "stateReasonData": alarm.reason_data(scope, state)});
    Item {
        alarm,
        at: new.since,
        kind: "StateUpdate",
        summary: format!("Alarm updated from {} to {}", old.value, new.value),
        data: json!({"version": "1.0", "oldState": told(old), "newState": told(new)}).to_string(),
    }
}

fn executed<'a>(alarm: &'a Alarm, state: &State, action: &str) -> Item<'a> {
    Item {
        alarm,
        at: state.since,
        kind: "Action",
        summary: format!("Successfully executed action {action}"),
        data: json!({"actionState": "Succeeded", "notificationResource": action,
            "stateUpdateTimestamp": json_time(state.since)})
        .to_string(),
    }
}
