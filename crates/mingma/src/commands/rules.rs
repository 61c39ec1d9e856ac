//! `mingma rules`: check, explain, compare, try and renew packs.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::civil::Date;
use mingma_model::{Fault, Faults, Lang, Severity, Text};
use mingma_rules::{Pack, PackFile, check, dry_run, load, renew, schema};

use crate::context::{Answer, Outcome, ProfileArg, Refusal, RulesArg, print_json};
use crate::{draw, files, people};

/// Check, explain, compare, try and renew rule packs.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Check packs: with PACK arguments the loader's law alone, without them the published set
    Check(CheckArgs),
    /// Print the JSON Schema of a pack, for editors
    Schema(SchemaArgs),
    /// Tell a pack as prose
    Explain(ExplainArgs),
    /// Tell in words what changes for whom from pack A to pack B
    Diff(DiffArgs),
    /// Count whom of a register a pack would bind, whom it would free, and for how long
    DryRun(DryRunArgs),
    /// Write the next edition of a pack
    Renew(RenewArgs),
}

/// Check packs.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Packs (files or folders); none checks the published set as a whole
    #[arg(value_name = "PACK")]
    packs: Vec<PathBuf>,
    /// Print one JSON document: [{code, severity, file, line, column, zh, en, help}]
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    rules: RulesArg,
}

/// Print the JSON Schema of a pack.
#[derive(Args, Debug)]
pub struct SchemaArgs {
    #[command(flatten)]
    profile: ProfileArg,
}

/// Tell a pack as prose.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// A pack's id, or its file
    pack: String,
    /// Language: zh or en [default: both]
    #[arg(long, value_name = "LANG", value_parser = ["zh", "en"])]
    lang: Option<String>,
    #[command(flatten)]
    rules: RulesArg,
}

/// Tell in words what changes for whom.
#[derive(Args, Debug)]
pub struct DiffArgs {
    /// The pack before: an id, or a file
    a: String,
    /// The pack after: an id, or a file
    b: String,
    /// Language: zh or en [default: both]
    #[arg(long, value_name = "LANG", value_parser = ["zh", "en"])]
    lang: Option<String>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    rules: RulesArg,
}

/// Try a pack on a register, beside the packs in force.
#[derive(Args, Debug)]
pub struct DryRunArgs {
    /// A pack's id, or its file
    pack: String,
    /// JSON lines of items of many residents, or an evidence.csv
    #[arg(long, value_name = "FILE")]
    people: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    rules: RulesArg,
}

/// Write the next edition of a pack: the same text, in force from another day for as long.
#[derive(Args, Debug)]
pub struct RenewArgs {
    /// A pack's id, or its file
    pack: String,
    /// The first day in force
    #[arg(long, value_name = "DATE")]
    from: String,
    /// The folder to write into, made if it is not there; nothing is overwritten
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    #[command(flatten)]
    rules: RulesArg,
}

impl RulesCommand {
    /// Runs the sub-command.
    pub fn run(&self) -> Answer {
        match self {
            Self::Check(args) => args.run(),
            Self::Schema(args) => args.run(),
            Self::Explain(args) => args.run(),
            Self::Diff(args) => args.run(),
            Self::DryRun(args) => args.run(),
            Self::Renew(args) => args.run(),
        }
    }
}

impl CheckArgs {
    fn run(&self) -> Answer {
        let profile = self.rules.profile.read()?;
        let (packs, found) = if self.packs.is_empty() {
            let packs = self.rules.files()?;
            let found = check::published(&packs, &profile, &|name| self.rules.beside(name));
            (packs, found)
        } else {
            let mut packs = Vec::new();
            for path in &self.packs {
                packs.extend(named_or_file(&self.rules, path)?);
            }
            let found = check::law(&packs, &profile);
            (packs, found)
        };
        if self.json {
            print_json(&found.listed())?;
        } else {
            tell(&packs, &found);
        }
        let faulty = found.listed().iter().any(|fault| fault.severity == Severity::Error);
        Ok(if faulty { Outcome::DoesNotHold } else { Outcome::Holds })
    }
}

