//! The closed table of purposes.

macro_rules! domains {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal),+ $(,)?) => {
        /// What a hash, a signature or a sealed text is for. Its tag stands before
        /// everything that is hashed, signed or sealed, so that bytes made for one
        /// purpose mean nothing for another. A tag keeps its meaning for good; another
        /// format of the same thing gets another tag.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Domain {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Domain {
            /// Every domain, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The tag: `mingma/…/v1`, without a NUL, none the same as another.
            #[must_use]
            pub const fn tag(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("mingma/", $word, "/v1"),)+
                }
            }
        }
    };
}

domains! {
    /// The digest of an act's bytes.
    Act = "act",
    /// An officer's, institution's or resident's signature over the digest of an act.
    Approval = "approval",
    /// The commitment to a member of an act, and the member sealed.
    Member = "member",
    /// The digest of a sealed act's record.
    Record = "record",
    /// The salted commitment that stands in a leaf of the public log.
    Leaf = "leaf",
    /// The id of a public key.
    Key = "key",
    /// A public text: rules, units, powers, orders.
    Text = "text",
    /// An answer that was shown, and the batch that seals such answers.
    Journal = "journal",
    /// The chain over what was shown and is in no batch yet.
    Chain = "chain",
    /// The tag under which an identity document is found.
    Document = "document",
    /// A letter to a resident, sealed.
    Letter = "letter",
    /// What stood when a resident's key was destroyed.
    Closing = "closing",
    /// The key that tags identity documents, derived from the master key.
    Index = "index",
    /// A resident's key, wrapped under the master key.
    Wrap = "wrap",
    /// The nonce of what must come out the same when it is sealed twice.
    Nonce = "nonce",
    /// The issuer's signature under a stored code.
    Credential = "credential",
    /// A device's signature under a live code.
    Live = "live",
    /// What a device signs of a scanner's challenge.
    Challenge = "challenge",
    /// The digest by which a stored code is told from others.
    Stored = "stored",
    /// The tag of a poster, under the key of its place.
    Poster = "poster",
    /// The key of a kiosk for one day, derived from the key of its place.
    Kiosk = "kiosk",
    /// The tag of a rotating token, under the key of a kiosk's day.
    Token = "token",
    /// A scanner's signature: this credential was here.
    Scanner = "scanner",
    /// A device's signature over what a scanner signed.
    Visit = "visit",
    /// The tag of a scan, under the key of a session; and its leaf in the device's digest.
    Scan = "scan",
    /// A device's request for a credential, with the digest of its scans.
    Request = "request",
    /// The issuer's signature under the code of a letter.
    Voucher = "voucher",
    /// A day's key, wrapped under the master key; and a resident's key for one day, derived
    /// from theirs and the day's.
    Day = "day",
    /// The key of a place, derived from the master key.
    Place = "place",
    /// The tag under which the visits of a place and day are found.
    Spot = "spot",
}

#[cfg(test)]
mod tests {
    use super::Domain;
    use std::collections::BTreeSet;

    #[test]
    fn every_tag_is_unique_of_one_form_and_holds_no_nul() {
        let tags: BTreeSet<&str> = Domain::ALL.iter().map(|domain| domain.tag()).collect();
        assert_eq!(tags.len(), Domain::ALL.len());
        for tag in tags {
            let word = tag.strip_prefix("mingma/").and_then(|rest| rest.strip_suffix("/v1")).unwrap();
            assert!(!word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()), "{tag}");
        }
    }

    #[test]
    fn the_table_lists_every_domain_in_its_order() {
        for (at, domain) in Domain::ALL.iter().enumerate() {
            assert_eq!(*domain as usize, at);
        }
        assert_eq!(Domain::ALL.last(), Some(&Domain::Spot));
    }
}
