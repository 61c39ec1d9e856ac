//! The checks, in the order in which one rests on another.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use mingma_app::{Clock, Layout, SystemClock};
use mingma_ledger::{Wrong, check_folder};

use super::{Line, State};
use crate::config::{ConfigArgs, Words};
use crate::context::Refusal;
use crate::kept::{Place, Serving, shown, sweep};

/// Less room than this, in bytes, is a warning (1 GiB) or fails (64 MiB).
const LOW: u64 = 1 << 30;
const NONE: u64 = 64 << 20;
/// How often what seems wrong with the log is looked at again, and how long after.
const LOOKS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(100);

/// All of them. Where settings, keys or store cannot be read, what rests on them is left out.
pub fn all(folder: &Path, flags: &ConfigArgs) -> Vec<Line> {
    let layout = Layout::new(folder);
    let mut lines = if folder.is_dir() { permissions(&layout) } else { Vec::new() };
    lines.extend(left(folder));
    lines.push(room(folder));
    lines.push(locks(&layout));
    lines.push(settings(folder, flags));
    match Place::find(folder, flags) {
        Err(refusal) => lines.extend(refused("store", &refusal)),
        Ok(place) => {
            lines.extend(store(&place));
            lines.extend(keys(&place));
            lines.push(belongs(&place));
            lines.extend(log(&place));
            lines.push(log_and_store(&place));
            lines.push(clock(&place));
        }
    }
    lines
}

fn refused(check: &'static str, refusal: &Refusal) -> Vec<Line> {
    refusal.faults().listed().iter().map(|fault| Line::of(check, fault)).collect()
}

/// Nobody but the owner reads keys; nobody but the owner writes anything.
fn permissions(layout: &Layout) -> Vec<Line> {
    let keys = [layout.keys(), layout.master(), layout.log_key(), layout.register_key(), layout.key_store()];
    let secret = keys.iter().map(|path| (path.as_path(), 0o077));
    let open: Vec<Line> = std::iter::once((layout.folder(), 0o022))
        .chain(secret)
        .filter_map(|(path, odd)| {
            let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
            (mode & odd != 0).then(|| {
                let name = path.display();
                Line::new(
                    "access",
                    State::Warn,
                    format!("{name} 的权限为 {mode:03o}，别的账号也能进入 → chmod go-rwx"),
                    format!("{name} has mode {mode:03o}: other accounts get in → chmod go-rwx"),
                )
            })
        })
        .collect();
    if open.is_empty() {
        return vec![Line::new("access", State::Ok, "密钥只有本账号可读", "only this account reads the keys")];
    }
    open
}

/// What a killed audit left behind goes, and is named.
fn left(folder: &Path) -> Vec<Line> {
    let line = |path: std::path::PathBuf| {
        let name = path.display();
        let zh = format!("{name} 是被中止的审计留下的，已删除");
        Line::new("left", State::Warn, zh, format!("{name} was left by an audit that was killed; it is removed"))
    };
    sweep(folder).into_iter().map(line).collect()
}

fn room(folder: &Path) -> Line {
    let Ok(told) = rustix::fs::statvfs(folder) else {
        let name = folder.display();
        return Line::new("room", State::Fail, format!("{name} 不存在或不可读"), format!("{name} cannot be read"));
    };
    let free = told.f_bavail.saturating_mul(told.f_frsize);
    let state = match free {
        NONE.. if free >= LOW => State::Ok,
        NONE.. => State::Warn,
        _ => State::Fail,
    };
    let mib = free >> 20;
    Line::new("room", state, format!("磁盘剩余 {mib} MiB"), format!("{mib} MiB of room on the disk"))
}

fn locks(layout: &Layout) -> Line {
    match layout.serving().exists().then(|| Serving::hold(layout)) {
        None | Some(Ok(Ok(_))) => Line::new("lock", State::Ok, "没有服务在运行", "nobody serves the folder"),
        Some(Ok(Err(holder))) => {
            Line::new("lock", State::Ok, format!("正在服务：{holder}"), format!("it is being served: {holder}"))
        }
        Some(Err(refusal)) => refused("lock", &refusal).remove(0),
    }
}

fn settings(folder: &Path, flags: &ConfigArgs) -> Line {
    match Words::of_folder(folder, flags) {
        Ok(_) => Line::new("settings", State::Ok, "mingma.toml 可读", "mingma.toml can be read"),
        Err(refusal) => refused("settings", &refusal).remove(0),
    }
}

fn store(place: &Place) -> Vec<Line> {
    let newest = match place.store.newest() {
        Ok(newest) => newest,
        Err(error) => return vec![Line::of("store", &error.fault())],
    };
    let well =
        Line::new("store", State::Ok, format!("库可读，{newest} 件处置"), format!("the store answers: {newest} acts"));
    let faults = match place.sqlite.as_ref().map(|file| file.faults()) {
        None => Vec::new(),
        Some(Ok(faults)) => faults,
        Some(Err(error)) => return vec![Line::of("store", &error.fault())],
    };
    if faults.is_empty() {
        return vec![well];
    }
    faults.into_iter().map(|fault| damaged("store", &fault)).collect()
}

