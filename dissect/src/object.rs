//! JSON objects, from which what is absent is left out.

use super::escape;
use bitflags::Flags;
use imwire::ipmsg::Trailing;
use serde_json::{Map, Value};

/// An object that is being made.
#[derive(Debug, Default)]
pub(crate) struct Object(pub(crate) Map<String, Value>);

impl Object {
    /// One that says what it is.
    pub(crate) fn of_type(name: &str) -> Self {
        Self::default().with("type", name)
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    pub(crate) fn with_bytes(self, key: &str, bytes: &[u8]) -> Self {
        self.with(key, escape::json(bytes))
    }

    /// Unless it is absent.
    pub(crate) fn with_some(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Unless there are none.
    pub(crate) fn with_bytes_if_any(self, key: &str, bytes: &[u8]) -> Self {
        if bytes.is_empty() { self } else { self.with_bytes(key, bytes) }
    }

    /// What follows a body, unless it is nothing.
    pub(crate) fn with_trailing(self, trailing: Trailing<'_>) -> Self {
        self.with_bytes_if_any("trailing", trailing.as_bytes())
    }

    /// Unless there is none.
    pub(crate) fn with_list(self, key: &str, items: Vec<Value>) -> Self {
        if items.is_empty() { self } else { self.with(key, items) }
    }

    /// Names in one key, the value in another: `"x":["NAME"],"x_value":1`.
    pub(crate) fn with_flags<F: Flags<Bits = u32>>(self, key: &str, flags: &F) -> Self {
        let names = names(flags).into_iter().map(Value::from).collect();
        self.with_list(key, names).with(&format!("{key}_value"), flags.bits())
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        object.0.into()
    }
}

/// The names of the bits that are set, lowest first, and the others together in hexadecimal.
pub(crate) fn names<F: Flags<Bits = u32>>(flags: &F) -> Vec<String> {
    let mut named = flags.iter_names();
    let mut names: Vec<_> = named.by_ref().map(|(name, _)| name.to_owned()).collect();
    let others = named.remaining().bits();
    names.extend((others != 0).then(|| format!("{others:#x}")));
    names
}

/// Lower case.
pub(crate) fn hexadecimal(bytes: impl Iterator<Item = u8>) -> String {
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use imwire::ipmsg::FileAttributes;

    #[test]
    fn what_is_absent_is_left_out() {
        let flags = FileAttributes::from_bits_retain(0x0012_9000);
        let object = Object::of_type("x")
            .with_some("a", None::<u64>)
            .with_some("b", Some(1))
            .with_bytes_if_any("c", b"")
            .with_bytes("d", b"\0")
            .with_list("e", Vec::new())
            .with_flags("f", &flags)
            .with_flags("g", &FileAttributes::empty());
        let expected = r#"{"type":"x","b":1,"d":"\\x00","f":["HIDDEN","SYSTEM","0x120000"],"f_value":1216512,"g_value":0}"#;
        assert_eq!(Value::from(object).to_string(), expected);
    }
}
