//! Words of the command line read into values; what cannot be read is told with the remedy.

use std::path::Path;

use mingma_model::{Fault, Id, Prefix, Profile, Region, Text};
use mingma_seal::{PublicKey, SigningKey};

use crate::context::Refusal;
use crate::files;

/// A word of a closed list.
///
/// # Errors
/// It is none of them.
pub fn word<T>(option: &str, text: &str, words: &[&str], read: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
    read(text).ok_or_else(|| unfit(option, text, &words.join("、"), &words.join(", ")).into())
}

/// Where a unit, a power or an institution is: `00`, or two, four or six digits of the table.
///
/// # Errors
/// The table of regions does not hold it.
pub fn area(profile: &Profile, option: &str, text: &str) -> Result<Prefix, Refusal> {
    let known = mingma_app::register::area(text).filter(|area| profile.regions.knows_prefix(*area));
    known.ok_or_else(|| no_region(option, text).into())
}

/// Six digits of the table.
///
/// # Errors
/// The table of regions does not hold them.
pub fn region(profile: &Profile, option: &str, text: &str) -> Result<Region, Refusal> {
    let known = Region::parse(text).filter(|region| profile.regions.contains(*region));
    known.ok_or_else(|| no_region(option, text).into())
}

/// An id.
///
/// # Errors
/// It is not of the form.
pub fn id(option: &str, text: &str) -> Result<Id, Refusal> {
    let form = ("1 到 64 个字母、数字或 . _ : -", "1 to 64 letters, digits or . _ : -");
    Id::parse(text).ok_or_else(|| unfit(option, text, form.0, form.1).into())
}

/// A public key: its text (`ed25519-…`, `p256-…`), a file that holds it, or a key file, of
/// which the public half is taken.
///
/// # Errors
/// It is no key.
pub fn public_key(option: &str, text: &str) -> Result<PublicKey, Refusal> {
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let held = files::text(Path::new(text))?;
    let line = held.lines().map(str::trim).find_map(|line| line.parse().ok());
    let key = line.or_else(|| SigningKey::from_pem(&held).ok().map(|key| key.public()));
    key.ok_or_else(|| no_key(option).of_file(text).into())
}

fn unfit(option: &str, text: &str, zh: &str, en: &str) -> Fault {
    Fault::new(
        "MM-ARG-008",
        Text::new(format!("{option} 不能是 \"{text}\""), format!("{option} cannot be \"{text}\"")),
        Text::new(format!("可写：{zh}"), format!("write one of: {en}")),
    )
}

fn no_region(option: &str, text: &str) -> Fault {
    Fault::new(
        "MM-ARG-009",
        Text::new(
            format!("{option} 的区划 \"{text}\" 不在区划表中"),
            format!("{option} is \"{text}\", which is not in the table of regions"),
        ),
        Text::new("用 mingma regions 查找代码", "find the code with mingma regions"),
    )
}

fn no_key(option: &str) -> Fault {
    Fault::new(
        "MM-ARG-010",
        Text::new(format!("{option} 所指的文件里没有密钥"), format!("the file that {option} names holds no key")),
        Text::new(
            "写公钥（ed25519-… 或 p256-…），或给出 mingma key new 写的文件",
            "write the public key (ed25519-… or p256-…), or name a file that mingma key new wrote",
        ),
    )
}
