//! PDF: read within limits, looked into object by object, and written anew from those that its
//! pages need. So what was not looked at is not kept: earlier revisions, orphans, what stands
//! before the header or after the end.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use super::jpeg;
use crate::refusal::Why;

/// The most objects of a document.
const OBJECTS: usize = 50_000;

/// The most streams.
const STREAMS: usize = 2_000;

/// The most values in all objects together, each number of a list counted.
const VALUES: usize = 1_000_000;

/// The most bytes that one stream of objects unfolds to: 2 MiB; all of them four times that.
const UNFOLDED: usize = 2 * 1_024 * 1_024;

/// Keys of what acts when a page is opened, closed or touched.
const ACTS: [&[u8]; 3] = [b"JS", b"JavaScript", b"XFA"];

/// Sorts of actions that do more than turn a page.
const ACTIONS: [&[u8]; 10] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"Rendition",
    b"Sound",
    b"Movie",
    b"RichMediaExecute",
    b"GoToE",
    b"GoTo3DView",
];

/// Keys of files within the file.
const FILES: [&[u8]; 4] = [b"EmbeddedFiles", b"EmbeddedFile", b"EF", b"AF"];

/// Types and subtypes of files and devices within the file.
const DEVICES: [&[u8]; 8] =
    [b"EmbeddedFile", b"FileAttachment", b"RichMedia", b"Screen", b"Movie", b"Sound", b"3D", b"Filespec"];

/// Keys of what is told about a document, a page or a picture.
const TOLD: [&[u8]; 5] = [b"Metadata", b"PieceInfo", b"LastModified", b"Thumb", b"Info"];

/// The document, written anew.
pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Why> {
    let mut document = load(bytes)?;
    if document.was_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(Why::FileEncrypted);
    }
    let root = document.trailer.get(b"Root").and_then(Object::as_reference).map_err(|_| Why::FileUnreadable)?;
    let kept = reached(&mut document, root)?;
    if !kept.values().any(|object| object.as_dict().is_ok_and(|dict| dict.has_type(b"Page"))) {
        return Err(Why::FileUnreadable);
    }
    write(&document.version, root, kept)
}

thread_local! {
    /// What reading has cost so far: objects, streams, values, bytes unfolded.
    static SPENT: Cell<[usize; 4]> = const { Cell::new([0; 4]) };
}

/// Reading gives up by unwinding once it has cost too much: an index of a few bytes can name
/// one long list a hundred thousand times.
fn spend(cost: [usize; 4]) {
    let mut spent = SPENT.get();
    spent.iter_mut().zip(cost).for_each(|(sum, cost)| *sum = sum.saturating_add(cost));
    SPENT.set(spent);
    if spent.iter().zip([OBJECTS, STREAMS, VALUES, 4 * UNFOLDED]).any(|(sum, most)| *sum > most) {
        std::panic::resume_unwind(Box::new("too much"));
    }
}

fn load(bytes: &[u8]) -> Result<Document, Why> {
    SPENT.set([0; 4]);
    let options = LoadOptions { filter: Some(look), max_decompressed_size: Some(UNFOLDED), ..LoadOptions::default() };
    Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => Why::FileEncrypted,
        _ => Why::FileUnreadable,
    })
}

/// Called for every object as it is read, for a stream of objects before it is unfolded.
#[expect(clippy::unnecessary_wraps, reason = "the reader asks for it in this form")]
fn look(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let values = values(object);
    let Object::Stream(stream) = object else {
        spend([1, 0, values, 0]);
        return Some((id, object.clone()));
    };
    spend([1, 1, values, 0]);
    if stream.dict.has_type(b"ObjStm") {
        let unfolded = stream.get_plain_content_with_limit(UNFOLDED).unwrap_or_default();
        let sound = apart(&unfolded, stream);
        spend([0, 0, 0, if sound { unfolded.len() } else { usize::MAX }]);
    }
    Some((id, Object::Null))
}