fn tell(packs: &[PackFile], found: &Faults) {
    let texts: Vec<(String, String)> =
        packs.iter().map(|file| (file.name.clone(), file.source().text.to_owned())).collect();
    draw::faults(found, &texts);
    let count = |severity| found.listed().iter().filter(|fault| fault.severity == severity).count();
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    say!("{} 个规则包：{errors} 处错误，{warnings} 处须上级会签，{notes} 处提示", packs.len());
    say!("{} packs: {errors} errors, {warnings} that the wider unit must sign as well, {notes} notes", packs.len());
}

impl SchemaArgs {
    fn run(&self) -> Answer {
        print_json(&schema::schema(&self.profile.read()?))?;
        Ok(Outcome::Holds)
    }
}

impl ExplainArgs {
    fn run(&self) -> Answer {
        let profile = self.rules.profile.read()?;
        let pack = one(&self.rules, &self.pack)?.1;
        for lang in langs(self.lang.as_deref()) {
            say!("{}\n", mingma_rules::prose::pack(&pack, &profile, lang));
        }
        Ok(Outcome::Holds)
    }
}

impl DiffArgs {
    fn run(&self) -> Answer {
        let profile = self.rules.profile.read()?;
        let (a, b) = (one(&self.rules, &self.a)?.1, one(&self.rules, &self.b)?.1);
        let found = mingma_rules::differ::diff(&a, &b, &profile);
        if self.json {
            print_json(&found)?;
        } else {
            for lang in langs(self.lang.as_deref()) {
                say!("{}\n", found.tell(lang));
            }
        }
        Ok(Outcome::Holds)
    }
}

impl DryRunArgs {
    fn run(&self) -> Answer {
        let (profile, book) = self.rules.read()?;
        let pack = one(&self.rules, &self.pack)?.1;
        let people = people::read(&self.people, &profile)?;
        let items = people.iter().map(|(_, dossier)| dossier.items());
        let found =
            dry_run::dry_run(&pack, book.packs(), &profile.zone, items).map_err(|clash| clash.fault(book.zone()))?;
        if self.json {
            print_json(&found)?;
        } else {
            tell_dry_run(&found);
        }
        Ok(Outcome::Holds)
    }
}

fn tell_dry_run(found: &dry_run::DryRun) {
    say!("试行 {}：{} 人，其中 {} 人有此规则包所管的依据", found.pack, found.people, found.spoken_of);
    say!("Dry run of {}: {} people, {} with evidence that it speaks of", found.pack, found.people, found.spoken_of);
    if !found.replaces.is_empty() {
        say!("  替代 / in place of: {}", found.replaces.join(", "));
    }
    for (zh, en, touched) in [("加重", "bound", &found.bound), ("放宽", "freed", &found.freed)] {
        say!(
            "  {zh} {en}: {} 人 people; 天数 days: 中位 median {}, 九成以内 p90 {}, 最长 max {}, 合计 total {}",
            touched.people,
            touched.median_days,
            touched.p90_days,
            touched.max_days,
            touched.total_days
        );
    }
    say!("  不变 unchanged: {} 人 people", found.unchanged);
    let days = &found.days;
    say!(
        "  黄 yellow: {:.1} → {:.1} 人日 person-days; 红 red: {:.1} → {:.1}",
        days.yellow_without,
        days.yellow_with,
        days.red_without,
        days.red_with
    );
}

