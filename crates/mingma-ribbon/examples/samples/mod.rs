//! Made-up people for the examples and for the golden files: June and July 2022, +08:00.
#![allow(dead_code, reason = "each example and each test takes some of them")]

use mingma_ribbon::Colour::{Green, Red, Yellow};
use mingma_ribbon::{Band, Change, Compare, Day, Lane, Lapse, Mark, MarkKind, Options, Ribbon, Stay, Window, Words};

pub const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;
/// 2022-06-14T00:00+08:00, a Tuesday.
const START: i64 = 1_655_136_000;

/// A moment on the day so many days after 14 June.
pub fn at(day: i64, hour: i64) -> i64 {
    START + day * DAY + hour * HOUR
}

/// 14 June to 12 July, as a caller's calendar would give them.
pub fn days(english: bool) -> Vec<Day> {
    let zh = ["一", "二", "三", "四", "五", "六", "日"];
    let en = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let one = |i: usize| {
        let (month, number) = if i < 17 { (6, 14 + i) } else { (7, i - 16) };
        let name = if month == 6 { "June" } else { "July" };
        let start = START + DAY * i64::try_from(i).unwrap_or(0);
        let (label, month, weekday) = if english {
            (format!("{number} {name}"), name.to_owned(), en[(i + 1) % 7])
        } else {
            (format!("{month}月{number}日"), format!("{month}月"), zh[(i + 1) % 7])
        };
        Day { start, end: start + DAY, label, number: number.to_string(), month, weekday: weekday.to_owned() }
    };
    (0..29).map(one).collect()
}

pub fn words(english: bool) -> Words {
    if english { Words::en() } else { Words::zh() }
}

/// Close contact: red for seven days, yellow till the tenth, then one negative test.
pub fn contact(english: bool) -> Ribbon {
    let t = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    let red = Band::new(at(10, 20), at(17, 0), Red);
    let yellow = Band::new(at(17, 0), at(31, 0), Yellow);
    let test = |day, label: String| Mark::new(MarkKind::Negative, at(day, 9), label).known(at(day, 17));
    let lane = Lane {
        label: t("密切接触", "Close contact"),
        detail: t("末次接触 6月23日", "last contact 23 June"),
        bands: vec![red, yellow],
        holds: true,
        anchor: Some(at(9, 18)),
        lapse: Some(Lapse { at: at(28, 0), label: t("最迟 7月12日 0时", "ends 12 July, 00:00 at the latest") }),
        marks: vec![Mark::new(MarkKind::Contact, at(9, 18), t("接触", "contact"))],
        windows: vec![Window {
            from: at(19, 0),
            to: at(28, 0),
            label: t("此间一次阴性即转绿", "one negative test here frees"),
        }],
        stays: vec![],
    };
    let mut ribbon = Ribbon {
        days: days(english),
        now: at(14, 14) + 300,
        now_label: t("现在 6月28日 14:05", "Now, 28 June, 14:05"),
        code: vec![Band::new(at(-30, 0), at(10, 20), Green), red, yellow],
        changes: vec![Change {
            at: at(17, 0), to: Yellow, label: t("7月1日 0时 转黄", "Yellow from 1 July, 00:00")
        }],
        marks: vec![
            test(11, t("阴性", "negative")).idle(),
            test(13, t("阴性", "negative")).idle(),
            Mark::new(MarkKind::Letter, at(10, 20), t("告知", "letter")),
        ],
        marks_label: t("检测与告知", "Tests and letters"),
        lanes: vec![lane, arrival_lane(english, false)],
        title: t("6月14日至7月12日的健康码", "The health code, 14 June to 12 July"),
        ..Ribbon::default()
    };
    describe(&mut ribbon, english);
    ribbon
}

fn describe(ribbon: &mut Ribbon, english: bool) {
    let words = words(english);
    let tell = ribbon.describe(&words, &|t| ribbon.reading(&words, t));
    ribbon.description = tell.join(if english { " " } else { "" });
}

fn arrival_lane(english: bool, holds: bool) -> Lane {
    let t = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    let from = if holds { 12 } else { 2 };
    Lane {
        label: t("省外来（返）豫", "Arrival from another province"),
        detail: if holds { t("6月26日 到达", "arrived 26 June") } else { t("6月16日 到达", "arrived 16 June") },
        bands: if holds {
            vec![Band::new(at(from, 8), at(20, 0), Yellow)]
        } else {
            vec![Band::new(at(from, 8), at(5, 10), Yellow)]
        },
        holds,
        marks: vec![Mark::new(MarkKind::Arrival, at(from, 8), t("到达", "arrival"))],
        ..Lane::default()
    }
}

