use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use clap::Args as _;

use super::*;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/mingma.toml.md");
const ORIGIN: &str = "origin = \"log.example.org\"\n";

fn read(text: &str, flags: &ConfigArgs) -> Result<(Words, Config), Faults> {
    Words::of_text(&Source::new("mingma.toml", text), Path::new("data"), flags)
}

fn config(text: &str) -> Config {
    read(text, &ConfigArgs::default()).map(|(_, config)| config).unwrap()
}

/// Code, line and column of every fault.
fn faults(text: &str) -> Vec<(&'static str, usize, usize)> {
    match read(text, &ConfigArgs::default()) {
        Ok((_, config)) => panic!("{text}\nis read: {config:?}"),
        Err(faults) => faults.listed().iter().map(|fault| (fault.code, fault.line, fault.column)).collect(),
    }
}

#[test]
fn a_file_of_one_line_is_enough() {
    let expected = Config {
        listen: "127.0.0.1:8420".parse().unwrap(),
        origin: "log.example.org".to_owned(),
        store: Store::Sqlite,
        tls: None,
        log_format: Format::Text,
        log_level: Level::Info,
        profile: "cn".to_owned(),
        checkpoint_every: Duration::from_millis(200),
        metrics: Reach::Local,
    };
    assert_eq!(config(ORIGIN), expected);
}

/// A file that says every key.
fn whole() -> String {
    let mut text = String::new();
    let mut table = "";
    for key in &KEYS {
        let (inner, name) = key.name.split_once('.').unwrap_or(("", key.name));
        if inner != table {
            text.push_str(&format!("\n[{inner}]\n"));
            table = inner;
        }
        text.push_str(&format!("# {}\n# {}\n{name} = \"{}\"\n", key.about[0], key.about[1], key.example));
    }
    text
}

#[test]
fn every_key_is_read_from_a_file_and_none_is_read_that_is_not_in_the_table() {
    let (words, config) = read(&whole(), &ConfigArgs::default()).unwrap();
    assert_eq!(words.told().count(), KEYS.len());
    for ((name, word, said), key) in words.told().zip(&KEYS) {
        assert_eq!((name, word.as_str()), (key.name, key.example));
        assert!(matches!(said, Said::File(_)), "{name}");
    }
    assert_eq!(config.tls, Some((PathBuf::from("data/tls/chain.pem"), PathBuf::from("data/tls/key.pem"))));
    assert_eq!(config.log_format, Format::Json);
    // Each key alone, taken away, is another file: none of them is passed over.
    for key in KEYS.iter().filter(|key| !key.name.starts_with("tls.")) {
        let wrong = whole().replace(&format!("{} = ", key.name.rsplit('.').next().unwrap()), "nothing = ");
        let told = read(&wrong, &ConfigArgs::default()).map(|_| ()).unwrap_err();
        assert!(told.listed().iter().any(|fault| fault.code == "MM-CFG-002"), "{}", key.name);
    }
}

#[test]
fn every_flag_stands_for_a_key_and_tells_what_the_key_does() {
    let command = ConfigArgs::augment_args(clap::Command::new("x"));
    let of_clap: BTreeSet<(String, String)> = command
        .get_arguments()
        .map(|arg| (format!("--{}", arg.get_long().unwrap()), arg.get_help().unwrap().to_string()))
        .collect();
    let of_table: BTreeSet<(String, String)> =
        KEYS.iter().filter_map(|key| Some((key.flag?.to_owned(), key.about[1].to_owned()))).collect();
    assert_eq!(of_clap, of_table);
    let all = ConfigArgs {
        listen: Some(String::new()),
        store: Some(String::new()),
        tls_cert: Some(String::new()),
        tls_key: Some(String::new()),
        log_format: Some(String::new()),
        log_level: Some(String::new()),
        profile: Some(String::new()),
    };
    assert_eq!(
        all.given().map(|(flag, _)| flag.to_owned()).collect::<BTreeSet<_>>(),
        of_table.into_iter().map(|(flag, _)| flag).collect()
    );
}

