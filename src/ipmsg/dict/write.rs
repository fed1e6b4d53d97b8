//! How entries are written: what follows its length is counted first.

use super::key::Key;
use crate::fields::Value;
use crate::ipmsg::items::{Item, Items};
use crate::scan;
use crate::sink::{Counter, Sink};
use core::convert::Infallible;

/// Something that can be written, or counted.
pub(super) trait Walk {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error>;
}

/// A sink, or a count. To count is to go the same way, but what follows its length is
/// gone through only once, so that the depth does not multiply the work.
pub(super) trait Out: Sized {
    type Error;

    fn put(&mut self, bytes: &[u8]) -> Result<(), Self::Error>;

    fn hex(&mut self, value: u64) -> Result<(), Self::Error>;

    /// The length of what follows, a colon, and what follows.
    fn sized(&mut self, body: &impl Walk) -> Result<(), Self::Error>;

    fn items<'a, T: Item<'a>>(&mut self, items: &Items<'a, T>) -> Result<(), Self::Error>;

    /// Writes entries, with a colon between them.
    fn entries(&mut self) -> Entries<'_, Self> {
        Entries { out: self, first: true }
    }
}

pub(super) struct ToSink<'s, S: ?Sized>(pub(super) &'s mut S);

impl<S: Sink + ?Sized> Out for ToSink<'_, S> {
    type Error = S::Error;

    #[inline]
    fn put(&mut self, bytes: &[u8]) -> Result<(), S::Error> {
        self.0.put(bytes)
    }

    #[inline]
    fn hex(&mut self, value: u64) -> Result<(), S::Error> {
        scan::put_hex(self.0, value)
    }

    fn sized(&mut self, body: &impl Walk) -> Result<(), S::Error> {
        self.hex(count(body) as u64)?;
        self.0.put(b":")?;
        body.walk(self)
    }

    fn items<'a, T: Item<'a>>(&mut self, items: &Items<'a, T>) -> Result<(), S::Error> {
        items.encode(self.0)
    }
}

struct Count(usize);

impl Count {
    const fn add(&mut self, bytes: usize) {
        self.0 = self.0.saturating_add(bytes);
    }
}

impl Out for Count {
    type Error = Infallible;

    #[inline]
    fn put(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        self.add(bytes.len());
        Ok(())
    }

    #[inline]
    fn hex(&mut self, value: u64) -> Result<(), Infallible> {
        let mut digits = Counter::new();
        scan::put_hex(&mut digits, value)?;
        self.add(digits.count());
        Ok(())
    }

    fn sized(&mut self, body: &impl Walk) -> Result<(), Infallible> {
        let len = count(body);
        self.hex(len as u64)?;
        self.put(b":")?;
        self.add(len);
        Ok(())
    }

    fn items<'a, T: Item<'a>>(&mut self, items: &Items<'a, T>) -> Result<(), Infallible> {
        let mut bytes = Counter::new();
        items.encode(&mut bytes)?;
        self.add(bytes.count());
        Ok(())
    }
}

fn count(body: &impl Walk) -> usize {
    let mut count = Count(0);
    match body.walk(&mut count) {
        Ok(()) => count.0,
        Err(never) => match never {},
    }
}

pub(super) struct Entries<'o, O> {
    out: &'o mut O,
    first: bool,
}

impl<O: Out> Entries<'_, O> {
    pub(super) fn put<W: Walk + ?Sized>(&mut self, key: Key<'_>, value: &W) -> Result<(), O::Error> {
        if !self.first {
            self.out.put(b":")?;
        }
        self.first = false;
        self.out.put(key.as_bytes())?;
        self.out.put(b":")?;
        self.out.sized(&value)
    }

    /// Nothing for `None`.
    pub(super) fn put_some(&mut self, key: Key<'_>, value: Option<impl Walk>) -> Result<(), O::Error> {
        match value {
            Some(value) => self.put(key, &value),
            None => Ok(()),
        }
    }
}

impl<W: Walk + ?Sized> Walk for &W {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        (**self).walk(out)
    }
}

impl Walk for [u8] {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        out.put(self)
    }
}

/// A number, text or bytes.
impl Walk for Value<'_> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        match *self {
            Value::Number(number) => out.hex(number),
            Value::Signed(number) => {
                out.put(if number < 0 { b"-" } else { b"" })?;
                out.hex(number.unsigned_abs())
            }
            Value::Text(bytes) | Value::Bytes(bytes) => out.put(bytes),
            _ => Ok(()),
        }
    }
}

impl<'a, T: Item<'a>> Walk for Items<'a, T> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        out.items(self)
    }
}
