//! `SEARCH('{Namespace,Dimension…} terms', 'Stat', period)` in its documented simple form.

use super::series::Series;

/// A search expression, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Search {
    namespace: String,
    dimensions: Vec<String>,
    terms: Vec<Term>,
    /// `Sum`, `Average` and so on.
    pub(super) stat: String,
    /// Seconds of a point; absent when the query itself says it.
    pub(super) period: Option<i64>,
}

/// One condition: any of the texts, in one property or anywhere.
#[derive(Debug, PartialEq, Eq)]
struct Term {
    property: Option<String>,
    texts: Vec<String>,
}

impl Search {
    /// Reads an expression; the error says what is wrong with it.
    pub(super) fn parse(expression: &str) -> Result<Self, String> {
        let inner = expression
            .trim()
            .strip_prefix("SEARCH(")
            .and_then(|rest| rest.strip_suffix(')'))
            .ok_or("only SEARCH(…) is understood")?;
        let mut arguments = arguments(inner);
        let query = arguments.next().ok_or("SEARCH needs a search text")?;
        let stat = arguments.next().ok_or("SEARCH needs a statistic")?;
        let period = arguments.next().map(|text| text.parse().map_err(|_| "the period is not a number"));
        let (schema, terms) = query
            .trim()
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
            .ok_or("the search text must begin with {Namespace,Dimension…}")?;
        let mut schema = schema.split(',').map(|name| name.trim().trim_matches('"').to_owned());
        Ok(Self {
            namespace: schema.next().unwrap_or_default(),
            dimensions: schema.collect(),
            terms: terms_of(terms),
            stat,
            period: period.transpose()?,
        })
    }

    /// Whether a series has exactly these dimensions and meets every term.
    pub(super) fn finds(&self, namespace: &str, series: &Series<'_>) -> bool {
        let names = series.dimensions();
        namespace == self.namespace
            && names.len() == self.dimensions.len()
            && self.dimensions.iter().all(|wanted| names.iter().any(|(name, _)| name == wanted))
            && self.terms.iter().all(|term| term.meets(series))
    }
}

impl Term {
    fn meets(&self, series: &Series<'_>) -> bool {
        let property = |name: &str| match name {
            "MetricName" => Some(series.metric),
            name => series.dimensions().into_iter().find(|(key, _)| *key == name).map(|(_, value)| value),
        };
        let Some(name) = &self.property else {
            let mut values = series.dimensions().into_iter().map(|(_, value)| value).chain([series.metric]);
            return values.any(|value| self.texts.iter().any(|text| contains(value, text)));
        };
        property(name).is_some_and(|value| self.texts.iter().any(|text| text == value))
    }
}

fn contains(value: &str, text: &str) -> bool {
    value.to_ascii_lowercase().contains(&text.to_ascii_lowercase())
}

/// The arguments between commas, without the single quotes that keep a comma inside one.
fn arguments(inner: &str) -> impl Iterator<Item = String> {
    let mut quoted = false;
    inner
        .split(move |letter| {
            quoted ^= letter == '\'';
            letter == ',' && !quoted
        })
        .map(|argument| argument.trim().trim_matches('\'').to_owned())
}

/// `Name="value"`, `Name=("a" OR "b")` or a bare word, joined by blanks or `AND`.
fn terms_of(text: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let term;
        (term, rest) = match after.strip_prefix('=') {
            Some(value) => {
                let (texts, after) = values(value);
                (Term { property: Some(word.trim_matches('"').to_owned()), texts }, after)
            }
            None => (Term { property: None, texts: vec![word.trim_matches('"').to_owned()] }, after),
        };
        if term.property.is_some() || term.texts != ["AND"] {
            terms.push(term);
        }
        rest = rest.trim_start();
    }
    terms
}

/// The value or the parenthesised values at the start of a text, and what follows.
fn values(text: &str) -> (Vec<String>, &str) {
    if let Some((inside, after)) = text.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        return (
            inside.split(" OR ").map(|value| value.trim().trim_matches('"').to_owned()).collect(),
            after,
        );
    }
    if let Some((value, after)) = text.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        return (vec![value.to_owned()], after);
    }
    let (value, after) = text.split_once(' ').unwrap_or((text, ""));
    (vec![value.to_owned()], after)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILED_EBS: Series<'_> =
        Series { metric: "NumberOfBackupJobsFailed", resource_type: Some("EBS"), vault: None };

    fn found(expression: &str) -> bool {
        Search::parse(expression).unwrap().finds("AWS/Backup", &FAILED_EBS)
    }

    #[test]
    fn the_documented_form_gives_schema_statistic_and_period() {
        let text = r#"SEARCH('{AWS/Backup,ResourceType} MetricName="NumberOfBackupJobsFailed"', 'Sum', 300)"#;
        let search = Search::parse(text).unwrap();
        assert_eq!((search.namespace.as_str(), search.stat.as_str()), ("AWS/Backup", "Sum"));
        assert_eq!((search.dimensions, search.period), (vec!["ResourceType".to_owned()], Some(300)));
    }

    #[test]
    fn a_series_is_found_by_name_value_choice_and_word() {
        assert!(found(
            r#"SEARCH('{AWS/Backup,ResourceType} MetricName="NumberOfBackupJobsFailed"', 'Sum', 300)"#
        ));
        assert!(found(r#"SEARCH('{AWS/Backup,ResourceType} ResourceType=("EC2" OR "EBS")', 'Sum', 300)"#));
        assert!(found("SEARCH('{AWS/Backup,ResourceType} failed AND ResourceType=EBS', 'Sum', 300)"));
        assert!(found("SEARCH('{AWS/Backup,ResourceType}', 'Sum', 300)"));
    }

    #[test]
    fn another_value_or_another_dimension_set_finds_nothing() {
        assert!(!found(r#"SEARCH('{AWS/Backup,ResourceType} ResourceType="EC2"', 'Sum', 300)"#));
        assert!(!found("SEARCH('{AWS/Backup,ResourceType,BackupVaultName}', 'Sum', 300)"));
        assert!(!found("SEARCH('{AWS/EC2,ResourceType}', 'Sum', 300)"));
    }

    #[test]
    fn anything_else_is_refused_with_a_reason() {
        for bad in
            ["m1 + m2", "SEARCH()", "SEARCH('words', 'Sum', 300)", "SEARCH('{AWS/Backup}', 'Sum', often)"]
        {
            assert!(Search::parse(bad).is_err(), "{bad}");
        }
    }
}
