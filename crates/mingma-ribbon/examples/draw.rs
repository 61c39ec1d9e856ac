//! Writes every sample in Chinese and English at three widths as SVG files that stand alone.
//!
//! `cargo run -p mingma-ribbon --example draw -- FOLDER`

#[path = "samples/mod.rs"]
mod samples;

use mingma_ribbon::Options;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    std::fs::create_dir_all(&folder)?;
    for (language, english) in [("zh", false), ("en", true)] {
        for width_px in [328, 704, 1120] {
            let words = samples::words(english);
            let options = Options { width_px, words, standalone: true, ..Options::default() };
            for (name, svg) in samples::all(&options, english) {
                std::fs::write(folder.join(format!("{name}-{language}-{width_px}.svg")), svg)?;
            }
        }
    }
    Ok(())
}
