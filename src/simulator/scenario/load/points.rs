//! Recovery points that no job of the history explains.

use jiff::{SignedDuration, Timestamp};

use super::{Loader, ScenarioError, invalid};
use crate::simulator::engine::{later, usual_duration, watch};
use crate::simulator::ids::Random;
use crate::simulator::kinds::Making;
use crate::simulator::request::Scope;
use crate::simulator::scenario::format;
use crate::simulator::state::{
    Index, IndexStatus, Lifecycle, Point, PointStatus, Rare, Resource, Scan, StorageClass,
};
use crate::simulator::wire::{Epoch, Text};

impl Loader {
    pub(super) fn points(&mut self) -> Result<(), ScenarioError> {
        for given in self.document.points.clone() {
            let entry = format!("point of {}", given.resource);
            let scope = self.scope(given.account.as_deref(), given.region.as_deref());
            let resource = self.resource(&scope, &given.resource, &entry)?;
            let point = self.make_point(&scope, &given, &resource, &entry)?;
            let arn = point.recovery_point_arn.clone();
            let estate = self.state.estate(&scope);
            if !given.tags.is_empty() {
                estate.tags.insert(arn.clone(), given.tags);
            }
            if given.index.is_some() {
                estate.indexed.insert(arn.clone());
            }
            estate.points.insert(point);
            watch(&mut self.state, &scope, &arn);
        }
        Ok(())
    }

    fn make_point(
        &mut self,
        scope: &Scope,
        given: &format::Point,
        resource: &Resource,
        entry: &str,
    ) -> Result<Point, ScenarioError> {
        let created = self.at(given.created);
        let role = self.role(scope, None);
        let vault = self.vault(scope, &given.vault, entry)?.clone();
        let job_id = self.state.random.uuid();
        let made = Making {
            scope,
            resource_arn: &resource.arn,
            air_gapped: vault.is_air_gapped(),
            job_id: &job_id,
            is_copy: false,
            at: created,
        };
        // A stopped point is not the one that a plan goes on with.
        let stopped = (given.status == Some(PointStatus::Stopped)).then(|| format!("#{created}"));
        let name = format!("{}{}", resource.arn, stopped.unwrap_or_default());
        let mut of_resource = Random::named(self.seed, &name);
        let continuous = resource.kind.continuous_arn(scope, &resource.arn, &mut of_resource);
        let snapshot = resource.kind.point_arn(&made, &mut self.state.random);
        let done = later(created, usual_duration(resource.size));
        let usable = if given.continuous { PointStatus::Available } else { PointStatus::Completed };
        let mut point = Point {
            recovery_point_arn: continuous.filter(|_| given.continuous).unwrap_or(snapshot),
            backup_vault_name: vault.backup_vault_name,
            backup_vault_arn: vault.backup_vault_arn,
            vault_type: vault.vault_type,
            source_backup_vault_arn: None,
            resource_arn: resource.arn.clone(),
            resource_type: resource.kind.name,
            resource_name: resource.name.clone(),
            created_by: None,
            iam_role_arn: role,
            status: given.status.unwrap_or(usable),
            status_message: given.message.as_deref().map(Text::from),
            creation_date: Epoch(created),
            initiation_date: Epoch(created),
            completion_date: Some(Epoch(done)),
            backup_size_in_bytes: Some(resource.size),
            lifecycle: None,
            calculated_lifecycle: None,
            encryption_key_arn: vault.encryption_key_arn,
            encryption_key_type: vault.encryption_key_type,
            is_encrypted: true,
            storage_class: given.storage.unwrap_or(StorageClass::Warm),
            last_restore_time: None,
            parent_recovery_point_arn: None,
            composite_member_identifier: None,
            is_parent: resource.kind.composite,
            continuous: given.continuous,
            rare: self.rare(given, resource, created, entry)?.map(Box::new),
        };
        let lifecycle = Lifecycle {
            delete_after_days: given.keep_days,
            move_to_cold_storage_after_days: given.cold_after_days,
            opt_in_to_archive_for_supported_resources: (resource.kind.name == "EBS")
                .then_some(true)
                .filter(|_| given.cold_after_days.is_some()),
            ..Lifecycle::default()
        };
        point.keep((lifecycle != Lifecycle::default()).then_some(lifecycle));
        if given.continuous && point.status == PointStatus::Available {
            point.calculated_lifecycle = None;
        }
        Ok(point)
    }

    fn rare(
        &self,
        given: &format::Point,
        resource: &Resource,
        created: Timestamp,
        entry: &str,
    ) -> Result<Option<Rare>, ScenarioError> {
        let done = later(created, usual_duration(resource.size));
        if given.index.is_some() && !matches!(resource.kind.name, "EBS" | "S3") {
            return Err(invalid(entry, "only points of EBS and S3 have an index"));
        }
        let rare = Rare {
            index: given.index.map(|status| self.index(status, resource, done)),
            scan: given
                .scan
                .map(|outcome| Scan { at: Epoch(later(done, SignedDuration::from_hours(1))), outcome }),
            deletion_ends: (given.status == Some(PointStatus::Deleting))
                .then(|| later(self.now, SignedDuration::from_mins(1))),
            undeletable: given.undeletable,
            stopped: (given.status == Some(PointStatus::Stopped))
                .then(|| given.stopped.map_or(self.now, |at| self.at(at))),
        };
        let plain = rare.index.is_none()
            && rare.scan.is_none()
            && rare.deletion_ends.is_none()
            && rare.stopped.is_none()
            && !rare.undeletable;
        Ok((!plain).then_some(rare))
    }

    fn index(&self, status: IndexStatus, resource: &Resource, done: Timestamp) -> Index {
        let over = matches!(status, IndexStatus::Active | IndexStatus::Failed | IndexStatus::Deleting);
        let at = later(done, SignedDuration::from_mins(10));
        Index {
            index_status: status,
            index_status_message: (status == IndexStatus::Failed)
                .then(|| "The recovery point could not be indexed.".into()),
            role: self.role(&self.scope(None, None), None),
            created: Epoch(done),
            completed: over.then_some(Epoch(at)),
            deleted: (status == IndexStatus::Deleting).then_some(Epoch(self.now)),
            ends: (!over || status == IndexStatus::Deleting)
                .then(|| later(self.now, SignedDuration::from_mins(5))),
            items: (resource.size >> 20).max(1),
        }
    }
}
