//! What may be handed in with an appeal: pictures and PDF, recognised by what they hold and
//! not by what they are called, and written anew, so that nothing rides along.
//!
//! | handed in | kept |
//! | --- | --- |
//! | PNG, JPEG of 8 MiB and 50 megapixels at most | pixels alone, turned upright, 4,096 pixels a side at most |
//! | PDF of 8 MiB at most | the objects that its pages need, without metadata and links |
//! | SVG, HTML, archives, anything else | refused |
//!
//! Place and time of a photograph, the name in a document's properties, earlier revisions and
//! what stands after the end of a file are not in what is kept. A PDF that is encrypted, acts
//! (scripts, launching, forms that send), holds files or pictures that cannot be looked into
//! is refused.

mod jpeg;
mod pdf;
mod picture;

use mingma_seal::{Digest, sha256};

use crate::refusal::{Refusal, Why};

/// The most bytes of one file, as it is handed in and as it is kept: 8 MiB.
pub const LARGEST: usize = 8 * 1_024 * 1_024;

/// The most files of one appeal.
pub const MOST: usize = 5;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// A picture, PNG.
    Png,
    /// A picture, JPEG.
    Jpeg,
    /// A document, PDF.
    Pdf,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::Pdf];

    /// The word in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Pdf => "pdf",
        }
    }

    /// The media type by which it is served; never what the sender said.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
        }
    }

    /// Reads a word of data; anything else is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.word() == word)
    }

    /// By its first bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            _ => None,
        }
    }
}

/// A file as it is kept: looked into and written anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// What it is.
    pub sort: Sort,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their SHA-256.
    pub digest: Digest,
}

/// Looks into a file and writes it anew.
///
/// # Errors
/// It is too large, of no sort that is taken, cannot be read, or holds what it must not.
pub fn take(bytes: &[u8]) -> Result<Attachment, Refusal> {
    if bytes.len() > LARGEST {
        return Err(Why::FileTooLarge.into());
    }
    let sort = Sort::of(bytes).ok_or(Why::FileSort)?;
    let cleaned = guarded(|| match sort {
        Sort::Png | Sort::Jpeg => picture::clean(bytes, sort),
        Sort::Pdf => pdf::clean(bytes).map(|bytes| (sort, bytes)),
    });
    let (sort, bytes) = cleaned?;
    if bytes.len() > LARGEST {
        return Err(Why::FileTooLarge.into());
    }
    Ok(Attachment { sort, digest: sha256(&bytes), bytes })
}

/// True of a file as [`take`] leaves it: of a sort that is taken, within the size, and with
/// nothing in it that would be left out.
///
/// # Errors
/// As for [`take`]; [`Why::FileUnclean`] of what would be left out.
pub fn kept(bytes: &[u8], sort: &str) -> Result<Sort, Refusal> {
    if bytes.len() > LARGEST {
        return Err(Why::FileTooLarge.into());
    }
    let found = Sort::of(bytes).filter(|found| found.word() == sort).ok_or(Why::FileSort)?;
    let clean = guarded(|| match found {
        Sort::Png => Ok(picture::bare(bytes)),
        Sort::Jpeg => Ok(jpeg::stripped(bytes).is_some_and(|bare| bare == bytes)),
        Sort::Pdf => pdf::clean(bytes).map(|again| again == bytes),
    });
    if clean? { Ok(found) } else { Err(Why::FileUnclean.into()) }
}

/// Takes all files of one appeal, `already` of which it has.
///
/// # Errors
/// There are too many, or one is refused: it is named by its place in the list, from 0.
pub fn take_all(already: usize, files: &[&[u8]]) -> Result<Vec<Attachment>, Refusal> {
    if already.saturating_add(files.len()) > MOST {
        return Err(Why::FilesTooMany.into());
    }
    files.iter().enumerate().map(|(at, bytes)| take(bytes).map_err(|refusal| refusal.at(at))).collect()
}

