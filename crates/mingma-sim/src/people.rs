//! Names, numbers and telephones that nobody has.

use mingma_model::document::check_character;

use crate::chance::Chance;

const SURNAMES: [&str; 24] = [
    "沈", "陆", "顾", "孟", "白", "秦", "许", "何", "吕", "施", "孔", "曹", "严", "华", "金", "魏", "陶", "姜", "戚",
    "谢", "邹", "喻", "柏", "窦",
];
const GIVEN: [&str; 28] = [
    "远", "舟", "青", "禾", "安", "澜", "知", "夏", "望", "川", "若", "谷", "明", "野", "书", "宁", "晚", "星", "之",
    "桐", "立", "秋", "南", "溪", "向", "晴", "未", "央",
];

/// A name of two or three characters.
pub(crate) fn name(chance: &mut Chance) -> String {
    let mut name = format!("{}{}", chance.pick(&SURNAMES), chance.pick(&GIVEN));
    if chance.percent(80) {
        name.push_str(chance.pick(&GIVEN));
    }
    name
}

/// A resident identity number with the right check character, and with the order
/// number 000, which is never given to anybody.
pub(crate) fn document_number(chance: &mut Chance, county: &str) -> String {
    let year = chance.between(1942, 2016);
    let (month, day) = (chance.between(1, 12), chance.between(1, 28));
    let digits = format!("{county}{year:04}{month:02}{day:02}000");
    let check = check_character(&digits).expect("seventeen digits");
    format!("{digits}{check}")
}

/// Eleven digits that begin with 10900: no telephone begins so.
pub(crate) fn phone(chance: &mut Chance) -> String {
    format!("10900{:06}", chance.below(1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingma_model::document::ResidentIdNumber;

    #[test]
    fn every_number_is_well_formed_and_nobodys() {
        let mut chance = Chance::new(1);
        for _ in 0..2_000 {
            let number = document_number(&mut chance, "410105");
            assert!(ResidentIdNumber::parse(&number).is_ok());
            assert_eq!(&number[14..17], "000");
            assert!(phone(&mut chance).starts_with("10900"));
            assert!((2..=3).contains(&name(&mut chance).chars().count()));
        }
    }
}
