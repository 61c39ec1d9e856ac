//! What can be wrong with a kept register from outside, in the order of the codes.

use std::path::Path;

use mingma_model::{Fault, Text};

fn fault(code: &'static str, what: [String; 2], help: [&str; 2]) -> Fault {
    let ([zh, en], [help_zh, help_en]) = (what, help);
    Fault::new(code, Text::new(zh, en), Text::new(help_zh, help_en))
}

pub fn no_register(folder: &Path) -> Fault {
    let name = folder.display();
    fault(
        "MM-KPT-001",
        [format!("{name} 不是登记册的数据文件夹"), format!("{name} is no data folder of a register")],
        ["核对 --data；新建用 mingma init", "check --data; mingma init lays a new one"],
    )
}

pub fn not_empty(folder: &Path) -> Fault {
    let name = folder.display();
    fault(
        "MM-KPT-002",
        [format!("{name} 不是空的"), format!("{name} is not empty")],
        ["换一个新的文件夹；什么也没有覆盖", "name a new folder; nothing was overwritten"],
    )
}

pub fn missing(path: &Path) -> Fault {
    let name = path.display();
    fault(
        "MM-KPT-003",
        [format!("登记册缺少 {name}"), format!("the register lacks {name}")],
        [
            "用 mingma restore 从备份恢复；若在 PostgreSQL，写 --store 或 mingma.toml 的 store",
            "restore a backup with mingma restore; if it is in PostgreSQL, give --store or write store in mingma.toml",
        ],
    )
}

pub fn another_register(found: &str) -> Fault {
    fault(
        "MM-KPT-004",
        [
            format!("文件夹与库不属于同一登记册（{found}）"),
            format!("folder and store are not of one register ({found})"),
        ],
        ["核对 --data 与 --store；什么也没有写入", "check --data and --store; nothing was written"],
    )
}

pub fn behind(store: u64, log: u64) -> Fault {
    fault(
        "MM-KPT-005",
        [
            format!("库只到第 {store} 号处置，账本已公布到第 {log} 号：库被回退"),
            format!("the store ends at act {store}, the log shows {log}: the store was rolled back"),
        ],
        [
            "从更新的备份恢复库；不得在此继续，否则账本分叉",
            "restore the store from a newer backup; going on here would fork the log",
        ],
    )
}

pub fn served(holder: &str) -> Fault {
    fault(
        "MM-KPT-006",
        [
            format!("另一进程正在以此文件夹提供服务（{holder}）"),
            format!("another process is serving this folder ({holder})"),
        ],
        ["先停下它；一个文件夹只有一个服务", "stop it first; a folder has one server"],
    )
}

pub fn unwritable(path: &Path, error: &std::io::Error) -> Fault {
    let name = path.display();
    fault(
        "MM-KPT-007",
        [format!("写不了 {name}：{error}"), format!("{name} cannot be written: {error}")],
        ["检查权限与磁盘空间", "check permissions and room on the disk"],
    )
}

/// Why a file that must be new was not written.
pub fn not_written(path: &Path, error: &std::io::Error) -> Fault {
    if error.kind() == std::io::ErrorKind::AlreadyExists { stands(path) } else { unwritable(path, error) }
}

fn stands(path: &Path) -> Fault {
    let name = path.display();
    fault(
        "MM-KPT-025",
        [format!("{name} 已经存在，没有改写"), format!("{name} stands already and was not overwritten")],
        [
            "用 --out 写一个新文件名；若那是一把密钥，凡以它登记者仍需要它，切勿删除",
            "name a new file with --out; should the old one be a key, whoever is registered with it still needs it",
        ],
    )
}

pub fn two_keys(given: usize) -> Fault {
    fault(
        "MM-KPT-008",
        [
            format!("创始须由两名经办人各以自己的密钥签署，现有 {given} 把不同的密钥"),
            format!("two officers found a register, each by a key of their own; {given} different keys were given"),
        ],
        ["写两次 --key；mingma key new 生成密钥", "give --key twice; mingma key new makes one"],
    )
}

pub fn no_region(option: &str, text: &str) -> Fault {
    fault(
        "MM-KPT-009",
        [format!("{option} \"{text}\" 不是行政区划"), format!("{option} is \"{text}\", which is no region")],
        [
            "写二、四或六位代码，如 4101；用 mingma regions 查找",
            "write two, four or six digits, such as 4101; mingma regions finds them",
        ],
    )
}

pub fn store_taken(newest: u64) -> Fault {
    fault(
        "MM-KPT-010",
        [format!("库中已有 {newest} 件处置"), format!("the store holds {newest} acts already")],
        ["新登记册要一个空库", "a new register needs an empty store"],
    )
}

pub fn same_folder(keys: &Path) -> Fault {
    let name = keys.display();
    fault(
        "MM-KPT-011",
        [
            format!("密钥的备份 {name} 与数据的备份或数据文件夹在一处"),
            format!("the backup of the keys, {name}, lies with that of the data or in the data folder"),
        ],
        [
            "密钥另存一处，最好另一台机器：谁拿到两者，就能读出一切",
            "keep the keys apart, at best on another machine: whoever has both can read everything",
        ],
    )
}

