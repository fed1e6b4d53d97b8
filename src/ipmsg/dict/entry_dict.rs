//! The dictionary of an entry in colon form: the `IP` line of its block, in base64.

use super::entries::Dict;
use super::frame::{Frame, framed};
use super::key::Key;
use super::value::{number, text, truth};
use super::write::{Out, ToSink, Walk};
use crate::error::{Error, Fault};
use crate::ipmsg::text::Text;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

/// What `NOOPERATION`, `BR_ENTRY`, `BR_EXIT` and `BR_ABSENCE` of 4.x say of the member master,
/// in a dictionary that stands in base64 in the `IP` line of the block. If it is broken the
/// official client drops the whole entry.
///
/// Other entries mean nothing here and are passed over.
///
/// ```
/// use imwire::{Encode, Wire, ipmsg::{Text, dict::EntryDict}};
///
/// let line = EntryDict::parse(b"IP2:11:SVADR:9:192.0.2.1:Z")?;
/// assert_eq!(line.master_address, Some(Text::new(b"192.0.2.1")?));
///
/// let started = EntryDict { uptime: Some(0), ..line };
/// assert_eq!(started.encode_into(&mut [0; 64])?, b"IP2:19:SVADR:9:192.0.2.1:UPT:1:0:Z");
/// # Ok::<(), imwire::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct EntryDict<'a> {
    /// `DRB`: this entry was caused by `DIR_BROADCAST`.
    pub dir_broadcast: bool,
    /// `SVADR`: the address of the master of the sender.
    pub master_address: Option<Text<'a>>,
    /// `UPT`: 0 if the sender is the master and has just started.
    pub uptime: Option<u64>,
}

impl<'a> EntryDict<'a> {
    /// What a dictionary says of the master.
    ///
    /// # Errors
    /// What is wrong with a value.
    pub fn new(dict: Dict<'a>) -> Result<Self, Error> {
        let [broadcast, master, uptime] = dict.find([Key::DRB, Key::SVADR, Key::UPT]);
        Ok(Self {
            dir_broadcast: broadcast.optional(truth)?.unwrap_or_default(),
            master_address: master.optional(text)?,
            uptime: uptime.optional(number)?,
        })
    }
}

impl<'a> Wire<'a> for EntryDict<'a> {
    type Context = ();

    /// A dictionary in its frame, as [`IpDict`](super::IpDict) takes it.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        |input| framed(input, Self::new)
    }

    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

impl Walk for EntryDict<'_> {
    fn walk<O: Out>(&self, out: &mut O) -> Result<(), O::Error> {
        let mut entries = out.entries();
        entries.put_some(Key::DRB, self.dir_broadcast.then_some(1_u64))?;
        entries.put_some(Key::SVADR, self.master_address)?;
        entries.put_some(Key::UPT, self.uptime)
    }
}

impl Encode for EntryDict<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        Frame(self).walk(&mut ToSink(sink))
    }
}