/// A reader that gives up by unwinding refuses the file, and ends nothing else.
fn guarded<T>(read: impl FnOnce() -> Result<T, Why> + std::panic::UnwindSafe) -> Result<T, Why> {
    std::panic::catch_unwind(read).unwrap_or(Err(Why::FileUnreadable))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn why(bytes: &[u8]) -> Option<Why> {
        take(bytes).err().map(|refusal| refusal.why)
    }

    #[test]
    fn what_is_no_picture_and_no_pdf_is_refused_whatever_it_is_called() {
        let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>"#;
        let others: [&[u8]; 8] = [
            b"",
            svg,
            b"<!doctype html><script>alert(1)</script>",
            b"GIF89a",
            b"PK\x03\x04",
            b"\x7fELF",
            b"RIFF\0\0\0\0WEBP",
            b"\xef\xbb\xbf%PDF-1.7",
        ];
        for bytes in others {
            assert_eq!(why(bytes), Some(Why::FileSort), "{bytes:?}");
        }
    }

    #[test]
    fn what_only_begins_like_a_file_is_unreadable() {
        for bytes in [&b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>"[..], b"\xff\xd8\xff\xe0 text", b"%PDF-1.7\nno objects"]
        {
            assert_eq!(why(bytes), Some(Why::FileUnreadable), "{bytes:?}");
        }
    }

    #[test]
    fn five_files_and_no_more_and_the_faulty_one_is_named() {
        let png = picture::tests::png(4, 4);
        let file = png.as_slice();
        assert_eq!(take_all(3, &[file, file]).unwrap().len(), 2);
        assert_eq!(take_all(4, &[file, file]).unwrap_err().why, Why::FilesTooMany);
        let refusal = take_all(0, &[file, b"<svg/>"]).unwrap_err();
        assert_eq!((refusal.why, refusal.member), (Why::FileSort, Some(1)));
    }

    #[test]
    fn a_byte_too_many_is_too_large_before_it_is_read() {
        let mut large = b"%PDF-1.7".to_vec();
        large.resize(LARGEST + 1, b' ');
        assert_eq!(why(&large), Some(Why::FileTooLarge));
    }

    #[test]
    fn what_was_taken_is_kept_and_what_was_not_is_unclean() {
        for (bytes, sort) in [
            (picture::tests::png(9, 9), "png"),
            (picture::tests::jpeg_with_place(), "jpeg"),
            (pdf::tests::plain(), "pdf"),
        ] {
            let taken = take(&bytes).unwrap();
            assert_eq!(kept(&taken.bytes, sort).unwrap().word(), sort);
            assert_eq!(kept(&taken.bytes, "gif").unwrap_err().why, Why::FileSort);
            let more = [&taken.bytes[..], b"more"].concat();
            assert_eq!(kept(&more, sort).unwrap_err().why, Why::FileUnclean, "{sort}");
        }
        assert_eq!(kept(&picture::tests::jpeg_with_place(), "jpeg").unwrap_err().why, Why::FileUnclean);
        assert_eq!(kept(&pdf::tests::plain(), "pdf").unwrap_err().why, Why::FileUnclean, "it tells an author");
    }

    #[test]
    fn a_reader_that_panics_refuses_the_file_alone() {
        let gives_up = || -> Result<(), Why> { std::panic::resume_unwind(Box::new(())) };
        assert_eq!(guarded(gives_up), Err(Why::FileUnreadable));
    }

    #[test]
    fn every_word_is_read_back() {
        for sort in Sort::ALL {
            assert_eq!(Sort::from_word(sort.word()), Some(sort));
            assert!(sort.media_type().contains(sort.word()));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn random_bytes_after_a_right_beginning_never_panic(rest in proptest::collection::vec(any::<u8>(), 0..400), which in 0_usize..3) {
            let begin: [&[u8]; 3] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"%PDF-1.7\n"];
            let _ = take(&[begin[which], &rest].concat());
        }

        #[test]
        fn a_flipped_byte_never_panics_and_what_is_kept_reads_again(at in any::<prop::sample::Index>(), to in any::<u8>(), pdf in any::<bool>()) {
            let mut bytes = if pdf { pdf::tests::plain() } else { picture::tests::jpeg_with_place() };
            let at = at.index(bytes.len());
            bytes[at] = to;
            if let Ok(kept) = take(&bytes) {
                prop_assert_eq!(take(&kept.bytes).unwrap().sort, kept.sort);
            }
        }
    }
}
