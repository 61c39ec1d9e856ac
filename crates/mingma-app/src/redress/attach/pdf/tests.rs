//! Documents made by hand: an honest page, and every way to hide something in one.

use super::super::picture::tests::jpeg_with_place;
use super::super::{Sort, take};
use super::*;
use lopdf::dictionary;

/// One page with a line of text, and what `more` adds to the document before it is saved.
fn made(more: impl Fn(&mut Document, ObjectId, ObjectId)) -> Document {
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let text = document.add_object(Stream::new(dictionary! {}, b"BT /F1 24 Tf 72 720 Td (Negative) Tj ET".to_vec()));
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
        let xmp = document.add_object(Stream::new(dictionary! { "Type" => "Metadata" }, b"<xmp>Zhang</xmp>".to_vec()));
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
        let action =
            document.add_object(dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") });
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
