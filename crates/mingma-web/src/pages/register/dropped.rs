//! A register that was dropped: taken from the form, read in memory, told, forgotten.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::extract::multipart::{Multipart, MultipartError};
use mingma_legacy::{Encoding, Folder, Inquiry, Options, RejectedRows, Table};
use mingma_model::{Fault, Faults, Text};

use super::examine;
use crate::state::Bench;

/// Files and choices as they were sent.
#[derive(Default)]
pub(super) struct Taken {
    files: Vec<(String, Vec<u8>)>,
    skip_bad: bool,
    encoding: Encoding,
    /// Whether JSON is asked for.
    pub as_json: bool,
}

impl Taken {
    /// Reads a form as it arrives.
    ///
    /// # Errors
    /// It is too large, or breaks off.
    pub async fn read(mut form: Multipart) -> Result<Self, MultipartError> {
        let mut taken = Self::default();
        while let Some(field) = form.next_field().await? {
            let word = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(|name| name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned());
            let bytes = field.bytes().await?.to_vec();
            let text = || String::from_utf8_lossy(&bytes).into_owned();
            match word.as_str() {
                "skip_bad" => taken.skip_bad = true,
                "encoding" => taken.encoding = Encoding::from_word(&text()).unwrap_or_default(),
                "as" => taken.as_json = text() == "json",
                "files" => taken.files.extend(file.filter(|name| !name.is_empty()).map(|name| (name, bytes))),
                _ => {}
            }
        }
        Ok(taken)
    }

    /// Reads the register and inquires into it.
    ///
    /// # Errors
    /// Every fault of the folder.
    pub fn examine(self, bench: &Bench) -> Result<Examined, Faults> {
        let kept = Kept::default();
        let rejected = self.skip_bad.then(|| RejectedRows::to(Box::new(kept.clone())));
        let mut options = Options { skip_bad: self.skip_bad, encoding: self.encoding, rejected };
        let folder = folder(self.files)?;
        let inquiry = examine(bench, &folder, &options)?;
        // Written to memory; the rows end with the answer.
        let finished = options.rejected.take().is_none_or(|rows| rows.finish().is_ok());
        Ok(Examined { inquiry, set_aside: if finished { kept.text() } else { String::new() } })
    }
}

/// What was found in a dropped register, and the rows that were set aside.
pub(super) struct Examined {
    /// What was found.
    pub inquiry: Inquiry,
    /// Rows set aside, as CSV.
    pub set_aside: String,
}

/// Rows set aside, in memory.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn text(&self) -> String {
        let rows = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        String::from_utf8_lossy(&rows).into_owned()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut rows = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // What the page cannot show is not kept; the count is whole all the same.
        let room = SHOWN_ROWS.saturating_sub(rows.len()).min(bytes.len());
        rows.extend_from_slice(&bytes[..room]);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Rows set aside that a page shows, in bytes.
pub(super) const SHOWN_ROWS: usize = 256 << 10;

/// The most that a dropped register unpacks to.
const UNPACKED: u64 = 1 << 30;

fn folder(files: Vec<(String, Vec<u8>)>) -> Result<Folder, Faults> {
    let zip = |name: &str| name.to_ascii_lowercase().ends_with(".zip");
    let folder = match <[_; 1]>::try_from(files) {
        Ok([(name, bytes)]) if zip(&name) => Folder::from_zip(name, bytes)?,
        Ok(one) => Folder::from_files(one)?,
        Err(files) => Folder::from_files(files)?,
    };
    let unpacked: u64 = Table::ALL.iter().filter_map(|table| folder.size(*table)).sum();
    if unpacked > UNPACKED { Err(too_much(unpacked).into()) } else { Ok(folder) }
}

fn too_much(bytes: u64) -> Fault {
    let gib = bytes / (1 << 30);
    Fault::new(
        "MM-WEB-002",
        Text::new(
            format!("解开后有 {gib} GiB 以上，网页上限 1 GiB"),
            format!("unpacked it is over {gib} GiB; a page takes 1 GiB"),
        ),
        Text::new("用命令行：mingma inquire --legacy 文件夹", "use the command: mingma inquire --legacy DIR"),
    )
}