/// Arrival from another province: two negative tests within 72 h free, otherwise seven days do.
pub fn arrival(english: bool) -> Ribbon {
    let t = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    let mut lane = arrival_lane(english, true);
    lane.lapse = Some(Lapse { at: at(20, 0), label: t("最迟 7月4日 0时", "4 July, 00:00 at the latest") });
    lane.windows =
        vec![Window {
            from: at(13, 18), to: at(15, 8), label: t("再一次阴性即转绿", "one more negative frees")
        }];
    let mut ribbon = Ribbon {
        days: days(english),
        now: at(14, 14) + 300,
        now_label: t("现在 6月28日 14:05", "Now, 28 June, 14:05"),
        code: vec![
            Band::new(at(-3, 0), at(12, 8), Green),
            Band::new(at(12, 8), at(20, 0), Yellow),
            Band::new(at(20, 0), at(60, 0), Green),
        ],
        changes: vec![Change {
            at: at(20, 0), to: Green, label: t("7月4日 0时 转绿", "Green from 4 July, 00:00")
        }],
        marks: vec![
            Mark::new(MarkKind::Negative, at(4, 9), t("阴性", "negative")).idle(),
            Mark::new(MarkKind::Negative, at(12, 18), t("阴性 1/2", "negative, 1 of 2")).known(at(13, 2)),
            Mark::new(MarkKind::Visit, at(12, 9), t("郑州东站", "railway station")),
        ],
        marks_label: t("检测与行程", "Tests and visits"),
        lanes: vec![lane],
        title: t("6月14日至7月12日的健康码", "The health code, 14 June to 12 July"),
        ..Ribbon::default()
    };
    describe(&mut ribbon, english);
    ribbon
}

/// Everything at once: each kind of mark, a stay, many lanes.
pub fn crowded(english: bool) -> Ribbon {
    let t = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    let mut ribbon = contact(english);
    ribbon.marks = MarkKind::ALL
        .iter()
        .zip(0i64..)
        .map(|(kind, i)| Mark::new(*kind, at(i + 1, (i * 5) % 24), format!("{kind:?}")))
        .collect();
    ribbon.marks.push(Mark::new(MarkKind::Positive, at(13, 1), t("阳性", "positive")).idle());
    ribbon.lanes[0].stays =
        vec![Stay {
            from: at(12, 0), to: at(16, 0), cap: Yellow, label: t("停止执行至6月30日", "stay until 30 June")
        }];
    let extra = (0i64..14).map(|i| Lane {
        label: t("时空重合：名字很长很长的一个场所的名字", "Overlap in time and place, at a place with a long name"),
        detail: format!("№ {i}"),
        bands: vec![Band::new(at(i, 3), at(i + 14, 0), if i % 3 == 0 { Red } else { Yellow })],
        ..Lane::default()
    });
    ribbon.lanes.extend(extra);
    ribbon
        .changes
        .push(Change { at: at(18, 0), to: Green, label: t("7月2日 0时 转绿", "Green from 2 July, 00:00") });
    ribbon
}

/// The close contact under two packs.
pub fn compare(english: bool) -> Compare {
    let t = |zh: &str, en: &str| if english { en } else { zh }.to_owned();
    let mut a = contact(english);
    a.name = t("第九版（2022年6月）", "Ninth edition, June 2022");
    a.marks.clear();
    a.lanes.truncate(1);
    let mut b = a.clone();
    b.name = t("国家2021年5月（14+7）", "National, May 2021 (14+7)");
    let red = Band::new(at(10, 20), at(24, 0), Red);
    let yellow = Band::new(at(24, 0), at(38, 0), Yellow);
    b.code = vec![Band::new(at(-30, 0), at(10, 20), Green), red, yellow];
    b.lanes[0].bands = vec![red, yellow];
    b.lanes[0].windows.clear();
    b.lanes[0].lapse = None;
    b.changes =
        vec![Change { at: at(24, 0), to: Yellow, label: t("7月8日 0时 转黄", "Yellow from 8 July, 00:00") }];
    let mut both =
        Compare { a, b, title: t("两份规则下的健康码", "The code under two packs"), ..Compare::default() };
    let words = words(english);
    let told = both.describe(&words, &|t| both.a.reading(&words, t));
    both.description = told.join(if english { " " } else { "" });
    both
}

/// Name and drawing of each sample at a width.
pub fn all(options: &Options, english: bool) -> Vec<(&'static str, String)> {
    vec![
        ("contact", contact(english).svg(options)),
        ("arrival", arrival(english).svg(options)),
        ("crowded", crowded(english).svg(options)),
        ("compare", compare(english).svg(options)),
    ]
}
