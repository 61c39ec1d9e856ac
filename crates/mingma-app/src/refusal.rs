//! Refusals: typed, in both languages, each logged as an act of its own.

use mingma_acts::ActError;
use mingma_model::{Fault, Text};

macro_rules! refusals {
    ($($(#[$doc:meta])* $variant:ident $code:literal $door:literal $zh:literal $en:literal $help_zh:literal $help_en:literal)*) => {
        /// Why something is refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Why { $($(#[$doc])* $variant),* }

        impl Why {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// Which door was tried: `lock-1` to `lock-7`, or the room.
            #[must_use]
            pub const fn door(self) -> &'static str {
                match self { $(Self::$variant => $door),* }
            }

            /// What is wrong.
            #[must_use]
            pub fn what(self) -> Text {
                match self { $(Self::$variant => Text::new($zh, $en)),* }
            }

            /// What to do.
            #[must_use]
            pub fn help(self) -> Text {
                match self { $(Self::$variant => Text::new($help_zh, $help_en)),* }
            }
        }
    };
}

refusals! {
    /// The kind is not admissible from whoever signed.
    NotAdmissible "MM-LCK-001" "lock-1"
        "此类依据不能由该来源提出" "evidence of this kind is not admissible from this source"
        "请由“依据”表所列的来源提出" "it must come from a source that the table of evidence names"
    /// No published rule in force speaks of it.
    NoRule "MM-LCK-002" "lock-2"
        "没有已公布且有效的规则涉及此依据" "no published rule in force speaks of this evidence"
        "请先公布规则；未公布的规则不得约束任何人" "publish a rule first; what is not published binds nobody"
    /// The unit has no power there, or the person no tie to that region.
    NoPower "MM-LCK-003" "lock-3"
        "该单位在此地没有此项职权" "the unit does not have this power in this region"
        "请由当地有此职权的单位办理" "a unit with the power in that region must do it"
    /// The person has no tie to the region.
    NoTie "MM-LCK-031" "lock-3"
        "此人与该地没有关联" "this person has no tie to that region"
        "须有规则期限内在当地的到访、承运或口岸记录、本人申报或已核实的调查结论" "within the rule's span there must be a proved visit, a carrier's or port's record, their own declaration or a confirmed finding there"
    /// Not two different officers, nor a source for its own kind.
    NotTwo "MM-LCK-004" "lock-4"
        "须由两名不同的经办人签署" "two different officers must sign"
        "请由同一单位的另一名经办人签署" "another officer of the unit must sign"
    /// The timeline has no end.
    Unbounded "MM-LCK-005" "lock-5"
        "此依据的时间线没有终点" "the timeline of this evidence has no end"
        "规则须有失效期限，推送须不晚于来源地的期限" "the rule must lapse, and a notice must not outlive its origin"
    /// The letter cannot be written.
    NoLetter "MM-LCK-006" "lock-6"
        "无法同时写成告知书" "the letter with the reasons cannot be written with it"
        "该档案已注销或其密钥不存在；码色不变" "the enrolment is closed or its key is gone; no colour changes"
    /// The log has stopped.
    LogStopped "MM-LCK-007" "lock-7"
        "公开账本已停止，码色冻结" "the public log has stopped and colours are frozen"
        "请排除原因后重新启动" "mend the cause and start again"
    /// The same fact stands already.
    SameFact "MM-ADM-001" "evidence"
        "同一事实已经入册" "the same fact has been admitted before"
        "如须再次认定，须由另外两名经办人引用前一处置并说明理由" "to assert it again, another pair of officers must cite the first act and say why"
    /// A time of the item lies too far ahead of the register's clock.
    Ahead "MM-ADM-002" "evidence"
        "依据中的时间晚于登记时间" "a time of the item is later than the register's clock"
        "请校准来源的时钟（容差 120 秒）" "set the source's clock right (tolerance 120 s)"
    /// The item is not of the form of its kind.
    Form "MM-ADM-003" "evidence"
        "依据不符合该类的形式" "the item is not of the form of its kind"
        "请对照“依据”表核对各项" "compare its attributes with the table of evidence"
    /// The item contradicts what stands.
    Contradiction "MM-ADM-004" "evidence"
        "依据与已入册的内容矛盾" "the item contradicts what has been admitted"
        "请核对编号与所涉依据" "check its id and the item it is about"
    /// The case, area, item or positive that it rests on is not in the register.
    NoGround "MM-ADM-005" "evidence"
        "所依据的病例、风险区、检测或依据不在册" "the case, area, test or item that it rests on is not in the register"
        "请先将其入册，或引用正确的编号" "have it admitted first, or give the right id"
    /// Only who established it, a superior or an order may.
    NotTheirs "MM-ADM-006" "evidence"
        "只有原认定单位或其上级可以这样做" "only the unit that established it, or one above it, may do so"
        "请联系原认定单位" "ask the unit that established it"
    /// The source is registered for another region or another kind.
    NotTheirKind "MM-ADM-007" "evidence"
        "该机构未就此类依据或此地登记" "the institution is not registered for this kind or this region"
        "请由登记的机构签署" "an institution registered for it must sign"
    /// A provisional act is not of its form.
    Provisional "MM-ADM-008" "evidence"
        "临时处置不符合条件" "the provisional act does not meet its conditions"
        "须引用已入册、采样不早于 72 小时前的阳性检测，限时 12 小时，不得由同一经办人续期" "it must cite a positive in the register sampled no more than 72 h ago, ends after 12 h, and is never renewed by the same officer"
    /// The third officer is another.
    NotDrawn "MM-ADM-009" "evidence"
        "核实须由系统抽取的另一单位经办人签署" "the officer of another unit whom the system drew must confirm"
        "请由抽取到的经办人签署" "the officer drawn must sign"
    /// A proposal is not open any more.
    NotOpen "MM-ADM-010" "evidence"
        "该拟定已批准、撤回或过期" "the proposal was approved, taken back or ran out"
        "请重新拟定" "propose it again"
    /// An act without members that needs some, or the other way round.
    Members "MM-ADM-011" "evidence"
        "处置的成员不符合其类别" "the members of the act do not fit its class"
        "请对照 docs/protocol.md 的类别表" "compare with the table of classes in docs/protocol.md"
    /// A proposal is not of its form.
    Proposal "MM-ADM-012" "evidence"
        "拟定不符合形式" "the proposal is not of its form"
        "须附一名经办人签署的处置及其成员，24 小时内有效" "it holds an act that one officer signed, with its members, and waits 24 h at most"
    /// No resident of that id or document.
    NoResident "MM-REG-001" "register"
        "没有此持码人" "no such resident"
        "请核对编号或证件，或先建档" "check the id or document, or enrol them first"
    /// The document is enrolled already.
    DocumentTaken "MM-REG-002" "register"
        "该证件已建档" "this document is enrolled already"
        "请双方到柜台核验，不作任何更改" "nothing changes; both should come to a counter"
    /// No unit, officer, institution, place or key of that id.
    NoSuch "MM-REG-003" "register"
        "没有此单位、经办人、机构、场所或密钥" "no such unit, officer, institution, place or key"
        "请核对编号" "check the id"
    /// The id is in use.
    IdTaken "MM-REG-004" "register"
        "该编号已被使用" "this id is in use"
        "请换一个编号" "choose another"
    /// The key is in use.
    KeyTaken "MM-REG-005" "register"
        "该密钥已登记" "this key is registered already"
        "每把密钥只能登记一次，请另行生成" "a key is registered once; make another"
    /// Somebody would grant more than they have.
    MoreThanTheirs "MM-REG-006" "register"
        "不能授予自己没有的职权或区域" "nobody can grant a power or a region that they do not have"
        "请由上级单位授予" "a unit above must grant it"
    /// The last officers who could act would go.
    LastTwo "MM-REG-007" "register"
        "根单位须保留至少两名经办人" "the root unit must keep at least two officers"
        "请先登记接替者" "register a successor first"
    /// A particular is not of its form.
    Particulars "MM-REG-008" "register"
        "登记内容不符合形式" "the particulars are not of their form"
        "请对照命令说明核对各项" "compare them with the command's manual"
    /// The two are merged already, or are one.
    Merged "MM-REG-009" "register"
        "两份档案已合并、未合并，或就是同一份" "the two enrolments are merged already, are not merged, or are one"
        "请核对编号" "check the ids"
    /// The enrolment is closed.
    Closed "MM-REG-010" "register"
        "该档案已注销" "the enrolment is closed"
        "如需使用，请重新建档" "enrol again"
    /// Something is open or held: it may not be closed.
    StillOpen "MM-REG-011" "register"
        "尚有未结事项，不能注销" "something is still open; it cannot be closed"
        "请等待码色期限或申诉结束" "wait until colours and appeals have ended"
    /// The pack has faults.
    FaultyText "MM-REG-012" "register"
        "公布的规则包有错误" "the pack to be published has faults"
        "请先用 mingma rules check 检查" "run mingma rules check first"
    /// The text is published already.
    TextTaken "MM-REG-013" "register"
        "该文本已公布" "this text is published already"
        "无须再次公布" "nothing is to be done"
    /// The class is not one that is handed in.
    NotHandedIn "MM-REG-014" "register"
        "此类处置不能由外部提交" "acts of this class are not handed in from outside"
        "此类处置由登记系统自行作出" "the register itself makes them"
    /// The genesis act comes first and once.
    Founded "MM-REG-015" "register"
        "此登记册已经创始" "this register is founded already"
        "创始处置只能是第一号，且只有一次；另建登记册请用新的文件夹" "the genesis act is the first and there is one; found another register in a folder of its own"
    /// No officer of the acting unit signed.
    NoOfficer "MM-REG-016" "register"
        "没有办理单位的经办人签署" "no officer of the acting unit signed"
        "请由办理单位的经办人签署，并写明该单位" "an officer of the unit that acts must sign, and the act must name that unit"
    /// The acting unit does not stand over the one meant.
    NotAbove "MM-REG-017" "register"
        "办理单位不是其上级" "the acting unit does not stand over it"
        "请由其上级单位办理" "a unit above must do it"
    /// Units below stand, or hold what they have from it.
    StillBelow "MM-REG-018" "register"
        "下级单位尚存，或仍持有由此而来的职权" "units below still stand, or hold a power that comes from it"
        "请先撤销或收回所列下级的" "close them, or take back theirs, first"
    /// A pack is published before it is in force.
    TooLate "MM-REG-019" "register"
        "规则包的生效时间已过，不得追溯" "the pack would be in force before it is published"
        "请用 mingma rules renew 改定生效时间后再公布" "write an edition that begins later with mingma rules renew, and publish that"
    /// A narrower pack differs from a wider one.
    WiderUnit "MM-REG-020" "register"
        "此规则包与上级规则包不同，须有上级单位两名经办人一并签署" "the pack differs from a wider one; two officers of the wider unit must sign as well"
        "请用 mingma rules check 查看差异，由上级单位两名经办人加签" "see the differences with mingma rules check, and have two officers of the wider unit sign too"
    /// The act does not list exactly the keys that stand.
    OtherKeys "MM-REG-021" "register"
        "所列密钥与其有效密钥不一致" "the keys listed are not exactly those that stand"
        "请重新读取其有效密钥，逐一列出" "read again which keys stand, and list each of them"
    /// A public text holds what looks like a number of a person.
    PersonalNumber "MM-REG-022" "register"
        "名称、管理人或事由中有七位以上的连续数字，可能是个人号码" "a name, an owner or a reason holds seven digits or more in a row, which may be a number of a person"
        "公开内容不得写入证件号或电话；请删去，或改用文号、编号" "public acts hold no documents or telephones; leave it out, or refer by a shorter number"
    /// The id is kept for something else.
    ReservedId "MM-REG-023" "register"
        "该编号形式另有专用" "ids of this form are kept for something else"
        "不得为 register、.、.. 或 -，也不得以 r- 或 k- 开头，不分大小写" "it is not register, ., .. or -, and does not begin with r- or k-, in either case"
    /// Evidence of another enrolment of the person rests on what would be closed.
    Torn "MM-REG-024" "register"
        "此人另一份档案中的依据与拟注销档案中的依据相关联，分开注销会使其失去所依" "evidence of another enrolment of this person and evidence of the one to be closed rest on each other"
        "请先撤销合并，或在同一份注销声明中注销此人的全部档案" "undo the merging first, or close all enrolments of the person in one statement"
    /// What was scanned is not of this place.
    WrongToken "MM-PRE-001" "presence"
        "所扫的码不是此场所生成的" "what was scanned was not made by this place"
        "请扫现场屏幕上的场所码" "scan the code on the screen at the place"
    /// The kiosk, poster or scanner is none of this place, or was cut out.
    CutOut "MM-PRE-002" "presence"
        "该码屏、张贴码或扫码设备未在此场所登记，或已停用" "this kiosk, poster or scanner is not registered for the place, or was cut out"
        "请扫现场另一码屏，并告知场所管理人" "scan another screen there, and tell the keeper"
    /// Scanner and phone did not both sign.
    NotBothSigned "MM-PRE-003" "presence"
        "双签不成立" "scanner and phone did not both sign this visit"
        "请在现场重新亮码" "show the code again at the place"
    /// No such visit of theirs.
    NoVisit "MM-PRE-004" "presence"
        "本人没有这条扫码记录" "there is no such visit of theirs"
        "扫码记录保存14天；请核对编号" "visits are kept for 14 days; check the id"
    /// The same was said before.
    SaidBefore "MM-PRE-005" "presence"
        "对此记录已作过同样的说明" "this was said of the visit before"
        "无须再说；如有误请提出申诉" "nothing is to be done; if it is wrong, appeal"
    /// Their phone signed it.
    SignedVisit "MM-PRE-006" "presence"
        "此到访由本人手机签名，不能否认" "their own phone signed this visit; it is not disowned"
        "如非本人所为，请提出申诉" "appeal if it was not you"
    /// Nobody can have left then.
    LeftWhen "MM-PRE-007" "presence"
        "离开时间不成立" "nobody can have left at that time"
        "离开须在到达之后、现在之前，且不超过12小时" "it lies between coming and now, and within 12 hours"
    /// Nothing of theirs stands under this id.
    NoItem "MM-RED-001" "redress"
        "本人名下没有可申诉的这项依据" "nothing of theirs that could stand against them has this id"
        "请在“依据”中选择要申诉的一项" "choose the item from what your page lists"
    /// Corrected, or over.
    NothingLeft "MM-RED-002" "redress"
        "该依据已更正或已不再使码色变化" "the item was corrected, or gives no colour any more"
        "无须申诉；推导结果见本人页面" "there is nothing to appeal against; your page shows the derivation"
    /// One waits already.
    AppealWaits "MM-RED-003" "redress"
        "对该依据的申诉正在办理" "an appeal against this item waits already"
        "可以补充材料；期限照旧计算" "add to it; its clock goes on"
    /// Nobody above decides.
    NobodyAbove "MM-RED-004" "redress"
        "没有其他单位可以受理" "there is no further unit that could decide it"
        "可自知道之日起六十日内申请行政复议" "apply for administrative reconsideration within sixty days of knowing"
    /// The urgent lane is closed.
    UrgentClosed "MM-RED-005" "redress"
        "七日内两次紧急申诉未获支持，紧急通道暂停" "two urgent appeals within seven days were decided against you; the urgent lane rests"
        "请按普通通道提出；急症请直接就医，医院不得拒诊" "file it in the ordinary lane; in an emergency go to a doctor, who may not turn you away"
    /// Unit, cause or due are not the register's.
    NotComputed "MM-RED-006" "redress"
        "受理单位、分组或期限与登记系统计算的不同" "unit, cause or date are not what the register computes"
        "请重新读取办理条件后立即提出" "ask for the terms again and file at once"
    /// A word is not of its form.
    AppealForm "MM-RED-007" "redress"
        "申诉或决定不符合形式" "the appeal or decision is not of its form"
        "请对照 docs/redress.md 核对各项" "compare it with docs/redress.md"
    /// The number is taken.
    NumberTaken "MM-RED-008" "redress"
        "该申诉编号已被使用" "the number is another appeal's"
        "请另抽一个编号" "draw another"
    /// No such appeal of theirs waits.
    NoAppeal "MM-RED-009" "redress"
        "没有此人正在办理的这件申诉" "no such appeal of theirs waits"
        "请核对编号；已决定的可申请复核" "check the number; what was decided can be reviewed again"
    /// Somebody else speaks.
    NotTheirAppeal "MM-RED-010" "redress"
        "申诉须由本人提出" "an appeal is filed by the person whom it is about"
        "请由本人的设备签署，或本人登录后提出" "sign with a device of theirs, or have them sign in"
    /// Another unit has to decide.
    NotReviewer "MM-RED-011" "redress"
        "应由受理单位或其上级决定" "the unit that has to decide, or one above it, decides"
        "请转该单位办理" "hand it to that unit"
    /// They signed what is questioned.
    SignedItThemselves "MM-RED-012" "redress"
        "签署过该依据的人不得复核" "who signed the item does not review it"
        "请由未签署过的经办人办理" "an officer who did not sign it must do it"
    /// No reasons.
    NoReasons "MM-RED-013" "redress"
        "没有写明理由" "no reasons are given"
        "请用能读懂的话写明理由，至少八个字，至多两千字" "write them so that they can be read: eight letters at least, 2,000 at most"
    /// The clock does not strike.
    NotDue "MM-RED-014" "redress"
        "尚未到期，或与时钟所定不符" "it is not due, or is not what the clock does"
        "到期由登记系统自行办理" "the register does it by itself when it is due"
    /// A file is too large.
    FileTooLarge "MM-RED-020" "redress"
        "文件过大" "the file is too large"
        "每个文件至多 8 MiB；请缩小图片或分成几份" "8 MiB each at most; make the picture smaller or split the document"
    /// Too many files.
    FilesTooMany "MM-RED-021" "redress"
        "附件过多" "there are too many files"
        "每件申诉至多 5 个附件" "5 for one appeal at most"
    /// A file is neither picture nor PDF.
    FileSort "MM-RED-022" "redress"
        "文件不是 PNG、JPEG 或 PDF" "the file is no PNG, JPEG or PDF"
        "请拍照或截图，或导出为 PDF；按内容识别，改名无效" "take a photograph or a screenshot, or export a PDF; the content counts, not the name"
    /// A file cannot be read.
    FileUnreadable "MM-RED-023" "redress"
        "文件无法读取" "the file cannot be read"
        "请重新导出，或对其拍照或截图" "export it again, or take a photograph or a screenshot of it"
    /// A picture has too many pixels.
    FilePixels "MM-RED-024" "redress"
        "图片的像素过多" "the picture has too many pixels"
        "至多 5000 万像素，边长至多 20000；请缩小后再交" "50 megapixels at most, 20,000 a side; make it smaller"
    /// A document is encrypted.
    FileEncrypted "MM-RED-025" "redress"
        "PDF 已加密" "the PDF is encrypted"
        "请去除密码后再交，或对其截图" "remove its password, or take a screenshot of it"
    /// A document acts.
    FileActive "MM-RED-026" "redress"
        "PDF 含有脚本、启动或提交动作" "the PDF holds a script, or launches or sends something"
        "请打印成 PDF 后再交，或对其截图" "print it to a PDF, or take a screenshot of it"
    /// A document holds files.
    FileWithin "MM-RED-027" "redress"
        "PDF 内含其他文件" "the PDF holds other files"
        "请把各文件分别提交，或打印成 PDF 后再交" "hand these in by themselves, or print it to a PDF"
    /// A document holds a picture that cannot be looked into.
    FilePicture "MM-RED-028" "redress"
        "PDF 内有无法检查的图片" "the PDF holds a picture that cannot be looked into"
        "请打印成 PDF 后再交，或对其截图" "print it to a PDF, or take a screenshot of it"
    /// A file was not written anew.
    FileUnclean "MM-RED-029" "redress"
        "附件含有应去除的内容" "the file holds what has to be left out"
        "请先由登记系统检查并重写，再签署重写后的文件" "have the register look into it first, and sign what it wrote anew"
}

/// A refusal: why, and what exactly (an id, a word; nothing personal).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} {}{}", why.code(), why.what().en, detail.as_ref().map_or_else(String::new, |detail| format!(": {detail}")))]
pub struct Refusal {
    /// Why.
    pub why: Why,
    /// The id or word meant; nothing personal.
    pub detail: Option<String>,
    /// The member meant, by its index.
    pub member: Option<u32>,
}

impl From<Why> for Refusal {
    fn from(why: Why) -> Self {
        Self { why, detail: None, member: None }
    }
}

impl Why {
    /// With the id or word meant.
    #[must_use]
    pub fn of(self, detail: impl Into<String>) -> Refusal {
        Refusal { why: self, detail: Some(detail.into()), member: None }
    }
}

impl Refusal {
    /// With the member meant.
    #[must_use]
    pub fn at(mut self, member: usize) -> Self {
        self.member = u32::try_from(member).ok();
        self
    }

    /// The fault that is shown.
    #[must_use]
    pub fn fault(&self) -> Fault {
        let detail = self.detail.as_ref();
        let with = |text: String, open: &str, close: &str| match detail {
            Some(detail) => format!("{text}{open}{detail}{close}"),
            None => text,
        };
        let what = self.why.what();
        Fault::new(self.why.code(), Text::new(with(what.zh, "：", ""), with(what.en, ": ", "")), self.why.help())
    }
}

/// What a refusal by signatures or bytes is called in the register.
#[must_use]
pub fn door_of(error: &ActError) -> &'static str {
    match error {
        ActError::BadSignature(_)
        | ActError::UnknownKey(_)
        | ActError::KeyNotInForce(_)
        | ActError::SignedTwice(_)
        | ActError::UnknownApproval(_) => "signature",
        ActError::FromTheFuture(_) | ActError::TooOld(_) => "clock",
        ActError::DuplicateId(_) => "id",
        _ => "bytes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_refusal_has_its_own_code_and_both_languages() {
        let codes: BTreeSet<_> = Why::ALL.iter().map(|why| why.code()).collect();
        assert_eq!(codes.len(), Why::ALL.len());
        for why in Why::ALL {
            assert!(!why.what().zh.is_empty() && !why.what().en.is_empty(), "{}", why.code());
            assert!(!why.help().zh.is_empty() && !why.help().en.is_empty(), "{}", why.code());
        }
    }

    #[test]
    fn each_of_the_seven_locks_has_its_door() {
        for lock in 1..=7 {
            let door = format!("lock-{lock}");
            assert!(Why::ALL.iter().any(|why| why.door() == door), "{door}");
        }
    }
}