pub fn moves_too_fast() -> Fault {
    fault(
        "MM-KPT-012",
        ["账本变动太快，未能取得一份完整的副本".to_owned(), "the log moves too fast for a whole copy".to_owned()],
        ["稍后再试，或停下服务后备份", "try again later, or stop the server for the backup"],
    )
}

pub fn not_restored(differences: usize) -> Fault {
    fault(
        "MM-KPT-013",
        [
            format!("备份未通过审计：{differences} 处不符；什么也没有恢复"),
            format!("the backup does not pass the audit: {differences} differences; nothing was restored"),
        ],
        ["换一份备份；不符之处列在上面", "use another backup; the differences stand above"],
    )
}

pub fn would_fork(backup: u64, known: u64) -> Fault {
    fault(
        "MM-KPT-014",
        [
            format!("备份只到第 {backup} 号处置，而检查点证明账本曾到第 {known} 号：恢复会使账本分叉"),
            format!(
                "the backup ends at act {backup}, and the checkpoint proves that the log reached {known}: restoring it would fork the log"
            ),
        ],
        [
            "找更新的备份；若确无，须以新的账本名重新创始，并公布此事",
            "find a newer backup; if there is none, found a register of another name and make that public",
        ],
    )
}

pub fn no_demo(folder: &Path) -> Fault {
    let name = folder.display();
    fault(
        "MM-KPT-015",
        [
            format!("{name} 不是演示文件夹，用机器的时间"),
            format!("{name} is no demo folder and keeps the machine's time"),
        ],
        ["演示文件夹由 mingma init --demo 建立", "mingma init --demo lays a demo folder"],
    )
}

pub fn back(to: &str, now: &str) -> Fault {
    fault(
        "MM-KPT-016",
        [format!("时间只能向前：{to} 早于现在的 {now}"), format!("the clock goes only forwards: {to} is before {now}")],
        ["写一个更晚的时间", "write a later time"],
    )
}

pub fn no_member(seq: u64, resident: &str) -> Fault {
    fault(
        "MM-KPT-017",
        [
            format!("第 {seq} 号处置没有签署过关于 {resident} 的成员，或其密钥已毁"),
            format!("act {seq} has no signed member about {resident}, or their key was destroyed"),
        ],
        ["核对处置序号与持码人编号", "check the act's number and the resident's id"],
    )
}

pub fn no_act(seq: u64, newest: u64) -> Fault {
    fault(
        "MM-KPT-018",
        [
            format!("没有第 {seq} 号处置；最新为第 {newest} 号"),
            format!("there is no act {seq}; the newest is {newest}"),
        ],
        ["核对序号", "check the number"],
    )
}

pub fn no_resident_id(text: &str) -> Fault {
    fault(
        "MM-KPT-019",
        [format!("\"{text}\" 不是持码人编号"), format!("\"{text}\" is no resident's id")],
        ["写成 r- 加 26 个字符", "write r- and 26 characters"],
    )
}

pub fn not_shown(why: &str) -> Fault {
    fault(
        "MM-KPT-020",
        [format!("回执不成立：{why}"), format!("the receipt does not hold: {why}")],
        [
            "核对账本公钥；若公钥无误，这份回执证明不了任何事",
            "check the log's public key; if it is the right one, this receipt proves nothing",
        ],
    )
}

pub fn not_clean(differences: usize) -> Fault {
    fault(
        "MM-KPT-021",
        [format!("审计不通过：{differences} 处不符"), format!("the audit is not clean: {differences} differences")],
        [
            "逐处查明：表、键与不符之处列在上面；不要在查明之前继续",
            "find out about each: table, key and difference stand above; do not go on before",
        ],
    )
}

pub fn no_backup(folder: &Path) -> Fault {
    let name = folder.display();
    fault(
        "MM-KPT-023",
        [format!("没有名为 {name} 的备份文件夹"), format!("there is no folder {name} of a backup")],
        ["核对路径；备份与密钥各在一个文件夹", "check the path; backup and keys are a folder each"],
    )
}

pub fn another_clock(clock: &Path, demo: bool) -> Fault {
    let name = clock.display();
    let what = if demo {
        [format!("创始处置说是演示，却没有 {name}"), format!("the first act founds a demo, and {name} is not there")]
    } else {
        [
            format!("创始处置没有说是演示，却有 {name}"),
            format!("the first act founds a real register, and {name} is there"),
        ]
    };
    fault(
        "MM-KPT-024",
        what,
        [
            "演示与否由创始处置决定：演示从备份取回 clock.toml，真实登记册则移走它并查明来历",
            "the first act alone says which: a demo takes clock.toml back from its backup; from a real register move it away, and find out who put it there",
        ],
    )
}

pub fn no_secret_in_settings() -> Fault {
    fault(
        "MM-KPT-022",
        [
            "--store 的地址含有口令或附加参数，不写入 mingma.toml".to_owned(),
            "the address in --store holds a password or parameters, which mingma.toml must not".to_owned(),
        ],
        [
            "口令放在 PGPASSFILE 或 PGPASSWORD，地址只写用户、主机与库名",
            "keep the password in PGPASSFILE or PGPASSWORD; write user, host and name alone",
        ],
    )
}
