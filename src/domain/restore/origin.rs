//! What is known of a recovery point that is to be restored.

use jiff::Timestamp;

use crate::domain::arn;
use crate::domain::failure::Failure;
use crate::domain::recovery_point::RecoveryPoint;
use crate::text::Text;

/// What AWS tells of how a point can be restored. Keys and values are hostile text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// What the point was, from `GetRecoveryPointRestoreMetadata`; some values are null.
    pub given: Vec<(Text, Option<Text>)>,
    /// Defaults that AWS itself would test with, from `GetRestoreTestingInferredMetadata`; empty where it has none.
    pub inferred: Vec<(Text, Text)>,
    /// The resource type, as that call tells it.
    pub resource_type: Option<Text>,
    /// Why one of the two could not be read.
    pub gaps: Vec<Failure>,
}

/// A point, and what is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// `ResourceType` as AWS spells it.
    pub resource_type: String,
    /// What the resource is called in its ARN, raw.
    pub name: String,
    /// The point's Region, which is where it is restored; empty while it is not known.
    pub region: String,
    /// Retention and the range of moments count from here.
    pub created: Option<Timestamp>,
    /// Bytes.
    pub size: Option<i64>,
    /// In cold storage or in the archive; `None` where nothing tells.
    pub cold: Option<bool>,
    /// A continuous point: any moment of a range can be restored; `None` where nothing tells.
    pub continuous: Option<bool>,
    /// What AWS tells of how it can be restored; `None` where that could not be read.
    pub metadata: Option<Metadata>,
}

impl Origin {
    /// All that the console knows of a point.
    pub fn new(point: &RecoveryPoint, region: &str, metadata: Option<Metadata>, now: Timestamp) -> Self {
        let resource = point.resource.as_ref().map_or("", Text::raw);
        let of = arn::Arn::parse(point.arn.raw()).map_or("", |arn| arn.service);
        let told = metadata.as_ref().and_then(|metadata| metadata.resource_type.as_ref());
        Self {
            resource_type: point.resource_type.as_ref().or(told).map_or("", Text::raw).to_owned(),
            name: arn::short(resource).to_owned(),
            region: region.to_owned(),
            created: point.created,
            size: point.size,
            cold: point.tier(now).map(|tier| tier == "cold"),
            // Other services know no continuous points.
            continuous: point.is_continuous().or((of != "backup").then_some(false)),
            metadata,
        }
    }

    /// What the point gives under a key, however it is spelled; null and empty values are none.
    pub fn given(&self, key: &str) -> Option<&Text> {
        let given = self.metadata.iter().flat_map(|metadata| &metadata.given);
        let mut values = given.filter(|(name, _)| name.raw().eq_ignore_ascii_case(key));
        values.find_map(|(_, value)| value.as_ref()).filter(|value| !value.raw().trim().is_empty())
    }

    /// Whether AWS gives null under a key.
    pub fn gives_null(&self, key: &str) -> bool {
        let mut given = self.metadata.iter().flat_map(|metadata| &metadata.given);
        given.any(|(name, value)| name.raw().eq_ignore_ascii_case(key) && value.is_none())
    }

    /// What AWS would test with under a key.
    pub fn inferred(&self, key: &str) -> Option<&Text> {
        let mut inferred = self.metadata.iter().flat_map(|metadata| &metadata.inferred);
        let found = inferred.find(|(name, _)| name.raw().eq_ignore_ascii_case(key));
        found.map(|(_, value)| value).filter(|value| !value.raw().trim().is_empty())
    }

    /// Whole GiB that hold the point.
    pub fn gib(&self) -> Option<i64> {
        self.size.filter(|size| *size > 0).map(|size| (size + (1 << 30) - 1) >> 30)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gib_round_up_and_nothing_is_no_size() {
        let of = |size| Origin { size, ..Origin::default() }.gib();
        assert_eq!((of(Some(1)), of(Some(1 << 30)), of(Some((1 << 30) + 1))), (Some(1), Some(1), Some(2)));
        assert_eq!((of(None), of(Some(0))), (None, None));
    }
}
