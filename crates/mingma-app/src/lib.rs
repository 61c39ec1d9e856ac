//! # The rooms
//!
//! **What lives here**: one folder a subject; in each what is decided (pure),
//! what is asked, and the use cases.
//!
//! **What never will**: SQL, HTTP, a function that sets a colour.
