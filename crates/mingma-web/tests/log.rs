//! The public log is served as it lies on disk, by the standard, and nothing else is.

#![allow(clippy::unwrap_used, clippy::panic)]

mod served;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use mingma_ledger::{Entry, Ledger};
use mingma_seal::SigningKey;
use served::{Plan, Served, get};
use tlog_tiles::tile::{Tile, TileHashReader, TileReader};
use tlog_tiles::tlog::{self, Hash, HashReader};

/// A log of other people's making: hashes in the order in which they store them.
#[derive(Default)]
struct Tree {
    hashes: Vec<Hash>,
    size: u64,
}

impl HashReader for Tree {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog::Error> {
        Ok(indexes.iter().map(|index| self.hashes[usize::try_from(*index).unwrap()]).collect())
    }
}

fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

impl Tree {
    fn of(size: u64) -> Self {
        let mut tree = Self::default();
        for index in 0..size {
            let more = tlog::stored_hashes(index, &entry(index), &tree).unwrap();
            tree.hashes.extend(more);
        }
        tree.size = size;
        tree
    }

    fn root(&self) -> Hash {
        tlog::tree_hash(self.size, self).unwrap()
    }

    /// Writes tiles and bundles, and a checkpoint that publishes the first `published`.
    fn write(&self, folder: &Path, published: u64) {
        for tile in Tile::new_tiles(8, 0, self.size) {
            put(&folder.join(address(&tile)), &tile.read_data(self).unwrap());
            if tile.level() == 0 {
                let first = tile.level_index() * 256;
                let bundle = (first..first + u64::from(tile.width())).flat_map(framed).collect::<Vec<u8>>();
                put(&folder.join(address(&tile).replacen("tile/0/", "tile/entries/", 1)), &bundle);
            }
        }
        publish(folder, published, self.root());
    }
}

fn framed(index: u64) -> Vec<u8> {
    let entry = entry(index);
    [&u16::try_from(entry.len()).unwrap().to_be_bytes()[..], &entry].concat()
}

fn publish(folder: &Path, size: u64, root: Hash) {
    put(&folder.join("checkpoint"), format!("example.org/log\n{size}\n{root}\n\n— example.org/log c2ln\n").as_bytes());
}

/// Their library names the height first; the standard has one height and does not.
fn address(tile: &Tile) -> String {
    tile.path().replacen("tile/8/", "tile/", 1)
}

fn put(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// Their client, over our socket.
struct Client<'a>(&'a Served);