#[test]
fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
    let text = format!("{ORIGIN}listen = \"10.0.0.1:1\"\n[log]\nlevel = \"debug\"\n[tls]\ncert = \"c\"\nkey = \"k\"\n");
    let flags =
        ConfigArgs { listen: Some("[::1]:2".into()), tls_key: Some("elsewhere/k".into()), ..ConfigArgs::default() };
    let (words, config) = read(&text, &flags).unwrap();
    assert_eq!(config.listen, "[::1]:2".parse::<SocketAddr>().unwrap());
    assert_eq!((config.log_level, config.log_format), (Level::Debug, Format::Text));
    // A path of the file starts at the file, a path of a flag where the command runs.
    assert_eq!(config.tls, Some((PathBuf::from("data/c"), PathBuf::from("elsewhere/k"))));
    let said: Vec<(&str, String)> = words.told().map(|(name, _, said)| (name, said.to_string())).collect();
    let from = |name: &str| said.iter().find(|(known, _)| *known == name).unwrap().1.clone();
    assert_eq!([from("listen"), from("log.level"), from("log.format")], ["flag", "file", "default"]);
}

#[test]
fn every_fault_of_a_file_is_told_at_once_with_its_place() {
    let text = "listen = \"everywhere\"\nstroe = \"sqlite\"\n[log]\nformat = 7\ncolour = \"red\"\n[tls]\ncert = \"c\"\n[checkpoint]\nevery = \"2 s\"\n[limits]\nx = 1\n";
    assert_eq!(
        faults(text),
        [
            ("MM-CFG-005", 0, 0),
            ("MM-CFG-003", 1, 10),
            ("MM-CFG-002", 2, 1),
            ("MM-CFG-003", 4, 10),
            ("MM-CFG-002", 5, 1),
            ("MM-CFG-004", 7, 8),
            ("MM-CFG-003", 9, 9),
            ("MM-CFG-002", 10, 2),
        ]
    );
    assert_eq!(faults("listen = everywhere\n"), [("MM-CFG-001", 1, 10)]);
    assert_eq!(faults(&format!("{ORIGIN}{ORIGIN}")), [("MM-CFG-001", 2, 1)]);
    assert_eq!(faults(&format!("{ORIGIN}log = \"json\"\n")), [("MM-CFG-002", 2, 1)]);
}

#[test]
fn a_word_that_cannot_be_used_is_refused() {
    for (key, words) in [
        ("listen", &["", "8420", "localhost:8420", "127.0.0.1", ":8420", "127.0.0.1:65536", "::1:80"][..]),
        ("origin", &["", "a b", "a+b", "https://a", "a/", "a\\nb", "a\u{3000}b"]),
        ("store", &["", "postgres", "postgres://", "mysql://a/b", "SQLITE", "file.db"]),
        ("log.format", &["", "JSON", "xml"]),
        ("log.level", &["", "trace", "off", "INFO"]),
        ("profile", &[""]),
        (
            "checkpoint.every",
            &["", "0s", "19ms", "61s", "1", "1m", "+1s", "-1s", "1.5s", "1 s", "99999999999999999999s"],
        ),
        ("metrics.reach", &["", "all"]),
    ] {
        for word in words {
            let text = format!("{}{key} = \"{word}\"\n", if key == "origin" { "" } else { ORIGIN });
            assert_eq!(faults(&text).iter().map(|fault| fault.0).collect::<Vec<_>>(), ["MM-CFG-003"], "{text}");
        }
    }
    let flags = ConfigArgs { log_level: Some("loud".into()), ..ConfigArgs::default() };
    let told = read(ORIGIN, &flags).map(|_| ()).unwrap_err();
    assert_eq!((told.total(), told.listed()[0].code, told.listed()[0].line), (1, "MM-CFG-003", 0));
}

