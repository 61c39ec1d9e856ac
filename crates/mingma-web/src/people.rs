//! Ready persons: made up, each with a story that one tap tells.

use mingma_model::{Lang, Text};

/// A person made up for the bench.
#[derive(Debug)]
pub(crate) struct Person {
    /// The word in addresses.
    pub id: &'static str,
    /// Whose profile and packs are tried: `cn`, `school-exclusion`, or a pack's id.
    pub rules: &'static str,
    /// The evidence, as a file that `mingma derive` reads too.
    pub evidence: &'static str,
    /// The moment that the story begins with.
    pub at: &'static str,
    name: [&'static str; 2],
    story: [&'static str; 2],
}

impl Person {
    /// Who it is, in a word or two.
    pub fn name(&self, lang: Lang) -> &'static str {
        lang.pick(self.name[0], self.name[1])
    }

    /// What happened, in a sentence.
    pub fn story(&self, lang: Lang) -> &'static str {
        lang.pick(self.story[0], self.story[1])
    }

    /// The person of that word.
    pub fn of(id: &str) -> Option<&'static Self> {
        PEOPLE.iter().find(|person| person.id == id)
    }
}

macro_rules! person {
    ($id:literal, $rules:literal, $at:literal, $name:expr, $story:expr) => {
        Person {
            id: $id,
            rules: $rules,
            evidence: include_str!(concat!("../people/", $id, ".json")),
            at: $at,
            name: $name,
            story: $story,
        }
    };
}

/// All of them, in the order in which they are offered.
pub(crate) const PEOPLE: &[Person] = &[
    person!(
        "contact",
        "cn",
        "2022-11-08T14:05:00+08:00",
        ["密切接触者", "A close contact"],
        [
            "在石家庄与病例吃过一顿饭：七天红，三天黄，第十天一次阴性",
            "Shared a meal with a case in Shijiazhuang: seven days red, three yellow, a negative on day ten"
        ]
    ),
    person!(
        "arrival",
        "cn",
        "2022-06-19T12:00:00+08:00",
        ["外省来的人", "An arrival"],
        ["6月18日从上海到郑州，三天两检", "Came from Shanghai to Zhengzhou on 18 June: two tests in three days"]
    ),
    person!(
        "depositor",
        "cn",
        "2022-06-13T10:00:00+08:00",
        ["储户", "The depositor"],
        [
            "在外地扫了别人转发的郑州场所码：没有一条可采信的依据",
            "Scanned a forwarded picture of a Zhengzhou place code, far away: nothing admissible"
        ]
    ),
    person!(
        "patient",
        "cn",
        "2022-09-15T09:00:00+08:00",
        ["出院的病人", "A patient after discharge"],
        ["9月1日在厦门确诊，12日出院", "Confirmed in Xiamen on 1 September, discharged on the 12th"]
    ),
    person!(
        "pool",
        "cn",
        "2022-05-10T09:00:00+08:00",
        ["混管里的人", "A member of a pool"],
        [
            "上海，十人一管，一管阳性：等本人单管复核",
            "Shanghai, ten in one tube, the tube positive: waiting for one's own recheck"
        ]
    ),
    person!(
        "flagged",
        "cn",
        "2022-08-04T10:00:00+08:00",
        ["外省推送的人", "Flagged by another province"],
        [
            "在杭州，被三亚推送为红码，三天后原地撤回",
            "In Hangzhou, flagged red by Sanya, withdrawn there three days later"
        ]
    ),
    person!(
        "traveller",
        "cn",
        "2022-09-10T08:00:00+08:00",
        ["入境的人", "A traveller from abroad"],
        ["9月5日从新加坡入境厦门", "Entered Xiamen from Singapore on 5 September"]
    ),
    person!(
        "resident",
        "cn",
        "2022-10-28T08:00:00+08:00",
        ["高风险区的居民", "A resident of a high-risk area"],
        ["家在划定的区里：先高，后中，再解除", "Home lies in a declared area: high, then medium, then lifted"]
    ),
    person!(
        "corrected",
        "cn",
        "2022-07-22T18:00:00+08:00",
        ["被弄错的人", "A mistake undone"],
        [
            "算错了场所：申诉期间减为黄，更正后转绿",
            "The wrong place was computed: yellow while the appeal ran, green once corrected"
        ]
    ),
    person!(
        "pupil",
        "school-exclusion",
        "2026-11-18T08:00:00+08:00",
        ["小学生", "A schoolchild"],
        ["班里有麻疹：第5天起离校，出示免疫证明即返", "Measles in class: away from day 5, back once immunity is shown"]
    ),
];

/// What stands in the depositor's story where others have evidence.
pub(crate) fn forwarded() -> Text {
    Text::new(
        "扫一张转发来的场所码，只说明有人看过这张图，不说明谁到过哪里：它不是任何一种依据，所以没有规则可用，码是绿的。2022年6月，871人因此被赋红码。",
        "Scanning a forwarded picture of a place code shows that somebody saw the picture, not that anybody was there: it is no evidence of any kind, so no rule applies and the code is green. In June 2022 it turned 871 people red.",
    )
}
