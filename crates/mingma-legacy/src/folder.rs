//! Where the seven files are: a folder, a ZIP, or bytes in memory.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mingma_model::Faults;
use zip::ZipArchive;

use crate::decode::Gb18030;
use crate::faults;
use crate::rows::Rows;
use crate::table::Table;

/// The largest of the seven files, unpacked, in bytes (4 GiB).
pub const FILE_LIMIT: u64 = 4 << 30;

/// The most entries of a ZIP.
pub const ENTRY_LIMIT: usize = 1_000;

/// How the text of the files is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    #[default]
    Utf8,
    /// GB18030, and so GBK and GB2312.
    Gb18030,
}

impl Encoding {
    /// Reads `utf-8` or `gb18030` (`gbk`, `gb2312`); anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "gb18030" | "gbk" | "gb2312" => Some(Self::Gb18030),
            _ => None,
        }
    }
}

/// A folder of an old register, not yet read.
///
/// Nothing is ever unpacked to disk: a ZIP is read as a stream, and only
/// entries named like the seven files are opened.
#[derive(Clone, Debug)]
pub struct Folder {
    name: String,
    held: Held,
}

#[derive(Clone, Debug)]
enum Held {
    Disk(PathBuf),
    Zip(Archive, Vec<(Table, usize, u64)>),
    Memory(Vec<(Table, Arc<[u8]>)>),
}

#[derive(Clone, Debug)]
enum Archive {
    File(PathBuf),
    Bytes(Arc<[u8]>),
}

trait Seekable: Read + io::Seek {}
impl<T: Read + io::Seek> Seekable for T {}

impl Archive {
    fn open(&self) -> io::Result<ZipArchive<Box<dyn Seekable>>> {
        let bytes: Box<dyn Seekable> = match self {
            Self::File(path) => Box::new(io::BufReader::new(File::open(path)?)),
            Self::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        };
        Ok(ZipArchive::new(bytes)?)
    }
}