impl RenewArgs {
    fn run(&self) -> Answer {
        let profile = self.rules.profile.read()?;
        let from: Date = self.from.parse().map_err(|_| bad_date(&self.from))?;
        let (file, pack) = one(&self.rules, &self.pack)?;
        let beside = |ending: &str| beside(&self.rules, &file, &format!("{}.{ending}", pack.id));
        let edition = renew::renew(&file, &profile, from, beside("md").as_deref(), beside("cases.json").as_deref())
            .map_err(|faults| Refusal::in_packs(faults, std::slice::from_ref(&file)))?;
        let parts =
            [("toml", Some(&edition.pack)), ("md", edition.reading.as_ref()), ("cases.json", edition.cases.as_ref())];
        let files: Vec<(PathBuf, &String)> = parts
            .into_iter()
            .filter_map(|(ending, text)| Some((self.out.join(format!("{}.{ending}", edition.id)), text?)))
            .collect();
        // All or none: a name that is taken stops it before anything is written.
        if let Some((taken, _)) = files.iter().find(|(path, _)| path.exists()) {
            return Err(cannot_write(taken, &std::io::ErrorKind::AlreadyExists.into()).into());
        }
        std::fs::create_dir_all(&self.out).map_err(|error| cannot_write(&self.out, &error))?;
        for (path, text) in files {
            write_new(&path, text)?;
        }
        Ok(Outcome::Holds)
    }
}

fn beside(rules: &RulesArg, file: &PackFile, name: &str) -> Option<String> {
    let folder = Path::new(&file.name).parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.and_then(|folder| std::fs::read_to_string(folder.join(name)).ok()).or_else(|| rules.beside(name))
}

fn write_new(path: &Path, text: &str) -> Result<(), Refusal> {
    use std::io::Write;
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| cannot_write(path, &error))?;
    say!("{}", path.display());
    Ok(())
}

/// A pack by its id in the set, or a file or folder by its path.
fn named_or_file(rules: &RulesArg, path: &Path) -> Result<Vec<PackFile>, Refusal> {
    if path.exists() {
        return files::packs(path);
    }
    let wanted = format!("{}.toml", path.display());
    let found: Vec<PackFile> = rules
        .files()?
        .into_iter()
        .filter(|file| Path::new(&file.name).file_name().is_some_and(|name| name.to_string_lossy() == wanted))
        .collect();
    if found.is_empty() { Err(no_pack(&path.display().to_string()).into()) } else { Ok(found) }
}

fn one(rules: &RulesArg, name: &str) -> Result<(PackFile, Pack), Refusal> {
    let profile = rules.profile.read()?;
    let files = named_or_file(rules, Path::new(name))?;
    let read = load::packs(&files, &profile).map_err(|faults| Refusal::in_packs(faults, &files))?;
    let first = files.into_iter().zip(read).next().ok_or_else(|| no_pack(name))?;
    Ok((first.0, first.1.pack))
}

fn langs(word: Option<&str>) -> Vec<Lang> {
    word.and_then(Lang::from_word).map_or_else(|| Lang::ALL.to_vec(), |lang| vec![lang])
}

fn no_pack(name: &str) -> Fault {
    Fault::new(
        "MM-CLI-008",
        Text::new(format!("没有规则包 \"{name}\""), format!("there is no pack \"{name}\"")),
        Text::new(
            "写规则包的标识（如 henan-2022-03）或文件路径",
            "write a pack's id, such as henan-2022-03, or the path of its file",
        ),
    )
}

fn bad_date(text: &str) -> Fault {
    Fault::new(
        "MM-CLI-009",
        Text::new(format!("--from \"{text}\" 不是日期"), format!("--from is \"{text}\", which is no date")),
        Text::new("写成 2026-11-24", "write 2026-11-24"),
    )
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Fault {
    let name = path.display();
    Fault::new(
        "MM-CLI-010",
        Text::new(format!("写不了 {name}：{error}"), format!("cannot write {name}: {error}")),
        Text::new(
            "换一个文件夹（--out），或先移走同名文件；什么也没有覆盖",
            "choose another folder (--out), or move the file of that name away; nothing was overwritten",
        ),
    )
}
