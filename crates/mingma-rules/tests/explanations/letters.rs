//! Letters as text, to be read.

use std::fmt::Write as _;

use mingma_model::{Lang, Profile};
use mingma_rules::letter::{Letter, Section, letter};
use mingma_rules::{Dossier, Rulebook};

use crate::people::taken_by;
use crate::situations::anchor;
use crate::specials::specials;

/// Letters of a few that matter: restricted, as if in force, two reasons, green.
pub fn tell(book: &Rulebook, profile: &Profile, lang: Lang) -> String {
    let wanted = ["as if in force", "two reasons", "a red and a yellow reason", "green, and one is not covered"];
    let mut out = String::new();
    for special in specials(book).into_iter().filter(|special| wanted.contains(&special.en)) {
        let (book, dossier) = (special.book(book), special.dossier());
        let derivation = book.derive(&dossier, special.time(&book)).unwrap();
        write(&letter(&book, &dossier, &derivation, profile, lang).unwrap(), &mut out);
    }
    out
}

/// A child excluded from school.
pub fn measles(book: &Rulebook, profile: &Profile, lang: Lang) -> String {
    let pack = &book.packs()[0];
    let at = anchor(book, pack);
    let dossier = Dossier::new(vec![taken_by(pack, &pack.rules[0], at)]).unwrap();
    let derivation = book.derive(&dossier, at + 7 * 86_400).unwrap();
    let mut out = String::new();
    write(&letter(book, &dossier, &derivation, profile, lang).unwrap(), &mut out);
    out
}

fn write(letter: &Letter, out: &mut String) {
    let _ = writeln!(
        out,
        "===== {} · {} · {}\n{}\n! {}",
        letter.title,
        letter.colour.word(),
        letter.date,
        letter.to,
        letter.trial
    );
    let paragraphs = letter.as_if.iter().map(|text| format!("! {text}")).chain(letter.paragraphs.iter().cloned());
    for paragraph in paragraphs {
        let _ = writeln!(out, "{paragraph}");
    }
    if let Some(table) = &letter.reasons {
        let _ = writeln!(out, "\n{}\n| {} |", table.heading, table.columns.join(" | "));
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len());
            let _ = writeln!(out, "| {} |", row.join(" | "));
        }
    }
    for Section { heading, paragraphs, points } in letter.sections() {
        let _ = writeln!(out, "\n{heading}");
        for paragraph in paragraphs {
            let _ = writeln!(out, "  {paragraph}");
        }
        for point in points {
            let _ = writeln!(out, "  - {point}");
        }
    }
    out.push('\n');
}
