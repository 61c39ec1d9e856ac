//! # The legacy folder, and the inquiry into it
//!
//! An old register is seven CSV files: residents, places, scans, colours,
//! accounts, evidence, conversions ([`Table`]). A red code in it is *explained*
//! when the packs in force derive at least that colour, at the moment it began,
//! from that resident's evidence. Of every red that is not, the inquiry says when,
//! by which way, in which batch, by which account, of which unit, approved by whom.
//!
//! **What lives here**: the form of the folder, strict reading (all faults at once,
//! or faulty rows set aside and counted), the inquiry.
//!
//! **What never will**: pages, generated people, a figure that was not found; names,
//! telephones or document numbers beyond the row that is being looked at.
//!
//! **Where to start**: [`inquire`], then `register.rs` and `verdict.rs`.
//!
//! ```
//! use mingma_legacy::{Folder, Options, inquire};
//! use mingma_rules::{load, shipped};
//!
//! let files = [
//!     ("accounts.csv", "account,unit,approved_by\nclerk-1,Bureau,Director\n"),
//!     ("places.csv", "ref,name,kind,region\np1,East station,entry,410105\n"),
//!     ("residents.csv", "ref,document_type,document_number,name,phone,home_region\nr1,,,,,\n"),
//!     ("colours.csv", "resident,colour,from,until,account,channel,reason,batch\nr1,red,2022-06-13T10:05:00+08:00,,clerk-1,,,b1\n"),
//!     ("scans.csv", "resident,place,scanned_at,client_region\nr1,p1,2022-06-13T10:00:00+08:00,310101\n"),
//!     ("evidence.csv", "id,resident,kind,region,observed_at,attributes\n"),
//!     ("conversions.csv", "resident,at,account,reason\n"),
//! ];
//! let folder = Folder::from_files(files.map(|(name, text)| (name.to_owned(), text.as_bytes())))?;
//! let profile = shipped::profile("cn")?;
//! let book = load::shipped(&profile)?;
//! let found = inquire(&folder, &book, &profile, &Options::default(), &mut |_| {})?;
//! assert_eq!((found.red, found.explained, found.unexplained.forwarded_scan), (1, 0, 1));
//! # Ok::<(), mingma_model::Faults>(())
//! ```

mod alleged;
mod batch;
mod chart;
mod check;
mod decode;
mod desk;
mod faults;
mod folder;
mod inquiry;
mod judged;
mod names;
mod quotes;
mod reading;
mod register;
mod rows;
mod scans;
mod sheet;
mod table;
mod told;
mod verdict;

pub use alleged::evidence_csv;
pub use chart::{BUCKETS, Bucket, Chart, Width};
pub use check::NAME_LIMIT;
pub use desk::{Rejected, RejectedRows};
pub use folder::{ENTRY_LIMIT, Encoding, FILE_LIMIT, Folder};
pub use inquiry::{Batch, Flow, Inquiry, LISTED_PERSONS, Moment, Options, Person, Unexplained, inquire};
pub use reading::Progress;
pub use register::{Channel, SCAN_HOURS};
pub use rows::ROW_LIMIT;
pub use table::{PLACE_KINDS, Table};