impl TileReader for Client<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog::Error> {
        Ok(tiles.iter().map(|tile| self.0.get(&format!("/{}", address(tile))).body).collect())
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

fn served(size: u64, published: u64) -> (tempfile::TempDir, Served) {
    let folder = tempfile::tempdir().unwrap();
    Tree::of(size).write(folder.path(), published);
    let served = Served::start(folder.path(), Plan::default());
    (folder, served)
}

#[test]
fn a_client_written_by_others_proves_what_it_reads_here() {
    let (_folder, served) = served(600, 600);
    let note = served.get("/checkpoint").text();
    let lines: Vec<&str> = note.lines().collect();
    let (size, root) = (lines[1].parse().unwrap(), Hash::parse_hash(lines[2]).unwrap());
    let client = Client(&served);
    let reader = TileHashReader::new(size, root, &client);
    for index in [0, 255, 256, 511, 512, 599] {
        let proof = tlog::prove_record(size, index, &reader).unwrap();
        tlog::check_record(&proof, size, root, index, tlog::record_hash(&entry(index))).unwrap();
    }
    for earlier in [1, 256, 300, 599] {
        let proof = tlog::prove_tree(size, earlier, &reader).unwrap();
        tlog::check_tree(&proof, size, root, earlier, Tree::of(earlier).root()).unwrap();
    }
}

#[test]
fn each_thing_is_answered_byte_for_byte_with_its_kind_and_how_long_it_keeps() {
    let (folder, served) = served(600, 600);
    let for_ever = "public, max-age=31536000, immutable";
    for (path, kind, keeps) in [
        ("/checkpoint", "text/plain; charset=utf-8", "no-cache"),
        ("/tile/0/000", "application/octet-stream", for_ever),
        ("/tile/0/002.p/88", "application/octet-stream", for_ever),
        ("/tile/1/000.p/2", "application/octet-stream", for_ever),
        ("/tile/entries/001", "application/octet-stream", for_ever),
        ("/tile/entries/002.p/88", "application/octet-stream", for_ever),
    ] {
        let answer = served.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.body, std::fs::read(folder.path().join(&path[1..])).unwrap(), "{path}");
        assert_eq!(answer.header("content-type"), kind, "{path}");
        assert_eq!(answer.header("cache-control"), keeps, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        let head = served.ask(get(path).replacen("GET", "HEAD", 1).as_bytes());
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        assert_eq!(head.header("content-length"), answer.body.len().to_string(), "{path}");
        let post = served.ask(get(path).replacen("GET", "POST", 1).as_bytes());
        assert_eq!(post.status, 405, "{path}");
    }
}

#[test]
fn pages_are_not_opened_to_other_origins() {
    let (_folder, served) = served(1, 1);
    for path in ["/", "/try", "/rules", "/healthz", "/metrics", "/nowhere"] {
        assert_eq!(served.get(path).header("access-control-allow-origin"), "", "{path}");
    }
}

#[test]
fn nothing_above_the_published_checkpoint_is_answered() {
    let (folder, served) = served(600, 300);
    for path in ["/tile/0/000", "/tile/entries/000"] {
        assert_eq!(served.get(path).status, 200, "{path}");
    }
    // Each of these lies on the disk already.
    let above = ["/tile/0/001", "/tile/0/002.p/88", "/tile/1/000.p/2", "/tile/entries/001", "/tile/entries/002.p/88"];
    for path in above {
        assert!(folder.path().join(&path[1..]).exists(), "{path}");
        let answer = served.get(path);
        assert_eq!((answer.status, answer.header("cache-control")), (404, "no-store"), "{path}");
    }
    publish(folder.path(), 600, Tree::of(600).root());
    for path in above {
        assert_eq!(served.get(path).status, 200, "{path}");
    }
}

#[test]
fn a_partial_tile_of_any_earlier_checkpoint_is_answered_from_the_file_that_stands() {
    let (folder, served) = served(600, 600);
    let whole = |path: &str| std::fs::read(folder.path().join(path)).unwrap();
    // From the full one, and from a wider partial one.
    for (path, from, end) in [
        ("/tile/0/001.p/44", "tile/0/001", 44 * 32),
        ("/tile/0/002.p/87", "tile/0/002.p/88", 87 * 32),
        ("/tile/1/000.p/1", "tile/1/000.p/2", 32),
        ("/tile/entries/000.p/1", "tile/entries/000", 9),
        ("/tile/entries/002.p/3", "tile/entries/002.p/88", 3 * 11),
    ] {
        assert!(!folder.path().join(&path[1..]).exists(), "{path}");
        let answer = served.get(path);
        assert_eq!((answer.status, &answer.body[..]), (200, &whole(from)[..end]), "{path}");
        assert!(answer.header("cache-control").contains("immutable"), "{path}");
    }
}

#[test]
fn a_torn_or_missing_file_is_an_error_and_not_kept_by_anybody() {
    let (folder, served) = served(600, 600);
    put(&folder.path().join("tile/0/000"), &[7; 8_191]);
    put(&folder.path().join("tile/entries/001"), &[0, 9, 1]);
    std::fs::remove_file(folder.path().join("tile/0/002.p/88")).unwrap();
    for path in ["/tile/0/000", "/tile/entries/001", "/tile/0/002.p/88", "/tile/0/002.p/5"] {
        let answer = served.get(path);
        assert_eq!((answer.status, answer.header("cache-control")), (503, "no-store"), "{path}");
    }
    // What a torn file still has whole is the log's.
    assert_eq!(served.get("/tile/0/000.p/255").status, 200);
    assert!(served.log().contains("the public log cannot be read"));
}

#[test]
fn a_log_that_grows_here_is_read_whole_at_each_of_its_checkpoints() {
    let folder = tempfile::tempdir().unwrap();
    let key = SigningKey::from_seed([7; 32]);
    let ledger = Ledger::open(folder.path(), "log.example.org", key).unwrap();
    let served = Served::start(folder.path(), Plan::default());
    let (mut index, mut roots) = (0, Vec::new());
    for size in [1, 2, 255, 256, 257, 300, 600, 601] {
        let entries: Vec<Entry> = (index..size).map(|index| Entry::new(entry(index)).unwrap()).collect();
        ledger.extend(&entries).unwrap();
        index = size;
        let note = ledger.publish().unwrap().note;
        assert_eq!(served.get("/checkpoint").text(), note);
        roots.push((size, Hash::parse_hash(note.lines().nth(2).unwrap()).unwrap()));
        assert_eq!(roots.last().unwrap().1, Tree::of(size).root());
    }
    // Every earlier checkpoint still has all its partial tiles.
    let client = Client(&served);
    for (size, root) in roots {
        let reader = TileHashReader::new(size, root, &client);
        for index in [0, size / 2, size - 1] {
            let proof = tlog::prove_record(size, index, &reader).unwrap();
            tlog::check_record(&proof, size, root, index, tlog::record_hash(&entry(index))).unwrap();
        }
        let tail = format!("/tile/entries/{:03}.p/{}", size / 256, size % 256);
        if size % 256 > 0 {
            assert_eq!(
                served.get(&tail).body,
                (size / 256 * 256..size).flat_map(framed).collect::<Vec<u8>>(),
                "{tail}"
            );
        }
    }
}

#[test]
fn before_the_first_checkpoint_there_is_nothing() {
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("tile/0/000.p/1"), &[7; 32]);
    let served = Served::start(folder.path(), Plan::default());
    assert_eq!(served.get("/checkpoint").status, 404);
    assert_eq!(served.get("/tile/0/000.p/1").status, 404);
}

