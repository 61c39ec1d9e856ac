//! Writes one page that holds a sample at the width of its box, in light and dark, under a strict policy: no script, no inline style.
//!
//! `cargo run -p mingma-ribbon --example page -- FOLDER`

#[path = "samples/mod.rs"]
mod samples;

use mingma_ribbon::{Options, STYLE};
use std::path::PathBuf;

const PAGE: &str = "body{background:var(--paper,#fbfaf7);margin:16px}\
@media (prefers-color-scheme:dark){:root{--paper:#14161a;--raised:#1c1f25;--line:#30343c;--ink:#eceae5;--quiet:#9aa1ab;\
--house:#8fb4e3;--green:#45c486;--yellow:#f0bd3f;--red:#ef6a62;--on-yellow:#14161a;--yellow-edge:#f0bd3f}}";

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("ribbon.css"), format!("{PAGE}\n{STYLE}"))?;
    for (language, english) in [("zh", false), ("en", true)] {
        let words = samples::words(english);
        let named = |id: &str| Options { id: id.to_owned(), words: words.clone(), ..Options::default() };
        let body = [
            samples::contact(english).responsive(&named("contact")),
            samples::arrival(english).responsive(&named("arrival")),
            samples::compare(english).responsive(&named("compare")),
            samples::crowded(english).responsive(&named("crowded")),
        ];
        let html = format!(
            "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self' file:\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>Ribbon</title>\
             <link rel=\"stylesheet\" href=\"ribbon.css\"><body>{}",
            body.join("<p></p>\n")
        );
        std::fs::write(folder.join(format!("{language}.html")), html)?;
    }
    Ok(())
}
