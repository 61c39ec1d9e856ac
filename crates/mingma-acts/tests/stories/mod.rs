//! What happens to acts that are handed in, each told for any store.

pub mod broken;
pub mod erased;
pub mod kept;
pub mod moved;
pub mod writers;
