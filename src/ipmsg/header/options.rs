//! The options: the upper 24 bits of the command word.

use crate::fields::{Field, Kind, Record, Value, ValueName, bits, id};
use crate::ipmsg::show::{Inside, Out, shown};
use bitflags::bitflags;

/// Option bits of one family of commands.
pub trait OptionBits: bitflags::Flags<Bits = u32> + Copy {
    /// The family in which they mean this.
    const FAMILY: Family;
}

bitflags! {
    /// What means the same under every command.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct CommonOptions: u32 {
        /// In an entry: can take files. In a message: a file list follows the text.
        const FILEATTACH = 0x0020_0000;
        /// In an entry: can decrypt. Elsewhere: this packet is encrypted.
        const ENCRYPT = 0x0040_0000;
        /// The text is UTF-8. Must not be set on broadcast entries.
        const UTF8 = 0x0080_0000;
        /// Can read UTF-8. Says nothing of this packet.
        const CAPUTF8 = 0x0100_0000;
        /// In an entry: can read a file list inside the cipher. In a message: there it is.
        const ENCEXTMSG = 0x0400_0000;
        const _ = !0;
    }

    /// Options of entries: `NOOPERATION`, `BR_ENTRY`, `BR_EXIT`, `ANSENTRY`, `BR_ABSENCE`,
    /// `DIR_POLL`; also the status of a host in a host list.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct EntryOptions: u32 {
        /// The user is away. iptux sets it on every entry.
        const ABSENCE = 0x0000_0100;
        /// Reserved for a server.
        const SERVER = 0x0000_0200;
        /// Can encrypt the contents of files, as 3.50 to 4.4x announced it.
        const CAPFILEENC_OBSLT = 0x0000_1000;
        /// Reached by dial-up: broadcasts do not arrive. iptux sets it on every `BR_EXIT`.
        const DIALUP = 0x0001_0000;
        /// Can encrypt the contents of files. Since 4.50.
        const CAPFILEENC = 0x0004_0000;
        /// Can take files.
        const FILEATTACH = CommonOptions::FILEATTACH.bits();
        /// Can decrypt.
        const ENCRYPT = CommonOptions::ENCRYPT.bits();
        /// The text is UTF-8: `ANSENTRY` and `DIR_POLL` only.
        const UTF8 = CommonOptions::UTF8.bits();
        /// Can read UTF-8.
        const CAPUTF8 = CommonOptions::CAPUTF8.bits();
        /// Can read dictionary packets. Since 4.50.
        const CAPIPDICT = 0x0200_0000;
        /// Can read a file list inside the cipher.
        const ENCEXTMSG = CommonOptions::ENCEXTMSG.bits();
        /// Can show pictures inside the text.
        const CLIPBOARD = 0x0800_0000;
        /// Is the member master.
        const DIR_MASTER = 0x1000_0000;
        const _ = !0;
    }

    /// Options of messages: `SENDMSG`.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct SendOptions: u32 {
        /// A receipt, `RECVMSG`, is wanted.
        const SENDCHECK = 0x0000_0100;
        /// Sealed: the text is shown when the user opens it, and `READMSG` is sent then.
        const SECRET = 0x0000_0200;
        /// Sent by broadcast: no receipt, no automatic answer.
        const BROADCAST = 0x0000_0400;
        /// Sent to several users.
        const MULTICAST = 0x0000_0800;
        /// Do not open a window. Until 3.4x; iptux and others know it still.
        const NOPOPUP = 0x0000_1000;
        /// An automatic answer: nothing is due.
        const AUTORET = 0x0000_2000;
        /// Sent again, since no receipt came.
        const RETRY = 0x0000_4000;
        /// Sealed with a lock: needs the password of the receiver.
        const PASSWORD = 0x0000_8000;
        /// Do not write it to the log.
        const NOLOG = 0x0002_0000;
        /// Old, reserved.
        const NEWMULTI = 0x0004_0000;
        /// Do not send an entry back, though the sender is not known.
        const NOADDLIST = 0x0008_0000;
        /// `READMSG` is to be answered with `ANSREADMSG`.
        const READCHECK = 0x0010_0000;
        /// A file list follows the text.
        const FILEATTACH = CommonOptions::FILEATTACH.bits();
        /// The text is encrypted.
        const ENCRYPT = CommonOptions::ENCRYPT.bits();
        /// The packet is UTF-8.
        const UTF8 = CommonOptions::UTF8.bits();
        /// Can read UTF-8.
        const CAPUTF8 = CommonOptions::CAPUTF8.bits();
        /// The file list is inside the cipher.
        const ENCEXTMSG = CommonOptions::ENCEXTMSG.bits();
        const _ = !0;
    }

    /// Options of `RECVMSG`, `READMSG`, `DELMSG`, `ANSREADMSG`, `RELEASEFILES`.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct ReadOptions: u32 {
        /// Seen on `RECVMSG`.
        const AUTORET = SendOptions::AUTORET.bits();
        /// On `READMSG`: `ANSREADMSG` is wanted.
        const READCHECK = SendOptions::READCHECK.bits();
        /// As everywhere.
        const FILEATTACH = CommonOptions::FILEATTACH.bits();
        /// As everywhere.
        const ENCRYPT = CommonOptions::ENCRYPT.bits();
        /// The packet is UTF-8.
        const UTF8 = CommonOptions::UTF8.bits();
        /// Can read UTF-8.
        const CAPUTF8 = CommonOptions::CAPUTF8.bits();
        /// As everywhere.
        const ENCEXTMSG = CommonOptions::ENCEXTMSG.bits();
        const _ = !0;
    }

    /// Options of `BR_ISGETLIST`, `OKGETLIST`, `GETLIST`, `ANSLIST`, `ANSLIST_DICT`, `BR_ISGETLIST2`.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct ListOptions: u32 {
        /// On `BR_ISGETLIST2`: asked before without success.
        const RETRY = SendOptions::RETRY.bits();
        /// As everywhere.
        const FILEATTACH = CommonOptions::FILEATTACH.bits();
        /// As everywhere.
        const ENCRYPT = CommonOptions::ENCRYPT.bits();
        /// The list is UTF-8.
        const UTF8 = CommonOptions::UTF8.bits();
        /// On `GETLIST`: the list is wanted in UTF-8.
        const CAPUTF8 = CommonOptions::CAPUTF8.bits();
        /// As everywhere.
        const ENCEXTMSG = CommonOptions::ENCEXTMSG.bits();
        const _ = !0;
    }

    /// Options of `GETFILEDATA` and `GETDIRFILES`.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct FileOptions: u32 {
        /// The contents are wanted encrypted, as 3.50 to 4.4x said it.
        const ENCFILE_OBSLT = 0x0000_0400;
        /// The contents are wanted encrypted. Since 4.50.
        const ENCFILE = 0x0000_0800;
        /// iptux sets it on its requests.
        const FILEATTACH = CommonOptions::FILEATTACH.bits();
        /// The request is encrypted.
        const ENCRYPT = CommonOptions::ENCRYPT.bits();
        /// File names in the answer are wanted in UTF-8.
        const UTF8 = CommonOptions::UTF8.bits();
        /// Can read UTF-8.
        const CAPUTF8 = CommonOptions::CAPUTF8.bits();
        /// As everywhere.
        const ENCEXTMSG = CommonOptions::ENCEXTMSG.bits();
        const _ = !0;
    }

    /// Options of `GETPUBKEY` and `ANSPUBKEY`.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct KeyOptions: u32 {
        /// On `GETPUBKEY`: do not ask back.
        const AUTORET = SendOptions::AUTORET.bits();
        /// As everywhere.
        const FILEATTACH = CommonOptions::FILEATTACH.bits();
        /// As everywhere.
        const ENCRYPT = CommonOptions::ENCRYPT.bits();
        /// The packet is UTF-8.
        const UTF8 = CommonOptions::UTF8.bits();
        /// Can read UTF-8.
        const CAPUTF8 = CommonOptions::CAPUTF8.bits();
        /// As everywhere.
        const ENCEXTMSG = CommonOptions::ENCEXTMSG.bits();
        const _ = !0;
    }
}

