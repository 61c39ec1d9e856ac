//! Taking scans: each is checked, levelled by what is known as it arrives, and kept before
//! it is answered. Scans that arrive at once are kept together: one act, a member for each.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

use mingma_acts::{ActError, Uid};
use mingma_model::Id;
use mingma_wire::{Attested, PlaceToken, Scan, Stored};

use super::level::Levelled;
use super::take::Tallies;
use crate::house::House;
use crate::submit::Refused;

/// The most scans of one act.
const BATCH: usize = 1_024;

/// What was scanned.
#[derive(Clone, Debug)]
pub enum Brought {
    /// A poster or a kiosk's token.
    Token(PlaceToken),
    /// What scanner and phone signed, with the code that the phone showed; that it is this
    /// resident's, whoever issued it says.
    Attested(Box<Attested>, Box<Stored>),
}

/// A scan of a resident who is signed in.
#[derive(Clone, Debug)]
pub struct Scanned {
    /// Whose phone.
    pub resident: Uid,
    /// Who came along, each bound to them; nobody on leaving.
    pub companions: Vec<Uid>,
    /// What was scanned.
    pub brought: Brought,
    /// When, by the phone's clock.
    pub told: i64,
    /// True on leaving.
    pub leaving: bool,
}

impl Scanned {
    /// A scan as a phone kept it, of whose session's tag the reader is sure. That each
    /// companion is bound to them is for whoever knows bonds to say.
    #[must_use]
    pub fn of(resident: Uid, scan: &Scan) -> Self {
        Self {
            resident,
            companions: scan.companions.iter().map(|companion| Uid(*companion)).collect(),
            brought: Brought::Token(scan.token.clone()),
            told: scan.at,
            leaving: scan.leaving,
        }
    }
}

/// A visit that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The visit's id.
    pub visit: Id,
    /// Whose.
    pub resident: Uid,
    /// Level, why, when it began.
    pub levelled: Levelled,
    /// The act that keeps it.
    pub kept: u64,
}

/// What a scan is answered with.
pub type Answer = Result<Vec<Taken>, Refused>;

struct Waiting {
    scan: Scanned,
    reply: SyncSender<Answer>,
}

/// Takes scans and keeps them.
pub struct Door {
    scans: Option<Sender<Waiting>>,
    thread: Option<JoinHandle<()>>,
}

impl Door {
    /// Opens the door of a register.
    #[must_use]
    pub fn open(house: Arc<House>) -> Self {
        let (scans, waiting) = channel();
        let thread = std::thread::Builder::new()
            .name("door".into())
            .spawn(move || work(&house, &waiting))
            .expect("a thread can be started at the start");
        Self { scans: Some(scans), thread: Some(thread) }
    }

    /// Takes a scan; returns when it is kept: a visit of whose phone it is, then one of each
    /// companion. On leaving the visit that it ends.
    ///
    /// # Errors
    /// Why nothing was kept.
    pub fn scan(&self, scan: Scanned) -> Answer {
        let (reply, answered) = sync_channel(1);
        let closed = || Refused::Act(ActError::Stopped("closed".into()));
        self.scans.as_ref().ok_or_else(closed)?.send(Waiting { scan, reply }).map_err(|_| closed())?;
        answered.recv().map_err(|_| closed())?
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.scans = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn work(house: &House, scans: &Receiver<Waiting>) {
    let mut tallies = Tallies::default();
    while let Ok(first) = scans.recv() {
        let mut batch = vec![first];
        batch.extend(scans.try_iter().take(BATCH - 1));
        let (scans, replies): (Vec<Scanned>, Vec<_>) = batch.into_iter().map(|one| (one.scan, one.reply)).unzip();
        let answers = house.take_scans(&scans, &mut tallies);
        for (reply, answer) in replies.into_iter().zip(answers) {
            reply.send(answer).ok();
        }
    }
}
