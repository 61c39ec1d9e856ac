//! `cargo xtask look`: every page as a picture, so that a person can judge what no test can.

use crate::demo::binary;
use crate::run::{cargo, program, shown};
use crate::tools;
use crate::trouble::Trouble;
use std::process::ExitCode;

/// Screenshots of every page (zh and en, three widths, light and dark) into `target/look`.
#[derive(clap::Args)]
pub struct Args {
    /// Only pages whose name contains this.
    #[arg(value_name = "NAME")]
    only: Option<String>,
}

/// Takes the pictures and writes `target/look/index.html`, the contact sheet.
///
/// # Errors
/// When a tool is missing or the build fails.
pub fn run(args: &Args) -> Result<ExitCode, Trouble> {
    tools::for_browser()?;
    if !shown(&mut cargo(&["build", "--locked", "--package", "mingma"]))?.ok {
        return Err(Trouble::new("构建失败：错误见上", "the build failed: see the errors above"));
    }
    let mut command = program("node", &["tests/browser/look.mjs"]);
    command.args(&args.only);
    browser_environment(&mut command);
    let ok = shown(&mut command)?.ok;
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the browser programs are told: which binary to start and which browser to use.
pub fn browser_environment(command: &mut std::process::Command) {
    command.env("MINGMA_BINARY", binary("debug"));
    if let Some(chromium) = tools::chromium() {
        command.env("MINGMA_CHROMIUM", chromium);
    }
}