/// Declares the families: documentation, name, type. A row
///
/// ```text
/// /// Messages.
/// Send(SendOptions);
/// ```
///
/// becomes
///
/// ```text
/// pub enum Family { …, Send, … }
/// pub enum Options { …, Send(SendOptions), … }
/// impl OptionBits for SendOptions { const FAMILY: Family = Family::Send; }
/// impl Options { … match self { …, Options::Send(options) => options.bits(), … } … }
/// the field `ipmsg.options.send`, with the names of the bits
/// ```
macro_rules! families {
    ($($(#[$doc:meta])* $name:ident($options:ident);)*) => {
        /// What the option bits of a command mean: [`CommandWord::options`](crate::ipmsg::CommandWord::options)
        /// reads them by the family of the mode, and by nothing else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Family {
            $($(#[$doc])* $name,)*
        }

        /// The options of a command word, by the family of its command.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Options {
            $($(#[$doc])* $name($options),)*
        }

        $(impl OptionBits for $options {
            const FAMILY: Family = Family::$name;
        })*

        impl Options {
            /// These bits, as that family reads them.
            #[inline]
            pub(super) const fn of(family: Family, bits: u32) -> Self {
                match family {
                    $(Family::$name => Self::$name($options::from_bits_retain(bits)),)*
                }
            }

            /// The option bits, whatever they mean.
            #[must_use]
            pub const fn bits(self) -> u32 {
                match self {
                    $(Self::$name(options) => options.bits(),)*
                }
            }

            const FIELDS: &'static [Field] = &[$(Field::new(
                id!("ipmsg", "options", stringify!($name)),
                Kind::Flags(bits!($options)),
            ).derived()),*];

            /// The field that shows them: each family has its own names.
            fn field(self) -> Option<&'static Field> {
                let mut fields = Self::FIELDS.iter();
                $(let field = fields.next();
                if let Self::$name(_) = self {
                    return field;
                })*
                None
            }
        }
    };
}

