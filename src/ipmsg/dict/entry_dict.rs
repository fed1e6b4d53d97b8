//! The dictionary of an entry in colon form: the `IP` line of its block, in base64.

use super::entries::Dict;
use super::frame::framed;
use super::leaf::{Slot, record};
use super::write::{Out, Walk};
use crate::error::Error;
use crate::ipmsg::show::walked;
use crate::ipmsg::text::Text;

record! {
    /// What `NOOPERATION`, `BR_ENTRY`, `BR_EXIT` and `BR_ABSENCE` of 4.x say of the member master,
    /// in a dictionary that is in base64 in the `IP` line of the block. If it is broken the
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
    #[derive(Default)]
    EntryDict<'a> {
        /// this entry was caused by `DIR_BROADCAST`.
        dir_broadcast: bool = DRB,
        /// the address of the master of the sender.
        master_address: Option<Text<'a>> = SVADR,
        /// 0 if the sender is the master and has just started.
        uptime: Option<u64> = UPT,
    }
}

impl<'a> EntryDict<'a> {
    /// What a dictionary says of the master.
    ///
    /// # Errors
    /// What is wrong with a value.
    pub fn new(dict: Dict<'a>) -> Result<Self, Error> {
        Self::of(dict)
    }
}

framed! { EntryDict }
walked! { 'a: EntryDict<'a> }