#[test]
fn a_folder_that_cannot_be_read_is_no_empty_log() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("checkpoint")).unwrap();
    let served = Served::start(folder.path(), Plan::default());
    assert_eq!(served.get("/checkpoint").status, 503);
    assert!(served.log().contains("the public log cannot be read"));
}

#[test]
fn no_other_address_reaches_the_disk() {
    const SECRET: &str = "a key that is nobody's";
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("log");
    Tree::of(600).write(&folder, 600);
    for place in
        ["../keys.db", "keys.db", "tile/keys.db", "tile/0/keys.db", "tile/0/x000/000", "tile/0/00", "tile/00/000"]
    {
        put(&folder.join(place), SECRET.as_bytes());
    }
    let served = Served::start(&folder, Plan::default());
    for path in [
        "/keys.db",
        "/tile/keys.db",
        "/tile/0/keys.db",
        "/tile/0/../keys.db",
        "/tile/0/../../../keys.db",
        "/tile/0/%2e%2e/keys.db",
        "/tile/0/..%2f..%2fkeys.db",
        "/tile/0/x000/000",
        "/tile/0/00",
        "/tile/00/000",
        "/tile/0/%30%30%30",
        "/tile//0/000",
        "//tile/0/000",
        "/tile/0/000/",
        "/tile/0/000.p/256",
        "/tile/0/000.p/0",
        "/tile/0/002.p/088",
        "/tile/data/000",
        "/tile/0/000%00",
        "/checkpoint/",
        "/checkpoint/../keys.db",
        "/tile/",
        "/tile",
        "/text/",
        "/text/../keys.db",
    ] {
        let answer = served.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!String::from_utf8_lossy(&answer.body).contains(SECRET), "{path}");
    }
}

#[test]
fn bundles_are_squeezed_for_who_asks_for_it() {
    let (folder, served) = served(600, 600);
    let plain = std::fs::read(folder.path().join("tile/entries/001")).unwrap();
    let ask = |takes: &str| {
        let request = get("/tile/entries/001").replace("\r\n\r\n", &format!("\r\naccept-encoding: {takes}\r\n\r\n"));
        let answer = served.ask(request.as_bytes());
        assert_eq!((answer.status, answer.header("vary")), (200, "accept-encoding"), "{takes}");
        answer
    };
    for takes in ["gzip", "gzip, identity", "br;q=1, GZIP;q=0.5", "identity;q=0.1,gzip"] {
        let answer = ask(takes);
        assert_eq!(answer.header("content-encoding"), "gzip", "{takes}");
        assert!(answer.body.len() < plain.len(), "{takes}");
        let mut out = Vec::new();
        flate2::read::GzDecoder::new(&answer.body[..]).read_to_end(&mut out).unwrap();
        assert_eq!(out, plain, "{takes}");
    }
    for takes in ["identity", "br", "gzip;q=0", "gzip;q=0.0, br", "xgzip", "*;q=0"] {
        let answer = ask(takes);
        assert_eq!((answer.header("content-encoding"), &answer.body), ("", &plain), "{takes}");
    }
    // Hashes do not shrink: they are sent as they are.
    let hashes = get("/tile/0/001").replace("\r\n\r\n", "\r\naccept-encoding: gzip\r\n\r\n");
    assert_eq!(served.ask(hashes.as_bytes()).header("content-encoding"), "");
}

#[test]
fn a_public_text_is_found_by_its_hash_in_one_spelling() {
    let texts = BTreeMap::from([([0xab; 32], "规则 rules\n".into()), ([0x01; 32], vec![0xa1, 0x00, 0xff])]);
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path(), Plan { texts, ..Plan::default() });
    let words = served.get(&format!("/text/{}", "ab".repeat(32)));
    assert_eq!((words.status, words.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert_eq!((words.text().as_str(), words.header("access-control-allow-origin")), ("规则 rules\n", "*"));
    assert!(words.header("cache-control").contains("immutable"));
    let bytes = served.get(&format!("/text/{}", "01".repeat(32)));
    assert_eq!((bytes.body, bytes.status), (vec![0xa1, 0x00, 0xff], 200));
    for hash in ["AB".repeat(32), "ac".repeat(32), "ab".repeat(31), "ab".repeat(33), "%61b".repeat(32), "0x".repeat(32)]
    {
        let missed = served.get(&format!("/text/{hash}"));
        assert_eq!((missed.status, missed.header("cache-control")), (404, "no-store"), "{hash}");
    }
}
