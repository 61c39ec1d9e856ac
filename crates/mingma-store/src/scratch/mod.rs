//! Databases for tests and benches: made from nothing, gone at the end.
//!
//! PostgreSQL is a server of the process's own, run from the system's binaries: one for all tests
//! of a process ([`Server::shared`]), a database for each ([`Scratch`]). It listens on a socket
//! in a temporary folder and on no port. However the process ends, the server ends with it: its
//! keeper waits for the other end of a pipe to close.

mod binaries;
mod cut;
mod faulty;
mod keeper;
mod past;
mod place;
mod server;

pub use cut::{Cut, Proxy};
pub use faulty::{Break, Faulty};
pub use past::Past;
pub use place::{Place, ScratchFile};
pub use server::{Scratch, Server};