families! {
    /// Presence: `NOOPERATION`, `BR_ENTRY`, `BR_EXIT`, `ANSENTRY`, `BR_ABSENCE`, `DIR_POLL`.
    Entry(EntryOptions);
    /// Messages.
    Send(SendOptions);
    /// Receipts and the like.
    Read(ReadOptions);
    /// Host lists.
    List(ListOptions);
    /// File requests.
    File(FileOptions);
    /// Public keys.
    Key(KeyOptions);
    /// All other commands.
    Other(CommonOptions);
}

impl Options {
    /// The names of the bits that are set, lowest first.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let bits = u64::from(self.bits());
        self.table().iter().filter(move |row| bits & row.value != 0).map(|row| row.name)
    }

    /// The bits that are set and have no name under this command.
    #[must_use]
    pub fn unnamed(self) -> u32 {
        let named = self.table().iter().fold(0, |bits, row| bits | row.value);
        u32::try_from(u64::from(self.bits()) & !named).unwrap_or_default()
    }

    /// Names and bits of this family, in the order of the bits.
    fn table(self) -> &'static [ValueName] {
        match self.field().map(|field| field.kind) {
            Some(Kind::Flags(names)) => names,
            _ => &[],
        }
    }
}

/// One field, by the family of the command.
impl<'a> Inside<'a> for Options {
    const RECORD: &'static Record = &Record::new("ipmsg.options", "Options", Self::FIELDS).choice();

    fn inside(&self, out: &mut Out<'a, '_>) {
        if let Some(field) = self.field() {
            out.same(field, Value::Number(self.bits().into()), out.rest());
        }
    }
}

shown! { 'a: Options }

impl SendOptions {
    /// `SECRETEXOPT`: sealed, and the reading is to be confirmed.
    pub const SECRETEX: Self = Self::SECRET.union(Self::READCHECK);
}
