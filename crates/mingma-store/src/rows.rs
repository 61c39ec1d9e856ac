//! Every row of the register, declared once: both databases, the audit and the tables of
//! `docs/privacy.toml` are held against these declarations.
//!
//! Times are whole seconds of the Unix epoch. `resident` is the dense number inside, never
//! shown. `seq` is the number of the act that made the row. What is `sealed` opens only with
//! the resident's key.

use crate::table::rows;

rows! {
    /// A sealed act. Written once.
    ActRow = (once) "act" key 1 {
        /// Number of the act, from 1, without gaps.
        seq: u64,
        /// The id its maker gave it; no two acts share one.
        id: [u8; 16],
        /// Number of its class.
        class: u8,
        /// When the register sealed it; never before the act before it.
        sealed_at: i64,
        /// Who acted: an officer, an institution, the register.
        actor: String,
        /// The canonical bytes that were signed.
        bytes: Vec<u8>,
        /// The canonical list of approvals.
        approvals: Vec<u8>,
        /// Members that the register added on admission: their count and root.
        added: Option<Vec<u8>>,
        /// Salt of its leaf's commitment.
        salt: [u8; 16],
        /// Digest of the bytes that were signed.
        digest: [u8; 32],
    }

    /// A chunk of an act's members. Written once.
    BlockRow = (once) "block" key 2 {
        /// The act.
        seq: u64,
        /// Number of the chunk, from 0.
        chunk: u32,
        /// Canonical array of resident, commitment, sealed member.
        bytes: Vec<u8>,
    }

    /// A member of an act, beside its resident's others.
    MemberRow = "member" key 3 {
        /// Whom it is about.
        resident: u32,
        /// The act.
        seq: u64,
        /// Index among the act's members, from 0; those that the register added come last.
        idx: u32,
        /// Number of the act's class.
        class: u8,
        /// The item, sealed under the resident's key.
        sealed: Vec<u8>,
    }

    /// Somebody who is enrolled.
    ResidentRow = "resident" key 1 {
        /// The number inside, from 1, without gaps.
        resident: u32,
        /// The random id outside; no two residents share one.
        id: [u8; 16],
        /// The act that enrolled them.
        seq: u64,
        /// How well they are known: claimed, vouched or federated.
        level: String,
        /// The resident whom this one turned out to be.
        merged_into: Option<u32>,
        /// When the closing statement was sealed.
        closed_at: Option<i64>,
    }

    /// An identity document, as a tag that only the index key can make.
    DocumentRow = "document" key 2 {
        /// Whose it is.
        resident: u32,
        /// Keyed hash of type and number; no two residents share one.
        tag: [u8; 32],
        /// The act that enrolled it.
        seq: u64,
    }

    /// A unit.
    UnitRow = "unit" key 1 {
        /// Its id.
        id: String,
        /// The act that registered it.
        seq: u64,
        /// Chinese name.
        name_zh: String,
        /// English name.
        name_en: String,
        /// Its region.
        region: String,
        /// The unit above it.
        parent: Option<String>,
        /// The telephone that a resident is told.
        telephone: String,
        /// From when it stands.
        since: i64,
        /// When it ceased to stand.
        until: Option<i64>,
    }

    /// A power that a unit has in a region.
    PowerRow = "power" key 3 {
        /// The unit.
        unit: String,
        /// The power.
        power: String,
        /// Where it may be used.
        region: String,
        /// The act that granted it.
        seq: u64,
        /// From when it holds.
        since: i64,
        /// When it ceased to hold.
        until: Option<i64>,
    }

    /// An officer.
    OfficerRow = "officer" key 1 {
        /// Their id in office.
        id: String,
        /// Their unit.
        unit: String,
        /// The act that registered them.
        seq: u64,
        /// From when they serve.
        since: i64,
        /// When they ceased to serve.
        until: Option<i64>,
    }

    /// A registered public key.
    KeyRow = "key" key 1 {
        /// Its id.
        id: [u8; 16],
        /// Algorithm and public key.
        public: Vec<u8>,
        /// Whose it is: officer, institution or register.
        holder_kind: String,
        /// The holder's id.
        holder: String,
        /// The act that registered it.
        seq: u64,
        /// From when its signatures count.
        since: i64,
        /// When its signatures ceased to count.
        until: Option<i64>,
    }

    /// An institution that signs: a laboratory, a port, a carrier, a partner.
    InstitutionRow = "institution" key 1 {
        /// Its id.
        id: String,
        /// What it is.
        kind: String,
        /// Chinese name.
        name_zh: String,
        /// English name.
        name_en: String,
        /// Its region.
        region: String,
        /// The act that registered it.
        seq: u64,
        /// From when its word counts.
        since: i64,
        /// When its word ceased to count.
        until: Option<i64>,
    }

    /// A place.
    PlaceRow = "place" key 1 {
        /// Its id.
        id: String,
        /// What it is.
        kind: String,
        /// Its region.
        region: String,
        /// Chinese name.
        name_zh: String,
        /// English name.
        name_en: String,
        /// The unit that manages it.
        unit: String,
        /// Who keeps it.
        owner: String,
        /// The act that registered it.
        seq: u64,
        /// From when it stands.
        since: i64,
        /// When it ceased to stand.
        until: Option<i64>,
        /// Latitude in microdegrees, north positive.
        lat: Option<i64>,
        /// Longitude in microdegrees, east positive.
        lon: Option<i64>,
    }

    /// What a place shows or reads codes with.
    FixtureRow = "fixture" key 2 {
        /// The place.
        place: String,
        /// Its id, of that place alone.
        id: String,
        /// What it is: kiosk, scanner or poster.
        kind: String,
        /// Of a kiosk or poster: the number in its tags.
        number: Option<u32>,
        /// Of a scanner: its public key.
        key: Option<Vec<u8>>,
        /// The act that registered it, or cut it out.
        seq: u64,
        /// From when it stands.
        since: i64,
        /// When it was cut out.
        until: Option<i64>,
    }

    /// A visit 扫码记录: that somebody scanned, and how well it is proved. Where, its member tells.
    VisitRow = "visit" key 3 {
        /// Whose.
        resident: u32,
        /// The act that holds it.
        seq: u64,
        /// Index among the act's members.
        idx: u32,
        /// Keyed tag of place and day.
        spot: [u8; 16],
        /// When it began.
        at: i64,
        /// When the resident left, if they said so.
        until: Option<i64>,
        /// How well it is proved: 0 remote to 4 attested.
        level: u8,
        /// 1 if the resident was not there, as they say.
        said: u8,
    }

    /// A public text, such as a rule pack.
    TextRow = "text" key 1 {
        /// SHA-256 of its bytes.
        hash: [u8; 32],
        /// What it is.
        kind: String,
        /// Its name.
        name: String,
        /// The text.
        bytes: Vec<u8>,
        /// The act that published it.
        seq: u64,
        /// From when it is in force.
        since: i64,
        /// When it ceased to be in force.
        until: Option<i64>,
    }

    /// A risk area.
    AreaRow = "area" key 1 {
        /// Its id.
        id: String,
        /// Its region.
        region: String,
        /// Its level: high, medium or low.
        level: String,
        /// The unit that declared it.
        unit: String,
        /// The act that declared it.
        seq: u64,
        /// From when it stands.
        declared_at: i64,
        /// When it was lifted.
        lifted_at: Option<i64>,
    }

    /// What one officer proposed and another has to decide.
    ProposalRow = "proposal" key 1 {
        /// Id of the proposed act.
        act: [u8; 16],
        /// The act by which it was proposed.
        seq: u64,
        /// Where it stands; [`crate::OPEN`] while it waits.
        state: String,
        /// When it ceases to wait.
        expires: i64,
    }

    /// A refusal.
    RefusalRow = "refusal" key 1 {
        /// The act that keeps it.
        seq: u64,
        /// The code of the error.
        code: String,
        /// What was attempted.
        door: String,
        /// Who attempted it.
        actor: String,
        /// When.
        at: i64,
    }

    /// A letter to a resident.
    LetterRow = "letter" key 3 {
        /// To whom.
        resident: u32,
        /// The act that it is about.
        seq: u64,
        /// Number among the act's letters to this resident, from 0.
        n: u32,
        /// When it was written.
        at: i64,
        /// Its text, sealed under the resident's key.
        sealed: Vec<u8>,
    }

    /// Something that time will bring about.
    DueRow = "due" key 3 {
        /// When.
        at: i64,
        /// What.
        what: String,
        /// Of which thing.
        key: String,
    }

    /// A letter that waits to be delivered.
    OutboxRow = "outbox" key 3 {
        /// To whom.
        resident: u32,
        /// The act of the letter.
        seq: u64,
        /// Number of the letter.
        n: u32,
        /// By which way.
        channel: String,
        /// Since when it waits.
        at: i64,
    }

    /// A resident's own device key: it signs what they declare.
    DeviceRow = "device" key 2 {
        /// Whose.
        resident: u32,
        /// Id of the key; no two residents share one.
        key: [u8; 16],
        /// Algorithm and public key.
        public: Vec<u8>,
        /// The act that registered it.
        seq: u64,
        /// From when its signatures count.
        since: i64,
        /// When its signatures ceased to count.
        until: Option<i64>,
    }

    /// A case that was admitted, so that contacts can rest on it; whose it is stands in its act.
    KnownCaseRow = "known_case" key 1 {
        /// Id of the item.
        id: String,
        /// The act that admitted it.
        seq: u64,
    }

    /// An appeal 转码申诉.
    AppealRow = "appeal" key 2 {
        /// Who appeals.
        resident: u32,
        /// Its number, by which people ask for it; no two appeals share one.
        number: String,
        /// The act that filed it.
        seq: u64,
        /// Id of the item that it questions.
        item: String,
        /// On which ground.
        ground: String,
        /// In which lane: ordinary or urgent.
        lane: String,
        /// What it is grouped by.
        cause: [u8; 16],
        /// The unit that has to decide it.
        unit: String,
        /// When it was filed.
        filed_at: i64,
        /// When it has to be decided, or is eased.
        due_at: i64,
        /// How often the clock has eased it.
        eased: u32,
        /// Where it stands; [`crate::OPEN`] while it waits.
        state: String,
        /// When it was decided or taken back.
        decided_at: Option<i64>,
    }

    /// Something that the register knows of itself.
    MetaRow = "meta" key 1 {
        /// Its name.
        name: String,
        /// Its value.
        value: Vec<u8>,
    }

    /// A migration that was run on this database.
    MigrationRow = "migration" key 1 {
        /// Its number, from 1, without gaps.
        number: u32,
        /// Its subject.
        name: String,
    }
}
