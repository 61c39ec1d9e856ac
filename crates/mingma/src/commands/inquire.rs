//! `mingma inquire`: what explains the reds of an old register, and who set those that nothing explains.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use mingma_legacy::{
    Batch, Channel, Chart, Encoding, Flow, Folder, Inquiry, Options, Person, Progress, RejectedRows, Width, inquire,
};
use mingma_model::{Fault, Lang, Text};

use crate::context::{Answer, Outcome, Refusal, RulesArg, print_json};

/// Rows of a list that are shown in a terminal.
const SHOWN: usize = 10;

/// Ask a legacy register what explains its red codes, and what nothing explains.
///
/// The register is a folder or a ZIP with residents.csv, places.csv, scans.csv,
/// colours.csv, accounts.csv, evidence.csv and conversions.csv. People appear by
/// their reference alone. Exit 0 whatever is found; 2 where it cannot be read.
#[derive(Args, Debug)]
pub struct InquireArgs {
    /// The folder, or a ZIP of it
    #[arg(long, value_name = "DIR|ZIP")]
    legacy: PathBuf,
    /// Set faulty rows aside and count them, instead of refusing the register
    #[arg(long)]
    skip_bad: bool,
    /// Write the rows set aside to FILE, with line and code
    #[arg(long, value_name = "FILE", requires = "skip_bad")]
    rejected: Option<PathBuf>,
    /// How the files are written: utf-8 or gb18030
    #[arg(long, value_name = "NAME", default_value = "utf-8", value_parser = ["utf-8", "gb18030"])]
    encoding: String,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    rules: RulesArg,
}

impl InquireArgs {
    /// Reads, inquires, tells.
    pub fn run(&self) -> Answer {
        let (profile, book) = self.rules.read()?;
        let folder = Folder::open(&self.legacy)?;
        let options = Options {
            skip_bad: self.skip_bad,
            encoding: Encoding::from_word(&self.encoding).unwrap_or_default(),
            rejected: self.rejected_rows()?,
        };
        let bar = bar();
        let found = inquire(&folder, &book, &profile, &options, &mut |progress| show(&bar, progress));
        bar.finish_and_clear();
        let found = found?;
        if let Some(rows) = options.rejected {
            rows.finish().map_err(|error| self.unwritable(&error))?;
        }
        if self.json {
            print_json(&found)?;
        } else {
            // A reader who has seen enough closes the pipe: that is no fault.
            std::io::stdout().write_all(report(&found, folder.name()).as_bytes()).ok();
        }
        Ok(Outcome::Holds)
    }

    fn rejected_rows(&self) -> Result<Option<RejectedRows>, Refusal> {
        let Some(path) = &self.rejected else {
            return Ok(None);
        };
        let file = File::create(path).map_err(|error| self.unwritable(&error))?;
        Ok(Some(RejectedRows::to(Box::new(BufWriter::new(file)))))
    }

    fn unwritable(&self, error: &std::io::Error) -> Refusal {
        let name = self.rejected.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        Fault::new(
            "MM-CLI-012",
            Text::new(format!("写不了 {name}：{error}"), format!("{name} cannot be written: {error}")),
            Text::new("给出一个可写的文件", "name a file that can be written"),
        )
        .into()
    }
}

/// A bar on stderr, where that is a terminal.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg:16} {wide_bar} {bytes}/{total_bytes}") {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.total);
    bar.set_position(progress.done);
    bar.set_message(progress.table.file());
}

fn report(found: &Inquiry, name: &str) -> String {
    let told = &found.unexplained;
    let mut lines = vec![
        format!("调查 Inquiry  {name}\n"),
        figure("红码 red", found.red, ""),
        figure("  有依据 explained", found.explained, ""),
        figure("  无依据 unexplained", told.total, ""),
        figure("  不在规则时间内 not covered", found.not_covered, ""),
    ];
    if let Some(rejected) = &found.rejected {
        let codes = rejected.by_code.iter().map(|(code, rows)| format!("{code} ×{}", thousands(*rows)));
        lines.push(figure("搁置的行 rows set aside", rejected.rows, &codes.collect::<Vec<_>>().join("  ")));
    }
    if told.total > 0 {
        came_about(found, &mut lines);
        over_time(found, &mut lines);
        list(&mut lines, "批次 Batches", &told.batches, batch);
        list(&mut lines, "批准人 → 账号 → 途径 Who approved → account → channel", &found.flow, flow);
        list(&mut lines, "人员 People", &found.persons, person);
    }
    let note = |note: &Fault| format!("\n{}: {} / {}", note.place(), note.what.zh, note.what.en);
    lines.extend(found.notes.iter().map(note));
    lines.join("\n") + "\n"
}