impl Folder {
    /// Opens a folder or a ZIP.
    ///
    /// # Errors
    /// It is neither, or the ZIP is refused: too many entries, one that leaves
    /// the archive, two of one name, one too large.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Faults> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let about = std::fs::metadata(path).map_err(|error| faults::unreadable(&name, &error))?;
        if about.is_dir() {
            return Ok(Self { name, held: Held::Disk(path.to_owned()) });
        }
        Self::archive(name, Archive::File(path.to_owned()))
    }

    /// A ZIP in memory.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn from_zip(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Result<Self, Faults> {
        Self::archive(name.into(), Archive::Bytes(bytes.into()))
    }

    /// Files in memory, by name; those of other names are passed over. A single
    /// ZIP among them is opened.
    ///
    /// # Errors
    /// Two files of one name, or as [`Self::from_zip`].
    pub fn from_files<B: Into<Arc<[u8]>>>(files: impl IntoIterator<Item = (String, B)>) -> Result<Self, Faults> {
        let mut found = Faults::none();
        let mut held: Vec<(Table, Arc<[u8]>)> = Vec::new();
        for (name, bytes) in files {
            let Some(table) = Table::of_file(last_part(&name)) else {
                let bytes: Arc<[u8]> = bytes.into();
                if held.is_empty() && bytes.starts_with(b"PK\x03\x04") {
                    return Self::from_zip(name, bytes);
                }
                continue;
            };
            if held.iter().any(|(other, _)| *other == table) {
                found.push(same_name(&name));
            }
            held.push((table, bytes.into()));
        }
        found.or(Self { name: String::new(), held: Held::Memory(held) })
    }

    /// What it was opened as.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn archive(name: String, archive: Archive) -> Result<Self, Faults> {
        let mut zip = archive.open().map_err(|error| faults::no_archive(&name, &error))?;
        if zip.len() > ENTRY_LIMIT {
            let count = zip.len();
            let (zh, en) = (
                format!("有 {count} 个条目，上限 {ENTRY_LIMIT}"),
                format!("{count} entries; the limit is {ENTRY_LIMIT}"),
            );
            return Err(faults::bad_archive(&name, &zh, &en).into());
        }
        let mut found = Faults::none();
        let mut entries: Vec<(Table, usize, u64)> = Vec::new();
        for row in 0..zip.len() {
            let entry = match zip.by_index_raw(row) {
                Ok(entry) => entry,
                Err(error) => {
                    found.push(faults::unreadable(&name, &error.into()));
                    continue;
                }
            };
            let path = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
            if leaves(&path) {
                found.push(faults::bad_archive(
                    &name,
                    &format!("条目 \"{path}\" 指向包外"),
                    &format!("the entry \"{path}\" leaves the archive"),
                ));
            } else if let Some(table) = table_of_entry(&path) {
                if entry.encrypted() {
                    found.push(faults::bad_archive(&name, &format!("{path} 已加密"), &format!("{path} is encrypted")));
                }
                if entry.size() > FILE_LIMIT {
                    found.push(faults::too_large(table.file(), FILE_LIMIT));
                }
                if entries.iter().any(|(other, ..)| *other == table) {
                    found.push(same_name(&path));
                }
                entries.push((table, row, entry.size()));
            }
        }
        found.or(Self { name, held: Held::Zip(archive, entries) })
    }

    /// The size of a file in bytes, as it says itself; none if it is not there.
    #[must_use]
    pub fn size(&self, table: Table) -> Option<u64> {
        match &self.held {
            Held::Disk(path) => std::fs::metadata(path.join(table.file()))
                .ok()
                .filter(std::fs::Metadata::is_file)
                .map(|about| about.len()),
            Held::Zip(_, entries) => entries.iter().find(|(other, ..)| *other == table).map(|(_, _, size)| *size),
            Held::Memory(files) => files.iter().find(|(other, _)| *other == table).map(|(_, bytes)| bytes.len() as u64),
        }
    }

    /// Reads every row of every file as UTF-8 and nothing else: what any inquiry
    /// must do at least. Answers with the number of rows.
    ///
    /// # Errors
    /// Of reading.
    pub fn count_rows(&self) -> io::Result<u64> {
        let mut count = 0;
        for table in Table::ALL {
            let done = self.with(table, |bytes| {
                let mut rows = Rows::new(bytes);
                while rows.next()?.is_some() {
                    count += 1;
                }
                Ok(())
            })?;
            done.unwrap_or(Ok::<(), io::Error>(()))?;
        }
        Ok(count)
    }

    /// Hands a file's bytes to `read`; none if it is not there.
    pub(crate) fn with<T>(&self, table: Table, read: impl FnOnce(&mut dyn Read) -> T) -> io::Result<Option<T>> {
        let done = match &self.held {
            Held::Disk(path) => match File::open(path.join(table.file())) {
                Ok(file) => read(&mut Capped::new(file)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            },
            Held::Zip(archive, entries) => {
                let Some((_, row, _)) = entries.iter().find(|(other, ..)| *other == table) else {
                    return Ok(None);
                };
                let mut zip = archive.open()?;
                let entry = zip.by_index(*row)?;
                read(&mut Capped::new(entry))
            }
            Held::Memory(files) => {
                let Some((_, bytes)) = files.iter().find(|(other, _)| *other == table) else {
                    return Ok(None);
                };
                read(&mut Capped::new(&bytes[..]))
            }
        };
        Ok(Some(done))
    }
}

fn same_name(name: &str) -> mingma_model::Fault {
    faults::bad_archive(name, &format!("有两个 {name}"), &format!("{name} is there twice"))
}

fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Entries that a system adds for itself are not the register's.
fn table_of_entry(path: &str) -> Option<Table> {
    if path.split('/').any(|part| part == "__MACOSX" || part.starts_with('.')) {
        return None;
    }
    Table::of_file(last_part(path))
}

fn leaves(path: &str) -> bool {
    path.starts_with('/') || path.split('/').any(|part| part == "..") || path.as_bytes().get(1) == Some(&b':')
}

/// Bytes up to [`FILE_LIMIT`], then an error: what a ZIP says of a size is not believed.
struct Capped<R> {
    inner: R,
    left: u64,
}

impl<R> Capped<R> {
    fn new(inner: R) -> Self {
        Self { inner, left: FILE_LIMIT }
    }
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        Ok(read)
    }
}

/// The text of a file as UTF-8.
pub(crate) fn text<'a>(bytes: &'a mut dyn Read, encoding: Encoding) -> Box<dyn Read + 'a> {
    match encoding {
        Encoding::Utf8 => Box::new(bytes),
        Encoding::Gb18030 => Box::new(Gb18030::new(bytes)),
    }
}