fn damaged(check: &'static str, fault: &str) -> Line {
    Line::new(
        check,
        State::Fail,
        format!("文件已损坏：{fault} → mingma restore"),
        format!("the file is damaged: {fault} → mingma restore"),
    )
}

fn keys(place: &Place) -> Vec<Line> {
    let vault = match place.vault().and_then(|vault| place.log().map(|_| vault)) {
        Ok(vault) => vault,
        Err(refusal) => return refused("keys", &refusal),
    };
    match (vault.store().faults(), vault.store().count()) {
        (Ok(faults), Ok(count)) if faults.is_empty() => {
            vec![Line::new(
                "keys",
                State::Ok,
                format!("密钥可读，{count} 位持码人"),
                format!("the keys can be read: {count} residents"),
            )]
        }
        (Ok(faults), _) if !faults.is_empty() => faults.iter().map(|fault| damaged("keys", fault)).collect(),
        (Err(error), _) | (_, Err(error)) => vec![Line::of("keys", &error.fault())],
        _ => Vec::new(),
    }
}

fn belongs(place: &Place) -> Line {
    match place.belongs() {
        Ok(()) => Line::new("whole", State::Ok, "文件夹与库属于同一登记册", "folder and store are of one register"),
        Err(refusal) => refused("whole", &refusal).remove(0),
    }
}

fn log(place: &Place) -> Vec<Line> {
    match settled(place) {
        Err(refusal) => refused("log", &refusal),
        Ok(wrong) if wrong.is_empty() => {
            vec![Line::new("log", State::Ok, "账本的文件完好", "every file of the log is whole")]
        }
        Ok(wrong) => wrong
            .into_iter()
            .map(|one| {
                let (zh, en) = (
                    format!("{} 缺失、残缺或被改动", one.path),
                    format!("{} is missing, torn or was changed", one.path),
                );
                Line::new("log", State::Fail, zh + " → mingma audit", en + " → mingma audit")
            })
            .collect(),
    }
}

/// What is wrong at every look: the edge of a log that is being written moves under the first.
fn settled(place: &Place) -> Result<Vec<Wrong>, Refusal> {
    let verifier = place.log()?;
    let mut found = check_folder(&place.layout.log(), &verifier)?;
    for _ in 0..LOOKS {
        if found.is_empty() {
            break;
        }
        std::thread::sleep(PAUSE);
        let again = check_folder(&place.layout.log(), &verifier)?;
        found.retain(|wrong| again.contains(wrong));
    }
    Ok(found)
}

/// What is kept and not yet public is caught up by the next start.
fn log_and_store(place: &Place) -> Line {
    let both = shown(place).and_then(|checkpoint| Ok((checkpoint.map_or(0, |one| one.size), place.store.newest()?)));
    match both {
        Err(refusal) => refused("public", &refusal).remove(0),
        Ok((shown, kept)) if shown == kept => Line::new(
            "public",
            State::Ok,
            format!("账本已公布到第 {shown} 号"),
            format!("the log shows act {shown}, the newest"),
        ),
        Ok((shown, kept)) => {
            let state = if shown < kept { State::Warn } else { State::Fail };
            let zh = format!("账本公布到第 {shown} 号，库到第 {kept} 号");
            Line::new("public", state, zh, format!("the log shows act {shown}, the store ends at {kept}"))
        }
    }
}

fn clock(place: &Place) -> Line {
    let zone = &place.profile.zone;
    let demo = match place.demo(false) {
        Ok(demo) => demo,
        Err(refusal) => return refused("clock", &refusal).remove(0),
    };
    let newest = place.store.newest().and_then(|newest| place.store.act(newest));
    let sealed_at = newest.ok().flatten().map_or(i64::MIN, |act| act.sealed_at);
    if let Some(demo) = demo {
        let now = zone.show(demo.now().max(sealed_at));
        return Line::new("clock", State::Ok, format!("演示时间 {now}"), format!("demo time {now}"));
    }
    let now = SystemClock.now();
    let shown = zone.show(now);
    if now >= sealed_at {
        return Line::new("clock", State::Ok, format!("现在 {shown}"), format!("it is {shown}"));
    }
    let last = zone.show(sealed_at);
    Line::new(
        "clock",
        State::Warn,
        format!("机器时间 {shown} 早于最新处置的 {last}：处置都记在后者 → 校准时钟"),
        format!(
            "the machine says {shown}, the newest act was sealed at {last}: acts are sealed at that → set the clock"
        ),
    )
}
