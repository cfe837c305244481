//! Paging, the same for every list.

use super::failure::{bad_token, validation};
use super::value::Value;
use crate::simulator::wire::ApiError;

/// Makes tokens look like nothing a client would be tempted to compute.
const SALT: usize = 0x5d_3a_91_7c;

/// The page of `items` that the request's `NextToken` asks for, and the token of the page after it.
pub(super) fn page<'a, T>(
    items: &'a [T],
    request: &Value,
    size: usize,
) -> Result<(&'a [T], Option<String>), ApiError> {
    let start = match request.text("NextToken") {
        None => 0,
        Some(token) => position(token).filter(|at| *at <= items.len()).ok_or_else(bad_token)?,
    };
    let end = items.len().min(start.saturating_add(size));
    let next = (end < items.len()).then(|| format!("{:012x}", end ^ SALT));
    Ok((&items[start..end], next))
}

/// The request's `MaxRecords`, within 1 to 100, or the service's default.
pub(super) fn max_records(request: &Value, default: usize) -> Result<usize, ApiError> {
    let Some(asked) = request.int("MaxRecords") else { return Ok(default) };
    usize::try_from(asked).ok().filter(|count| (1..=100).contains(count)).ok_or_else(|| {
        validation(format!(
            "1 validation error detected: Value '{asked}' at 'maxRecords' failed to satisfy constraint: \
             Member must have value between 1 and 100"
        ))
    })
}

fn position(token: &str) -> Option<usize> {
    usize::from_str_radix(token, 16).ok().map(|salted| salted ^ SALT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn following_the_tokens_gives_every_item_once() {
        let items: Vec<_> = (0..7).collect();
        let mut request = Value::record();
        let mut seen = Vec::new();
        loop {
            let (part, next) = page(&items, &request, 3).unwrap();
            seen.extend_from_slice(part);
            let Some(next) = next else { break };
            request = Value::record().with("NextToken", next);
        }
        assert_eq!(seen, items);
    }

    #[test]
    fn a_made_up_token_is_refused() {
        let request = Value::record().with("NextToken", "next please");
        assert_eq!(page(&[1, 2], &request, 1), Err(bad_token()));
    }

    #[test]
    fn a_page_of_none_or_of_too_many_is_refused() {
        assert!(max_records(&Value::record().with("MaxRecords", 0), 50).is_err());
        assert!(max_records(&Value::record().with("MaxRecords", 101), 50).is_err());
        assert_eq!(max_records(&Value::record(), 50), Ok(50));
    }
}