#[test]
fn a_word_that_can_be_used_is_read() {
    for (text, every) in [("20ms", 20), ("60s", 60_000), ("1s", 1_000), ("1500ms", 1_500)] {
        let config = config(&format!("{ORIGIN}checkpoint.every = \"{text}\"\n"));
        assert_eq!(config.checkpoint_every, Duration::from_millis(every));
    }
    for address in ["postgres://a@b/c", "postgresql:///c?host=x"] {
        assert_eq!(config(&format!("{ORIGIN}store = \"{address}\"\n")).store, Store::Postgres(address.to_owned()));
    }
    assert_eq!(config(&format!("\u{feff}{ORIGIN}metrics = {{ reach = \"open\" }}\n")).metrics, Reach::Open);
}

#[test]
fn no_password_is_shown() {
    for (address, shown) in [
        ("postgres://u:secret@h:5/d", "postgres://u:…@h:5/d"),
        ("postgres://u:se/cr@et@h/d", "postgres://u:…@h/d"),
        ("postgres://u@h/d", "postgres://u@h/d"),
        ("postgres://h/d?password=secret", "postgres://h/d?…"),
        ("sqlite", "sqlite"),
    ] {
        let (words, config) = read(&format!("{ORIGIN}store = \"{address}\"\n"), &ConfigArgs::default()).unwrap();
        assert_eq!(words.told().find(|(name, ..)| *name == "store").unwrap().1, shown);
        assert_eq!(format!("{:?}", config.store), shown);
    }
    let refused = read("store = \"mysql://u:secret@h/d\"\n", &ConfigArgs::default()).map(|_| ()).unwrap_err();
    assert!(!refused.to_string().contains("secret"), "{refused}");
}

#[test]
fn random_text_never_panics() {
    // Every cut of a whole file, and every byte of it replaced: the reader answers each.
    let whole = whole();
    let bytes = whole.as_bytes();
    for at in 0..bytes.len() {
        for with in [b'"', b'=', b'[', b'\n', 0] {
            let mut changed = bytes.to_vec();
            changed[at] = with;
            read(&String::from_utf8_lossy(&changed), &ConfigArgs::default()).ok();
        }
        read(&String::from_utf8_lossy(&bytes[..at]), &ConfigArgs::default()).ok();
    }
}

fn page() -> String {
    let mut page = "# `mingma.toml` 设置\n\n\
        这个文件放在数据文件夹里，说明怎样提供服务。命令行旗标优先于文件，文件优先于默认值；`mingma config --data DIR` 列出实际取值及其来源。\
        不认识的键、不可用的值都会连同行号与改法一起报出，不会带着错误启动。\n\n\
        This file stands in the data folder and says how it is served. A flag wins over the file, the file over the default; \
        `mingma config --data DIR` lists what holds and where it comes from. A key that is unknown and a value that cannot be used \
        are told with their line and remedy; nothing starts with a mistake in it.\n\n\
        This page is written by `UPDATE_MANUAL=1 cargo test -p mingma config` from the table of keys in the code.\n\n\
        | 键 key | 旗标 flag | 默认 default | 写法 | form | 含义 | meaning |\n| --- | --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for key in &KEYS {
        let code = |word: Option<&str>| word.map_or("—".to_owned(), |word| format!("`{word}`"));
        let ([form_zh, form_en], [zh, en]) = (key.form, key.about);
        let (flag, default) = (code(key.flag), code(key.default));
        page.push_str(&format!("| `{}` | {flag} | {default} | {form_zh} | {form_en} | {zh} | {en} |\n", key.name));
    }
    page.push_str(&format!("\n## 完整的例子 A whole file\n\n```toml\n{}```\n", whole()));
    page
}

#[test]
fn the_page_of_settings_is_made_from_the_table_of_keys() {
    if std::env::var_os("UPDATE_MANUAL").is_some() {
        std::fs::write(PAGE, page()).unwrap();
    }
    let kept = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert_eq!(kept, page(), "run UPDATE_MANUAL=1 cargo test -p mingma config");
}