/// How many values an object holds, without recursion.
fn values(object: &Object) -> usize {
    let mut waiting = vec![object];
    let mut count = 0;
    while let Some(one) = waiting.pop() {
        count += 1;
        match one {
            Object::Array(list) => waiting.extend(list),
            Object::Dictionary(dict) => waiting.extend(dict.iter().map(|(_, value)| value)),
            Object::Stream(stream) => waiting.extend(stream.dict.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    count
}

/// True if the objects of a stream stand apart: each begins after the one before it and none
/// within another, so that reading all is reading the stream once.
fn apart(content: &[u8], stream: &Stream) -> bool {
    let first = stream.dict.get(b"First").and_then(Object::as_i64).ok().and_then(|at| usize::try_from(at).ok());
    let Some((index, objects)) = first.and_then(|at| content.split_at_checked(at)) else { return content.is_empty() };
    let Ok(index) = std::str::from_utf8(index) else { return false };
    let Ok(numbers) = index.split_ascii_whitespace().map(str::parse::<usize>).collect::<Result<Vec<_>, _>>() else {
        return false;
    };
    let begins: Vec<usize> = numbers.chunks_exact(2).map(|pair| pair[1]).collect();
    let open = begun(objects);
    begins.is_sorted_by(|a, b| a < b) && begins.iter().all(|at| open.get(*at).is_none_or(|open| !open))
}

/// For every byte whether something that began before it is still open there: a list, a
/// dictionary, a string, a comment.
fn begun(bytes: &[u8]) -> Vec<bool> {
    let mut open = Vec::with_capacity(bytes.len());
    let (mut depth, mut brackets, mut escaped, mut comment) = (0_u32, 0_u32, false, false);
    for byte in bytes {
        open.push(depth > 0 || brackets > 0 || comment);
        match byte {
            _ if escaped => escaped = false,
            b'\\' if brackets > 0 => escaped = true,
            b'(' if !comment => brackets += 1,
            b')' if !comment => brackets = brackets.saturating_sub(1),
            _ if brackets > 0 => {}
            b'%' => comment = true,
            b'\r' | b'\n' => comment = false,
            _ if comment => {}
            b'[' | b'<' => depth += 1,
            b']' | b'>' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    open
}

/// The objects that are reached from the root, each looked into.
fn reached(document: &mut Document, root: ObjectId) -> Result<BTreeMap<ObjectId, Object>, Why> {
    let mut seen = BTreeSet::from([root]);
    let mut waiting = vec![root];
    let mut kept = BTreeMap::new();
    while let Some(id) = waiting.pop() {
        let Some(mut object) = document.objects.remove(&id) else { continue };
        let mut names = Vec::new();
        examine(&mut object, &mut names)?;
        waiting.extend(names.into_iter().filter(|name| seen.insert(*name)));
        kept.insert(id, object);
    }
    Ok(kept)
}

/// Looks into one object and everything within it; notes which others it names.
fn examine(object: &mut Object, names: &mut Vec<ObjectId>) -> Result<(), Why> {
    let mut waiting = vec![object];
    while let Some(one) = waiting.pop() {
        match one {
            Object::Reference(id) => names.push(*id),
            Object::Array(list) => waiting.extend(list),
            Object::Dictionary(dict) => {
                dictionary(dict)?;
                waiting.extend(dict.iter_mut().map(|(_, value)| value));
            }
            Object::Stream(stream) => {
                dictionary(&mut stream.dict)?;
                data(stream)?;
                waiting.extend(stream.dict.iter_mut().map(|(_, value)| value));
            }
            _ => {}
        }
    }
    Ok(())
}

fn dictionary(dict: &mut Dictionary) -> Result<(), Why> {
    let named = |key: &[u8]| dict.get(key).and_then(Object::as_name).ok();
    let is = |key: &[u8], names: &[&[u8]]| named(key).is_some_and(|name| names.contains(&name));
    if ACTS.iter().any(|key| dict.has(key)) || is(b"S", &ACTIONS) {
        return Err(Why::FileActive);
    }
    if FILES.iter().any(|key| dict.has(key)) || is(b"Type", &DEVICES) || is(b"Subtype", &DEVICES) {
        return Err(Why::FileWithin);
    }
    // A link leads nowhere; what is told about the document goes.
    if is(b"S", &[b"URI", b"GoToR", b"Thread"]) {
        [b"URI".as_slice(), b"F", b"D"].iter().for_each(|key| drop(dict.remove(key)));
    }
    TOLD.iter().for_each(|key| drop(dict.remove(key)));
    Ok(())
}

/// What a stream's data is: a picture's is stripped, what cannot be looked into is refused.
fn data(stream: &mut Stream) -> Result<(), Why> {
    if stream.dict.has(b"F") {
        return Err(Why::FileWithin);
    }
    let filters = filters(&stream.dict)?;
    let any = |name: &[u8]| filters.iter().any(|one| one == name);
    if any(b"Crypt") {
        return Err(Why::FileEncrypted);
    }
    if any(b"JPXDecode") || any(b"DCTDecode") && filters.len() > 1 {
        return Err(Why::FilePicture);
    }
    if any(b"DCTDecode") {
        let bare = jpeg::stripped(&stream.content).ok_or(Why::FilePicture)?;
        stream.set_content(bare);
    }
    Ok(())
}

/// The filters of a stream; an abbreviation counts as its name.
fn filters(dict: &Dictionary) -> Result<Vec<Vec<u8>>, Why> {
    let name = |object: &Object| match object.as_name() {
        Ok(b"DCT") => Ok(b"DCTDecode".to_vec()),
        Ok(name) => Ok(name.to_vec()),
        Err(_) => Err(Why::FilePicture),
    };
    match dict.get(b"Filter") {
        Err(_) => Ok(Vec::new()),
        Ok(Object::Array(list)) => list.iter().map(name).collect(),
        Ok(one) => name(one).map(|one| vec![one]),
    }
}

fn write(version: &str, root: ObjectId, objects: BTreeMap<ObjectId, Object>) -> Result<Vec<u8>, Why> {
    let mut document = Document::with_version(version);
    document.max_id = objects.keys().map(|id| id.0).max().unwrap_or_default();
    document.objects = objects;
    document.trailer.set("Root", root);
    let mut out = Vec::new();
    document.save_to(&mut out).map(|()| out).map_err(|_| Why::FileUnreadable)
}

#[cfg(test)]
pub(super) mod tests;
