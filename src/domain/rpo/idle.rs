//! Rules of the configuration that fit no protected resource. AWS Backup lists what has a recovery point: a resource that lost its
//! last one drops out of the list, and its promise is all that still speaks of it.

use super::{Fit, Rule, Tags};
use crate::domain::resource::Resource;
use crate::domain::scope::ScopeId;

/// A scope that is watched, and whose resources are all known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// The scope.
    pub scope: ScopeId,
    /// Its account.
    pub account: String,
    /// Its Region.
    pub region: String,
}

/// The rules that fit no resource of the scopes, each with the scope to say it in. A rule whose ARN names another account or
/// Region is not judged, nor one that may fit something whose tags are not known.
pub fn idle<'a>(
    rules: &'a [Rule],
    resources: &[&Resource],
    tags: impl Fn(&Resource) -> Tags,
    watched: &[Watched],
) -> Vec<(ScopeId, &'a Rule)> {
    let fits_nothing = |rule: &Rule| resources.iter().all(|row| rule.fit(row, || tags(row)) == Fit::No);
    let place = |rule: &Rule| watched.iter().find(|watched| rule.is_of(watched)).map(|watched| watched.scope);
    let found = rules.iter().filter_map(|rule| Some((place(rule)?, rule)));
    found.filter(|(_, rule)| fits_nothing(rule)).collect()
}

impl Rule {
    /// The one resource that it is for, by its ARN.
    pub fn exact_arn(&self) -> Option<&str> {
        self.arn.as_deref().filter(|arn| !arn.contains('*'))
    }

    /// Whether what it is for may be in a scope, as far as its ARN tells.
    fn is_of(&self, watched: &Watched) -> bool {
        let parts: Vec<&str> = self.arn.iter().flat_map(|arn| arn.splitn(6, ':')).collect();
        let [_, _, _, region, account, _] = parts.as_slice() else { return true };
        let may_be = |named: &str, is: &str| named.is_empty() || named.contains('*') || named == is;
        may_be(region, &watched.region) && may_be(account, &watched.account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rpo::Tag;

    fn watched() -> [Watched; 2] {
        [(0, "us-east-1"), (1, "us-west-2")].map(|(scope, region)| Watched {
            scope: ScopeId(scope),
            account: "123456789012".into(),
            region: region.into(),
        })
    }

    fn table(name: &str) -> Resource {
        Resource {
            arn: format!("arn:aws:dynamodb:us-west-2:123456789012:table/{name}").as_str().into(),
            kind: "DynamoDB".into(),
            name: Some(name.into()),
            ..Resource::default()
        }
    }

    fn named(name: &str) -> Rule {
        Rule { name: Some(name.into()), ..Rule::default() }
    }

    fn of_arn(arn: &str) -> Rule {
        Rule { arn: Some(arn.into()), ..Rule::default() }
    }

    fn by_tag(value: &str) -> Rule {
        let tag = Tag { key: "tier".into(), value: value.into() };
        Rule { tags: vec![tag], ..Rule::default() }
    }

    /// The scopes in which a rule is said to fit nothing.
    fn found(rule: Rule, tags: &Tags, watched: &[Watched]) -> Vec<u16> {
        let (a, b) = (table("ledger"), table("carts"));
        let found = [rule];
        idle(&found, &[&a, &b], |_| tags.clone(), watched).iter().map(|(scope, _)| scope.0).collect()
    }

    #[test]
    fn a_rule_that_fits_nothing_is_found_where_its_resource_would_be() {
        let gold = Tags::Told(vec![("tier".into(), "gold".into())]);
        for (rule, scopes) in [
            (named("ledger"), &[][..]),
            (named("ledgr"), &[0]),
            (named("led*"), &[]),
            (by_tag("gold"), &[]),
            (by_tag("tin"), &[0]),
            (of_arn("arn:aws:dynamodb:us-west-2:123456789012:table/ledger"), &[]),
            (of_arn("arn:aws:dynamodb:us-west-2:123456789012:table/gone"), &[1]),
            (of_arn("arn:aws:dynamodb:*:*:table/gone"), &[0]),
            (of_arn("arn:aws:s3:::gone"), &[0]),
        ] {
            assert_eq!(found(rule.clone(), &gold, &watched()), scopes, "{}", rule.words());
        }
    }

    #[test]
    fn nothing_is_said_of_what_may_be_elsewhere_or_hangs_on_tags_that_are_not_known() {
        let untold = Tags::Untold("not yet".into());
        for rule in [
            by_tag("tin"),
            of_arn("arn:aws:dynamodb:eu-west-1:123456789012:table/gone"),
            of_arn("arn:aws:dynamodb:us-west-2:999999999999:table/gone"),
            of_arn("arn:aws:*:*:999999999999:*"),
        ] {
            assert_eq!(found(rule.clone(), &untold, &watched()), [0; 0], "{}", rule.words());
        }
        let ebs = Rule { kind: Some("EBS".into()), ..by_tag("tin") };
        assert_eq!(found(ebs, &untold, &watched()), [0], "nothing of that type is there");
        assert_eq!(found(named("ledgr"), &untold, &[]), [0; 0], "the lists have not come");
    }
}
