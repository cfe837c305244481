//! vaultdeck
pub mod app;
pub mod aws;
pub mod cli;
pub mod config;
pub mod domain;
pub mod list;
pub mod runtime;
pub mod simulator;
pub mod text;
pub mod ui;
pub mod views;
pub mod wizards;
