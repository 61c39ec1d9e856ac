//! Prints the samples in characters, then in sentences.
//!
//! `cargo run -p mingma-ribbon --example terminal -- [en] [ansi]`

#[path = "samples/mod.rs"]
mod samples;

use mingma_ribbon::TerminalOptions;
use std::io::Write;

fn main() -> std::io::Result<()> {
    let wants = |word: &str| std::env::args().any(|a| a == word);
    let (english, ansi) = (wants("en"), wants("ansi"));
    let options = TerminalOptions { words: samples::words(english), ansi, ..TerminalOptions::default() };
    let contact = samples::contact(english);
    let told = contact.describe(&options.words, &|t| contact.reading(&options.words, t));
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}\n{}\n", contact.terminal(&options), told.join("\n"))?;
    writeln!(out, "{}", samples::arrival(english).terminal(&options))?;
    writeln!(out, "{}", samples::compare(english).terminal(&options))
}
