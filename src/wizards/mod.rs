//! wizards
