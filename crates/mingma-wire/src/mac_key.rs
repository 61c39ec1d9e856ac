//! Keys for tags, each a type of its own: a kiosk's cannot be taken for its place's.

/// A key for one purpose, around what makes the tags.
macro_rules! mac_key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name(mingma_seal::MacKey);

        impl $name {
            /// The key of these bytes.
            #[must_use]
            pub fn from_bytes(bytes: zeroize::Zeroizing<[u8; 32]>) -> Self {
                Self(mingma_seal::MacKey::from_bytes(bytes))
            }

            /// The bytes, to be sealed or handed to whoever holds the key too.
            #[must_use]
            pub const fn bytes(&self) -> &zeroize::Zeroizing<[u8; 32]> {
                self.0.bytes()
            }
        }

        impl From<mingma_seal::MacKey> for $name {
            fn from(key: mingma_seal::MacKey) -> Self {
                Self(key)
            }
        }
    };
}

pub(crate) use mac_key;
