//! Reading what the reader names: with a limit, as UTF-8, with the remedy.

use std::io::Read;
use std::path::Path;

use mingma_model::{Fault, Text};
use mingma_rules::PackFile;

use crate::context::Refusal;

/// The largest file that is read whole, in bytes (64 MiB).
const MAX_BYTES: u64 = 64 << 20;

/// Reads a text file, or standard input for `-`.
pub fn text(path: &Path) -> Result<String, Refusal> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    let read = if name == "-" {
        std::io::stdin().take(MAX_BYTES + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| unreadable(&name, &error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large(&name).into());
    }
    String::from_utf8(bytes).map_err(|_| not_utf8(&name).into())
}

/// Reads every pack of a folder, by name; or one file.
pub fn packs(path: &Path) -> Result<Vec<PackFile>, Refusal> {
    if path.is_file() {
        return Ok(vec![PackFile::new(path.display().to_string(), text(path)?)]);
    }
    let entries = std::fs::read_dir(path).map_err(|error| unreadable(&path.display().to_string(), &error))?;
    let mut paths: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml") && path.is_file())
        .collect();
    paths.sort();
    paths.iter().map(|path| Ok(PackFile::new(path.display().to_string(), text(path)?))).collect()
}

pub fn unreadable(name: &str, error: &std::io::Error) -> Fault {
    let (zh, en) = match error.kind() {
        std::io::ErrorKind::NotFound => ("不存在".to_owned(), "does not exist".to_owned()),
        std::io::ErrorKind::PermissionDenied => ("没有读取权限".to_owned(), "may not be read".to_owned()),
        _ => (format!("读不了：{error}"), format!("cannot be read: {error}")),
    };
    Fault::new(
        "MM-CLI-002",
        Text::new(format!("{name} {zh}"), format!("{name} {en}")),
        Text::new("核对路径", "check the path"),
    )
    .of_file(name)
}

fn not_utf8(name: &str) -> Fault {
    Fault::new(
        "MM-CLI-003",
        Text::new(format!("{name} 不是 UTF-8"), format!("{name} is not UTF-8")),
        Text::new(
            "多半是 GB18030（GBK）编码：用 iconv -f GB18030 -t UTF-8 旧文件 > 新文件 转换，或另存为“CSV UTF-8”；旧登记册的命令可加 --encoding gb18030",
            "it is probably GB18030 (GBK): convert it with iconv -f GB18030 -t UTF-8 OLD > NEW, or save it as CSV UTF-8; commands on a legacy folder take --encoding gb18030",
        ),
    )
    .of_file(name)
}

fn too_large(name: &str) -> Fault {
    Fault::new(
        "MM-CLI-004",
        Text::new(
            format!("{name} 超过 {} MiB", MAX_BYTES >> 20),
            format!("{name} is larger than {} MiB", MAX_BYTES >> 20),
        ),
        Text::new("拆成几个文件", "split it into several files"),
    )
    .of_file(name)
}