fn came_about(found: &Inquiry, lines: &mut Vec<String>) {
    let told = &found.unexplained;
    lines.push("\n无依据的红码怎样来的 How the unexplained came about".to_owned());
    for (channel, count) in channels(found) {
        let name = format!("  {} {}", channel.name(Lang::Zh), channel.name(Lang::En));
        lines.push(figure(&name, count, &band(count, told.total)));
    }
    lines.push(figure("  事后补证 papered afterwards", told.papered, ""));
    lines.push(figure("  依据已尽 lapsed", told.lapsed, ""));
    lines.push(figure("  后经手工转码 turned back by hand", found.turned_back, ""));
}

fn over_time(found: &Inquiry, lines: &mut Vec<String>) {
    if let (Some(first), Some(last)) = (&found.first, &found.last) {
        lines.push(format!("\n{}  {} … {}", unit(found.by_time.width), first.shown, last.shown));
        lines.push(format!("  {}", heights(&found.by_time)));
    }
}

fn channels(found: &Inquiry) -> [(Channel, u64); 4] {
    let told = &found.unexplained;
    let counts = [told.arrival_scan, told.forwarded_scan, told.unknown_scan, told.no_scan];
    std::array::from_fn(|row| (Channel::ALL[row], counts[row]))
}

fn list<T>(lines: &mut Vec<String>, title: &str, rows: &[T], show: impl Fn(&T) -> String) {
    let all = thousands(rows.len() as u64);
    let shown = if rows.len() > SHOWN { format!("（前 {SHOWN} / {all}）") } else { String::new() };
    lines.push(format!("\n{title}{shown}"));
    lines.extend(rows.iter().take(SHOWN).map(show));
}

fn batch(row: &Batch) -> String {
    let by = [&row.batch, &row.account, &row.unit, &row.approved_by].map(|text| named(text));
    format!(
        "{:>9}  {}  {}  {}  {}  {} … {}",
        thousands(row.count),
        pad(by[0], 14),
        pad(by[1], 12),
        pad(by[2], 28),
        pad(by[3], 24),
        row.first.shown,
        row.last.shown
    )
}

fn flow(row: &Flow) -> String {
    let channel = format!("{} {}", row.channel.name(Lang::Zh), row.channel.name(Lang::En));
    format!(
        "{:>9}  {} → {} → {channel}",
        thousands(row.count),
        pad(named(&row.approved_by), 24),
        pad(named(&row.account), 12)
    )
}

fn person(row: &Person) -> String {
    let until = row.until.as_ref().map_or("—", |until| until.shown.as_str());
    let channel = row.channel.name(Lang::Zh);
    format!(
        "  {}  {} … {}  {}\n      {}\n      {}",
        pad(&row.reference, 10),
        row.from.shown,
        pad(until, 25),
        channel,
        row.says.zh,
        row.says.en
    )
}

fn named(text: &str) -> &str {
    if text.is_empty() { "—" } else { text }
}

fn figure(name: &str, count: u64, beside: &str) -> String {
    format!("{}{:>10}  {beside}", pad(name, 44), thousands(count)).trim_end().to_owned()
}

fn unit(width: Width) -> &'static str {
    match width {
        Width::Hour => "每小时 By the hour",
        Width::Day => "每天 By the day",
        Width::Month => "每月 By the month",
    }
}

/// One character a bucket, as high as its count; hours and days without anybody are spaces.
fn heights(chart: &Chart) -> String {
    const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = chart.buckets.iter().map(|bucket| bucket.count).max().unwrap_or(1).max(1);
    let width = match chart.width {
        Width::Hour => 3_600,
        Width::Day => 86_400,
        Width::Month => i64::MAX,
    };
    let mut out = String::new();
    let mut last = None;
    for bucket in &chart.buckets {
        let gap = last.map_or(0, |last| (bucket.from.at - last) / width - 1);
        out.extend((0..gap).map(|_| ' '));
        out.push(usize::try_from((bucket.count * 8).div_ceil(most)).map_or(' ', |step| STEPS[step.clamp(1, 8) - 1]));
        last = Some(bucket.from.at);
    }
    out
}

/// A band whose length is the share of a whole.
fn band(count: u64, whole: u64) -> String {
    let length = usize::try_from(count * 30 / whole.max(1)).unwrap_or(0);
    "█".repeat(length.max(usize::from(count > 0)))
}

fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Filled up with spaces to a width in columns; a Chinese character takes two.
fn pad(text: &str, width: usize) -> String {
    let taken: usize =
        text.chars().map(|c| if c >= '\u{1100}' && !('\u{2010}'..='\u{2E7F}').contains(&c) { 2 } else { 1 }).sum();
    format!("{text}{}", " ".repeat(width.saturating_sub(taken)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_and_padded_by_what_the_eye_sees() {
        assert_eq!(thousands(1_317), "1,317");
        assert_eq!(thousands(1_000_000), "1,000,000");
        assert_eq!(thousands(7), "7");
        assert_eq!(pad("红码 red", 10), "红码 red  ");
        assert_eq!(band(1, 1_000), "█");
        assert_eq!(band(0, 0), "");
    }
}
