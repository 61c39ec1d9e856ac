//! The pages, one a file.

pub(crate) mod about;
pub(crate) mod bench;
pub(crate) mod check;
pub(crate) mod derive;
pub(crate) mod found;
pub(crate) mod front;
pub(crate) mod letter;
pub(crate) mod missing;
pub(crate) mod regions;
pub(crate) mod register;

pub(crate) mod rule;
pub(crate) mod rules;
