//! When a request was signed, against the service's own time.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::simulator::wire::ApiError;

/// How far apart both may be.
const SLACK: SignedDuration = SignedDuration::from_mins(5);
/// The form of `X-Amz-Date`.
const FORM: &str = "%Y%m%dT%H%M%SZ";

/// Refuses a request that was signed more than five minutes from `now`, in AWS's words. A date that cannot be read is no
/// matter of time.
pub(in crate::simulator) fn check(signed: &str, now: Timestamp) -> Result<(), ApiError> {
    let Some(at) = read(signed) else { return Ok(()) };
    let edge = |by: SignedDuration| now.saturating_add(by).unwrap_or(now);
    let (earliest, latest) = (edge(-SLACK), edge(SLACK));
    let (signed, now) = (write(at), write(now));
    let message = if at < earliest {
        format!("Signature expired: {signed} is now earlier than {} ({now} - 5 min.)", write(earliest))
    } else if at > latest {
        format!("Signature not yet current: {signed} is still later than {} ({now} + 5 min.)", write(latest))
    } else {
        return Ok(());
    };
    Err(ApiError::new("InvalidSignatureException", 403, message))
}

/// Reads an `X-Amz-Date`.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    DateTime::strptime(FORM, text).ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

fn write(time: Timestamp) -> String {
    time.strftime(FORM).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(signed: &str) -> Option<String> {
        let now = "2015-08-30T12:46:00Z".parse().unwrap();
        check(signed, now).err().map(|error| error.message().to_owned())
    }

    #[test]
    fn a_request_is_good_for_five_minutes_either_way() {
        assert_eq!(refusal("20150830T124100Z"), None);
        assert_eq!(refusal("20150830T125100Z"), None);
        let early = "Signature expired: 20150830T124059Z is now earlier than 20150830T124100Z (20150830T124600Z - 5 min.)";
        assert_eq!(refusal("20150830T124059Z").as_deref(), Some(early));
        let late = "Signature not yet current: 20150830T125101Z is still later than 20150830T125100Z (20150830T124600Z + 5 min.)";
        assert_eq!(refusal("20150830T125101Z").as_deref(), Some(late));
    }
}
