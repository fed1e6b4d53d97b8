//! Paths of fields, and names of bits, made by the compiler.

/// The static path of a record or field: the parts with `.` between them, each in lower case with `_`
/// between words. `id!("msnp", "ClientInfo", "lcid")` is `"msnp.client_info.lcid"`.
macro_rules! id {
    ($($part:expr),+ $(,)?) => {{
        const PARTS: &[&str] = &[$($part),+];
        const BYTES: [u8; $crate::fields::id::id_len(PARTS)] = $crate::fields::id::id_bytes(PARTS);
        match ::core::str::from_utf8(&BYTES) {
            Ok(id) => id,
            Err(_) => "",
        }
    }};
}

/// The names of the bits of a bitflags type, as a static table: `bits!(SendOptions)`.
macro_rules! bits {
    ($flags:ty) => {{
        const FLAGS: &[::bitflags::Flag<$flags>] = <$flags as ::bitflags::Flags>::FLAGS;
        #[expect(clippy::indexing_slicing, reason = "runs in the compiler only")]
        const LEN: usize = {
            let (mut len, mut index) = (0, 0);
            while index < FLAGS.len() {
                if !FLAGS[index].name().is_empty() {
                    len += 1;
                }
                index += 1;
            }
            len
        };
        #[expect(clippy::indexing_slicing, reason = "runs in the compiler only")]
        const NAMES: [$crate::fields::ValueName; LEN] = {
            let mut names = [$crate::fields::ValueName { value: 0, name: "" }; LEN];
            let (mut len, mut index) = (0, 0);
            while index < FLAGS.len() {
                if !FLAGS[index].name().is_empty() {
                    names[len] = $crate::fields::ValueName {
                        value: FLAGS[index].value().bits() as u64,
                        name: FLAGS[index].name(),
                    };
                    len += 1;
                }
                index += 1;
            }
            names
        };
        const TABLE: &[$crate::fields::ValueName] = &NAMES;
        TABLE
    }};
}

pub(crate) use {bits, id};

/// Whether a word begins at that byte of a name in camel case.
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
const fn begins_word(part: &[u8], index: usize) -> bool {
    index > 0
        && part[index].is_ascii_uppercase()
        && (part[index - 1].is_ascii_lowercase() || part[index - 1].is_ascii_digit())
}

#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
pub(crate) const fn id_len(parts: &[&str]) -> usize {
    let (mut len, mut at) = (parts.len() - 1, 0);
    while at < parts.len() {
        let (part, mut index) = (parts[at].as_bytes(), 0);
        while index < part.len() {
            len += if begins_word(part, index) { 2 } else { 1 };
            index += 1;
        }
        at += 1;
    }
    len
}

#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
pub(crate) const fn id_bytes<const N: usize>(parts: &[&str]) -> [u8; N] {
    let (mut bytes, mut len, mut at) = ([b'.'; N], 0, 0);
    while at < parts.len() {
        if at > 0 {
            len += 1;
        }
        let (part, mut index) = (parts[at].as_bytes(), 0);
        while index < part.len() {
            if begins_word(part, index) {
                bytes[len] = b'_';
                len += 1;
            }
            bytes[len] = part[index].to_ascii_lowercase();
            len += 1;
            index += 1;
        }
        at += 1;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use crate::fields::{Field, Kind};

    #[test]
    fn ids_are_paths() {
        assert_eq!(id!("msnp", "CAL", "session_id"), "msnp.cal.session_id");
        assert_eq!(id!("msnp", "ClientInfo"), "msnp.client_info");
        assert_eq!(id!("ipmsg", "Utf8Name"), "ipmsg.utf8_name");
        assert_eq!(Field::new(id!("msnp", "USR", "trid"), Kind::Text).name(), "trid");
    }
}
