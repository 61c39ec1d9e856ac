//! What is wrong with settings, in the order of the codes.

use mingma_model::{Fault, Text};

use super::keys::{KEYS, Key};

pub fn syntax(message: &str) -> Fault {
    Fault::new(
        "MM-CFG-001",
        Text::new("不是可读的 TOML：这里的写法不对", format!("not readable TOML: {message}")),
        Text::new("在所指位置改正写法；文字写在引号中", "mend the notation at this place; words stand in quotes"),
    )
}

pub fn unknown(name: &str) -> Fault {
    let known: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
    let known = known.join(", ");
    Fault::new(
        "MM-CFG-002",
        Text::new(format!("没有名为 \"{name}\" 的设置"), format!("there is no setting \"{name}\"")),
        Text::new(format!("可用：{known}"), format!("the settings are: {known}")),
    )
}

pub fn value(key: &Key) -> Fault {
    let (name, [zh, en]) = (key.name, key.form);
    Fault::new(
        "MM-CFG-003",
        Text::new(format!("{name} 的值不可用"), format!("the value of {name} cannot be used")),
        Text::new(format!("写成 \"…\"：{zh}"), format!("write \"…\": {en}")),
    )
}

pub fn half(given: &str, lacking: &str) -> Fault {
    Fault::new(
        "MM-CFG-004",
        Text::new(format!("有 {given} 而没有 {lacking}"), format!("there is {given} and no {lacking}")),
        Text::new("证书与私钥一同写出，或都不写", "give the certificate and its key together, or neither"),
    )
}

pub fn missing(key: &Key) -> Fault {
    let (name, example) = (key.name, key.example);
    Fault::new(
        "MM-CFG-005",
        Text::new(format!("没有 {name}，也没有默认值"), format!("{name} is missing, and has no default")),
        Text::new(
            format!("在 mingma.toml 中写 {name} = \"{example}\" 的样子"),
            format!("write in mingma.toml, such as {name} = \"{example}\""),
        ),
    )
}
