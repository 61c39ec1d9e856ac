//! Faults drawn for people: the line, the place underlined, both languages, the remedy.

use std::io::{IsTerminal, Write};

use codespan_reporting::diagnostic::{Diagnostic, Label};
use codespan_reporting::files::SimpleFiles;
use codespan_reporting::term::termcolor::{ColorChoice, StandardStream};
use codespan_reporting::term::{self, Config};
use mingma_model::{Fault, Faults, Severity};

/// Draws faults on stderr, each at its place where its text is at hand.
pub fn faults(faults: &Faults, texts: &[(String, String)]) {
    let choice = if std::io::stderr().is_terminal() { ColorChoice::Auto } else { ColorChoice::Never };
    let mut out = StandardStream::stderr(choice);
    let mut files = SimpleFiles::new();
    let ids: Vec<usize> = texts.iter().map(|(name, text)| files.add(name.as_str(), text.as_str())).collect();
    // The heaviest last: nearest to where the reader looks.
    let mut listed: Vec<&Fault> = faults.listed().iter().collect();
    listed.sort_by_key(|fault| fault.severity);
    for fault in listed {
        let row = texts.iter().position(|(name, _)| *name == fault.file).filter(|_| fault.line > 0);
        let drawn = diagnostic(fault, row.map(|row| ids[row]));
        if term::emit_to_write_style(&mut out, &Config::default(), &files, &drawn).is_err() {
            // Nobody listens any more: there is nobody to tell.
            write!(std::io::stderr(), "{fault}").ok();
        }
    }
    if faults.total() > faults.listed().len() {
        let _ = writeln!(
            std::io::stderr(),
            "共 {} 处，列出前 {} 处 / {} in all, the first {} listed",
            faults.total(),
            faults.listed().len(),
            faults.total(),
            faults.listed().len()
        );
    }
}

fn diagnostic(fault: &Fault, file: Option<usize>) -> Diagnostic<usize> {
    let drawn = match fault.severity {
        Severity::Error => Diagnostic::error(),
        Severity::Warning => Diagnostic::warning(),
        Severity::Note => Diagnostic::note(),
    };
    let mut notes = vec![fault.what.en.clone(), format!("→ {}", fault.help.zh), format!("→ {}", fault.help.en)];
    if file.is_none() && !fault.file.is_empty() {
        notes.insert(0, fault.place());
    }
    let labels = file.map(|id| Label::primary(id, fault.span.clone())).into_iter().collect();
    drawn.with_code(fault.code).with_message(&fault.what.zh).with_labels(labels).with_notes(notes)
}
