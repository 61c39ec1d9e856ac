//! The packs and profiles that ship with the binary, word for word as they
//! stand in `rules/` and `profiles/`.

use std::borrow::Cow;

use mingma_model::{Faults, Profile};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../rules"]
struct Rules;

#[derive(RustEmbed)]
#[folder = "../../profiles"]
struct Profiles;

/// The profile that everything assumes unless told otherwise.
pub const DEFAULT_PROFILE: &str = "cn";

/// A file of `rules/` (such as `henan-2022-03.md`), or of another profile's
/// rules by its path below `profiles/`.
#[must_use]
pub fn rule_file(profile: &str, name: &str) -> Option<Cow<'static, str>> {
    if profile == DEFAULT_PROFILE {
        text(Rules::get(name)?.data)
    } else {
        text(Profiles::get(&format!("{profile}/rules/{name}"))?.data)
    }
}

/// A file of `profiles/`, such as `cn/regions.csv`.
#[must_use]
pub fn profile_file(path: &str) -> Option<Cow<'static, str>> {
    text(Profiles::get(path)?.data)
}

/// Reads a profile that ships.
///
/// # Errors
/// No such profile, or a fault in its files.
pub fn profile(id: &str) -> Result<Profile, Faults> {
    Profile::read(id, &profile_file)
}

/// Names of the profiles that ship, in order.
#[must_use]
pub fn profiles() -> Vec<String> {
    let mut names: Vec<String> =
        Profiles::iter().filter_map(|path| path.strip_suffix("/profile.toml").map(str::to_owned)).collect();
    names.sort_unstable();
    names
}

/// Names and texts of a profile's packs (`*.toml`), by name.
#[must_use]
pub fn packs(profile: &str) -> Vec<(String, Cow<'static, str>)> {
    let below = format!("{profile}/rules/");
    let mut names: Vec<String> = if profile == DEFAULT_PROFILE {
        Rules::iter().map(Cow::into_owned).collect()
    } else {
        Profiles::iter().filter_map(|path| path.strip_prefix(&below).map(str::to_owned)).collect()
    };
    names.retain(|name| name.ends_with(".toml"));
    names.sort_unstable();
    names.into_iter().filter_map(|name| rule_file(profile, &name).map(|text| (name, text))).collect()
}

fn text(data: Cow<'static, [u8]>) -> Option<Cow<'static, str>> {
    match data {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
    }
}
