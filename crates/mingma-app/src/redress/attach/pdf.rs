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
pub(super) mod tests {
    use super::super::picture::tests::jpeg_with_place;
    use super::super::{Sort, take};
    use super::*;
    use lopdf::dictionary;

    /// One page with a line of text, and what `more` adds to the document before it is saved.
    fn made(more: impl Fn(&mut Document, ObjectId, ObjectId)) -> Document {
        let mut document = Document::with_version("1.5");
        let pages = document.new_object_id();
        let text =
            document.add_object(Stream::new(dictionary! {}, b"BT /F1 24 Tf 72 720 Td (Negative) Tj ET".to_vec()));
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => text,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        });
        let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
        document.objects.insert(pages, Object::Dictionary(tree));
        let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
        let info = document.add_object(dictionary! { "Author" => Object::string_literal("Zhang San") });
        document.trailer.set("Root", root);
        document.trailer.set("Info", info);
        more(&mut document, root, page);
        document
    }

    fn saved(mut document: Document) -> Vec<u8> {
        let mut out = Vec::new();
        document.save_to(&mut out).unwrap();
        out
    }

    pub(in super::super) fn plain() -> Vec<u8> {
        saved(made(|_, _, _| {}))
    }

    fn with(more: impl Fn(&mut Document, ObjectId, ObjectId)) -> Vec<u8> {
        saved(made(more))
    }

    fn holds(bytes: &[u8], text: &[u8]) -> bool {
        bytes.windows(text.len()).any(|window| window == text)
    }

    fn set(document: &mut Document, id: ObjectId, key: &str, value: impl Into<Object>) {
        document.get_dictionary_mut(id).unwrap().set(key, value);
    }

    #[test]
    fn a_page_is_kept_and_what_is_told_about_it_is_not() {
        let bytes = with(|document, root, page| {
            let xmp =
                document.add_object(Stream::new(dictionary! { "Type" => "Metadata" }, b"<xmp>Zhang</xmp>".to_vec()));
            set(document, root, "Metadata", xmp);
            set(document, page, "LastModified", Object::string_literal("D:20220708"));
            document.add_object(Object::string_literal("an orphan"));
        });
        let after_the_end = [&bytes[..], b"<script>alert(1)</script>"].concat();
        for secret in [&b"Zhang San"[..], b"<xmp>", b"D:20220708", b"an orphan", b"<script>"] {
            assert!(holds(&after_the_end, secret));
        }
        let kept = take(&after_the_end).unwrap();
        assert_eq!(kept.sort, Sort::Pdf);
        for secret in [&b"Zhang"[..], b"xmp", b"D:2022", b"orphan", b"<script>"] {
            assert!(!holds(&kept.bytes, secret), "{}", String::from_utf8_lossy(secret));
        }
        let read = Document::load_mem(&kept.bytes).unwrap();
        assert_eq!(read.get_pages().len(), 1);
        let page = read.get_pages()[&1];
        assert!(holds(&read.get_page_content(page), b"(Negative) Tj"));
    }

    #[test]
    fn objects_in_streams_are_read_and_looked_into() {
        let compact = |mut document: Document| {
            let mut out = Vec::new();
            document.save_modern(&mut out).unwrap();
            out
        };
        let page = compact(made(|_, _, _| {}));
        assert!(holds(&page, b"ObjStm"), "objects stand in a stream");
        assert_eq!(take(&page).unwrap().sort, Sort::Pdf);
        let script = compact(made(|document, root, _| {
            let action = document
                .add_object(dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") });
            set(document, root, "OpenAction", action);
        }));
        assert!(!holds(&script, b"app.alert"), "it stands in a stream");
        assert_eq!(take(&script).unwrap_err().why, Why::FileActive);
    }

    #[test]
    fn what_acts_is_refused() {
        let actions: [(&str, &str); 5] =
            [("JavaScript", "JS"), ("Launch", "F"), ("SubmitForm", "F"), ("ImportData", "F"), ("GoToE", "T")];
        for (sort, key) in actions {
            let bytes = with(|document, root, _| {
                set(document, root, "OpenAction", dictionary! { "S" => sort, key => Object::string_literal("x") });
            });
            assert_eq!(take(&bytes).unwrap_err().why, Why::FileActive, "{sort}");
        }
        // In the additional actions of a page, in a tree of names, spelt with an escape.
        let aa = with(|document, _, page| {
            let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("x") };
            set(document, page, "AA", dictionary! { "O" => script });
        });
        let names = with(|document, root, _| {
            set(document, root, "Names", dictionary! { "JavaScript" => dictionary! { "Names" => Vec::new() } });
        });
        let form = with(|document, root, _| set(document, root, "AcroForm", dictionary! { "XFA" => Vec::new() }));
        let launch = with(|document, root, _| {
            set(document, root, "OpenAction", dictionary! { "S" => "Launch", "F" => Object::string_literal("x") });
        });
        let escaped = replaced(&launch, b"/Launch", b"/#4caunch");
        for bytes in [aa, names, form, escaped] {
            assert_eq!(take(&bytes).unwrap_err().why, Why::FileActive);
        }
    }

    /// The same bytes with one word in place of another; the index is then wrong and is
    /// built again by the reader.
    fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
        let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
        [&bytes[..at], to, &bytes[at + from.len()..]].concat()
    }

    #[test]
    fn files_within_the_file_are_refused() {
        let attached = with(|document, root, _| {
            let file = document.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, b"MZ".to_vec()));
            let spec = dictionary! { "Type" => "Filespec", "EF" => dictionary! { "F" => file } };
            let tree = dictionary! { "Names" => vec![Object::string_literal("a.exe"), spec.into()] };
            set(document, root, "Names", dictionary! { "EmbeddedFiles" => tree });
        });
        let pinned = with(|document, _, page| {
            set(document, page, "Annots", vec![dictionary! { "Subtype" => "FileAttachment" }.into()]);
        });
        let outside = with(|document, _, page| {
            let stream = Stream::new(dictionary! { "F" => Object::string_literal("/etc/passwd") }, Vec::new());
            let id = document.add_object(stream);
            set(document, page, "Contents", id);
        });
        for bytes in [attached, pinned, outside] {
            assert_eq!(take(&bytes).unwrap_err().why, Why::FileWithin);
        }
    }

    #[test]
    fn an_encrypted_document_is_refused() {
        let bytes = with(|document, _, _| {
            let encrypt = dictionary! {
                "Filter" => "Standard", "V" => 1, "R" => 2, "P" => -4,
                "O" => Object::string_literal(vec![b'o'; 32]), "U" => Object::string_literal(vec![b'u'; 32]),
            };
            let id = document.add_object(encrypt);
            document.trailer.set("Encrypt", id);
            document.trailer.set("ID", vec![Object::string_literal("a"), Object::string_literal("a")]);
        });
        assert_eq!(take(&bytes).unwrap_err().why, Why::FileEncrypted);
    }

    #[test]
    fn the_place_of_a_photograph_on_a_page_is_gone_and_what_cannot_be_looked_into_is_refused() {
        let picture = |filter: Object, data: Vec<u8>| {
            with(move |document, _, page| {
                let image = dictionary! {
                    "Type" => "XObject", "Subtype" => "Image", "Width" => 64, "Height" => 32,
                    "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8, "Filter" => filter.clone(),
                };
                let id = document.add_object(Stream::new(image, data.clone()));
                set(document, page, "Resources", dictionary! { "XObject" => dictionary! { "Im1" => id } });
            })
        };
        let bytes = picture("DCTDecode".into(), jpeg_with_place());
        assert!(holds(&bytes, b"GPS34.75N"));
        let kept = take(&bytes).unwrap();
        assert!(holds(&kept.bytes, b"DCTDecode") && !holds(&kept.bytes, b"GPS34.75N") && !holds(&kept.bytes, b"Exif"));
        for (filter, data) in [
            (Object::from("JPXDecode"), b"jp2".to_vec()),
            (vec!["FlateDecode".into(), "DCTDecode".into()].into(), b"x".to_vec()),
            ("DCTDecode".into(), b"no jpeg".to_vec()),
        ] {
            assert_eq!(take(&picture(filter, data)).unwrap_err().why, Why::FilePicture);
        }
    }

    #[test]
    fn a_link_leads_nowhere() {
        let bytes = with(|document, _, page| {
            let action = dictionary! { "S" => "URI", "URI" => Object::string_literal("https://evil.example/") };
            set(document, page, "Annots", vec![dictionary! { "Subtype" => "Link", "A" => action }.into()]);
        });
        let kept = take(&bytes).unwrap();
        assert!(holds(&bytes, b"evil.example") && !holds(&kept.bytes, b"evil.example"));
    }

    /// A document with a stream of objects, packed. The writer leaves out what it knows to be
    /// one, so it becomes one afterwards.
    fn with_objects(mut dict: Dictionary, content: Vec<u8>) -> Vec<u8> {
        dict.set("Type", "ObjXtm");
        let mut stream = Stream::new(dict, content);
        stream.compress().unwrap();
        let bytes = with(|document, root, _| {
            let id = document.add_object(stream.clone());
            set(document, root, "X", id);
        });
        replaced(&bytes, b"/ObjXtm", b"/ObjStm")
    }

    #[test]
    fn what_unfolds_to_too_much_is_refused() {
        // A stream of objects that would be 64 MiB of blanks.
        let bomb = with_objects(dictionary! { "N" => 1, "First" => 5 }, vec![b' '; 64 << 20]);
        assert!(bomb.len() < 200_000, "{}", bomb.len());
        assert_eq!(take(&bomb).unwrap_err().why, Why::FileUnreadable);
        // Objects within each other: each of ninety begins inside the same long list.
        let index: String = (0..90).map(|n| format!("{} {n} ", 100 + n)).collect();
        let first = i64::try_from(index.len()).unwrap();
        let lists = ["[".repeat(90), "1 ".repeat(1_000), "]".repeat(90)].concat();
        let nested = with_objects(dictionary! { "N" => 90, "First" => first }, [index, lists].concat().into_bytes());
        assert_eq!(take(&nested).unwrap_err().why, Why::FileUnreadable);
        // The same, each after the other, is read.
        let index: String = (0..90).map(|n| format!("{} {} ", 100 + n, 4 * n)).collect();
        let first = i64::try_from(index.len()).unwrap();
        let sound =
            with_objects(dictionary! { "N" => 90, "First" => first }, [index, "[1] ".repeat(90)].concat().into_bytes());
        assert_eq!(take(&sound).unwrap().sort, Sort::Pdf);
        // A list of more values than any page needs.
        let long = with(|document, root, _| set(document, root, "X", vec![Object::Integer(1); VALUES]));
        assert_eq!(take(&long).unwrap_err().why, Why::FileUnreadable);
    }

    #[test]
    fn a_tree_without_pages_and_one_that_leads_to_itself_end() {
        let none = with(|document, root, _| {
            document.get_dictionary_mut(root).unwrap().remove(b"Pages");
        });
        assert_eq!(take(&none).unwrap_err().why, Why::FileUnreadable);
        let ring = with(|document, root, page| set(document, page, "Parent", root));
        assert_eq!(take(&ring).unwrap().sort, Sort::Pdf);
    }

    #[test]
    fn objects_that_stand_apart_are_told_from_those_within_others() {
        let open = |text: &str| -> Vec<usize> {
            begun(text.as_bytes()).iter().enumerate().filter(|(_, open)| !**open).map(|(at, _)| at).collect()
        };
        assert_eq!(open("[1] 2"), [0, 3, 4]);
        assert_eq!(open("(a[) 1"), [0, 4, 5]);
        assert_eq!(open(r"(\() 1"), [0, 4, 5]);
        assert_eq!(open("%[\n1"), [0, 3]);
    }
}
