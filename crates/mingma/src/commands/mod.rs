//! One file a command.

pub mod calendar;
pub mod config;
pub mod derive;
pub mod inquire;
pub mod regions;
pub mod rules;
pub mod sim;
pub mod try_;
