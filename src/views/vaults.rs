//! Vaults as rows.

use std::cmp::Ordering;

use super::{count, unknown_last, words};
use crate::config::style::Role;
use crate::domain::census::VaultCount;
use crate::domain::subject::{Subject, Thing};
use crate::domain::vault::{LockMode, Vault};
use crate::list::{Cell, Column, Id, Look, Row, Width};
use crate::text::{self, Text, time};
use crate::ui::glyphs::Glyphs;

type Col = Column<Vault>;

static COLUMNS: [Col; 11] = [
    Col::new("name", "Vault", Width::Grow { min: 14, max: 50 }, |vault, look| {
        // Said beside the name as well, because narrow panes have no room for the state of every vault.
        if vault.is_troubled() {
            let glyph = Glyphs::new(look.ascii).critical;
            return Cell::new(format!("{glyph} failed {}", vault.name), Role::Critical);
        }
        Cell::plain(vault.name.as_str())
    })
    .ordered(|a, b| a.name.cmp(&b.name))
    .searched(|vault| vault.name.as_str().into()),
    Col::new("points", "Points", Width::Right(7), |vault, look| count(vault.points, look))
        .ordered(|a, b| unknown_last(a.points, b.points)),
    Col::new("size", "Size", Width::Right(9), bytes).from(100).ordered(|a, b| unknown_last(a.size, b.size)),
    Col::new("lock", "Lock", Width::Grow { min: 20, max: 28 }, |vault, _| {
        let role = if vault.lock.mode == LockMode::None { Role::Dim } else { Role::Text };
        Cell::new(vault.lock.words(), role)
    })
    .ordered(|a, b| a.lock.mode.cmp(&b.lock.mode))
    .searched(|vault| vault.lock.mode.word().into()),
    Col::new("key", "Key", Width::Fixed(13), |vault, look| Cell::or_nothing(key(vault), look))
        .from(70)
        .ordered(|a, b| unknown_last(key(a), key(b)))
        .searched(|vault| key(vault).unwrap_or_default().into()),
    Col::new("state", "State", Width::Fixed(9), |vault, look| {
        let role = if vault.is_troubled() { Role::Critical } else { Role::Text };
        match state(vault) {
            Some(state) => Cell::new(state, role),
            None => Cell::dim(look.nothing()),
        }
    })
    .from(70)
    .ordered(|a, b| unknown_last(a.state.as_ref(), b.state.as_ref()))
    .searched(|vault| state(vault).unwrap_or_default().into()),
    Col::new("kind", "Kind", Width::Fixed(14), |vault, _| Cell::plain(vault.kind.word()))
        .from(100)
        .ordered(|a, b| a.kind.word().cmp(b.kind.word()))
        .searched(|vault| vault.kind.word().into()),
    Col::new("created", "Created", Width::Fixed(12), |vault, look| {
        Cell::or_nothing(vault.created.map(|at| time::clock(at, look.now, look.zone)), look)
    })
    .from(116)
    .ordered(|a, b| unknown_last(a.created, b.created)),
    Col::new("expired", "Expired", Width::Right(8), |vault, look| match vault.count.as_deref() {
        Some(VaultCount { expired, .. }) if expired.points > 0 => {
            Cell::new(text::bytes(expired.bytes), Role::Warning)
        }
        known => nothing_or_none(known, look),
    })
    .from(130)
    .ordered(|a, b| {
        let expired = |vault: &Vault| vault.count.as_ref().map(|count| count.expired.bytes);
        unknown_last(expired(a), expired(b))
    }),
    Col::new("forever", "For ever", Width::Right(8), |vault, look| match vault.count.as_deref() {
        Some(VaultCount { never, .. }) if never.points > 0 => Cell::plain(text::count(never.points)),
        known => nothing_or_none(known, look),
    })
    .from(140)
    .ordered(|a, b| {
        let never = |vault: &Vault| vault.count.as_ref().map(|count| count.never.points);
        unknown_last(never(a), never(b))
    }),
    Col::hidden("arn", |vault| vault.arn.as_str().into()),
];

impl Row for Vault {
    fn id(&self) -> Id {
        Id { scope: self.scope, id: self.name.clone() }
    }

    fn columns() -> &'static [Column<Self>] {
        &COLUMNS
    }

    fn natural_order(&self, other: &Self) -> Ordering {
        self.name.cmp(&other.name)
    }

    fn is_troubled(&self) -> bool {
        self.is_troubled()
    }

    fn subject(&self) -> Subject {
        Subject::new(self.scope, Thing::Vault(self.name.clone()))
    }
}

/// Bytes of its points, `~` where it holds more or fewer by now than when they were counted.
fn bytes<'a>(vault: &Vault, look: &Look<'_>) -> Cell<'a> {
    let counted = vault.count.as_ref().and_then(|count| i64::try_from(count.all.points).ok());
    match vault.size.and_then(|size| u64::try_from(size).ok()) {
        Some(size) if counted != vault.points => Cell::plain(format!("~{}", text::bytes(size))),
        Some(size) => Cell::plain(text::bytes(size)),
        None => Cell::dim(look.nothing()),
    }
}

/// Counted and none is not the same as not counted.
fn nothing_or_none<'a>(count: Option<&VaultCount>, look: &Look<'_>) -> Cell<'a> {
    if count.is_some() { Cell::dim("none") } else { Cell::dim(look.nothing()) }
}

/// Whose key, in 13 columns.
fn key(vault: &Vault) -> Option<&'static str> {
    match vault.key_type.as_ref().map(Text::as_str) {
        Some("CUSTOMER_MANAGED_KMS_KEY") => Some("customer key"),
        Some("AWS_OWNED_KMS_KEY") => Some("AWS owned key"),
        _ => vault.key.as_ref().map(|_| "KMS key"),
    }
}

fn state(vault: &Vault) -> Option<String> {
    vault.state.as_ref().map(|state| words(state.as_str()))
}
