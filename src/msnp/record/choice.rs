//! Fields that have one of several forms.

use crate::msnp::field::{Field, Params};
use crate::sink::Sink;
use core::convert::Infallible;

/// The fewest parameters of several forms.
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
pub(crate) const fn least(forms: &[usize]) -> usize {
    let mut least = usize::MAX;
    let mut index = 0;
    while index < forms.len() {
        if forms[index] < least {
            least = forms[index];
        }
        index += 1;
    }
    least
}

/// The first bytes that are put; what follows them is dropped. Words are shorter.
struct Beginning {
    bytes: [u8; 16],
    len: usize,
}

impl Sink for Beginning {
    type Error = Infallible;

    fn put(&mut self, bytes: &[u8]) -> Result<(), Infallible> {
        let room = self.bytes.get_mut(self.len..).unwrap_or_default();
        for (place, byte) in room.iter_mut().zip(bytes) {
            *place = *byte;
            self.len = self.len.saturating_add(1);
        }
        Ok(())
    }
}

/// Whether the parameters of this value begin with that word.
pub(crate) fn begins_with<'a>(value: &impl Field<'a>, word: &str) -> bool {
    let mut sink = Beginning { bytes: [0; 16], len: 0 };
    let Ok(()) = value.put(&mut Params { sink: &mut sink, closed: false, trailing: &[] });
    let text = sink.bytes.get(..sink.len).unwrap_or_default();
    match text.strip_prefix(b" ").and_then(|text| text.strip_prefix(word.as_bytes())) {
        Some(rest) => matches!(rest, [] | [b' ' | b'\r', ..]),
        None => false,
    }
}

/// Declares a choice: a field whose form is known by its first word, by the dialect, or both. The first
/// that matches is used; one with neither reads the rest.
///
/// ```text
/// command! {
///     /// Where to go.
///     enum Referral<'a> {
///         /// To a switchboard.
///         Switchboard(ToSwitchboard<'a>) = "SB",
///         /// To another notification server.
///         Server(ToServer<'a>) = "NS" in 0..=12,
///     }
/// }
/// ```
///
/// becomes
///
/// ```text
/// pub enum Referral<'a> { Switchboard(ToSwitchboard<'a>), Server(ToServer<'a>) }
///
/// impl<'a> Field<'a> for Referral<'a> {
///     const MIN: usize = the least of 1 + ToSwitchboard::MIN, 1 + ToServer::MIN;
///     fn take(input, scope) -> IResult<…> {
///         if the next word is "SB" { return word and ToSwitchboard::take as Referral::Switchboard }
///         if the next word is "NS" and the dialect is one of 0..=12 { return … }
///         Err(Unexpected)
///     }
///     fn put(&self, out) { match self { Switchboard(value) => { out.param(b"SB")?; value.put(out) } … } }
/// }
/// ```
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident $(<$lt:lifetime>)? {
        $($(#[$variant_meta:meta])* $variant:ident($ty:ty) $(= $word:literal)? $(in $from:literal..=$to:literal)?),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name $(<$lt>)? { $($(#[$variant_meta])* $variant($ty)),* }

        #[allow(unused_variables, reason = "a choice by dialect alone")]
        impl<'a> Field<'a> for $name $(<$lt>)? {
            const KIND: Kind = Kind::Record(const { &<Self as Inside<'a>>::RECORD });
            const MIN: usize = record::least(&[$(record::sum(&[$(record::one($word),)? <$ty as Field<'a>>::MIN])),*]);
            const PAYLOAD: PayloadRule = PayloadRule::any_of(&[$(<$ty as Field<'a>>::PAYLOAD),*]);
            const TRID: TrIdRule = TrIdRule::any_of(&[$(<$ty as Field<'a>>::TRID),*]);

            #[inline(always)]
            #[allow(unreachable_code, reason = "a form that takes the rest")]
            fn take(input: &'a [u8], part: Part, scope: &mut Scope<'a>) -> IResult<&'a [u8], Self, Fault> {
                $(
                    let after = Some(input);
                    $(let after = field::after_word(input, $word);)?
                    if let Some(input) = after $(.filter(|_| scope.dialect.is_between($from, $to)))? {
                        let (input, value) = <$ty as Field<'a>>::take(input, part, scope)?;
                        return Ok((input, Self::$variant(value)));
                    }
                )*
                let (_, _) = field::param(input, part)?;
                Fault::err(ErrorKind::Unexpected, part, field::at_param(input))
            }

            #[inline]
            fn put<S: Sink + ?Sized>(&self, out: &mut Params<'_, S>) -> Result<(), S::Error> {
                match self {
                    $(Self::$variant(value) => { $(out.param($word.as_bytes())?;)? value.put(out) })*
                }
            }

            fn check(&self, part: Part, dialect: Dialect, absent: &mut Absent) -> Result<(), Error> {
                // Reading takes the first form that matches, so no earlier form may match this value.
                $(
                    let here = true $(&& dialect.is_between($from, $to))?;
                    match self {
                        Self::$variant(value) if here => return value.check(part, dialect, absent),
                        Self::$variant(_) => return Err(Error::new(ErrorKind::Dialect, part, 0)),
                        $(_ if here && record::begins_with(self, $word) => {
                            return Err(Error::new(ErrorKind::Ambiguous, part, 0));
                        })?
                        _ => {}
                    }
                )*
                Ok(())
            }

            fn show(&self, field: &'static fields::Field, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
                field::show_record(self, field, line, visitor)
            }
        }

        record::forms! { $name $(<$lt>)? { $($variant($ty) $(= $word)?),* } }
    };
}

/// How a choice shows the form that it has.
///
/// ```text
/// impl<'a> Inside<'a> for Referral<'a> {
///     const RECORD: fields::Record = a choice of `msnp.referral.switchboard` with the tag `SB`, …;
///     fn inside(&self, line, visitor) -> Rest<'a> { match self {
///         Self::Switchboard(value) => value.show(the field `msnp.referral.switchboard`, after the word, visitor),
///         …
///     } }
/// }
/// impl Fields for Referral<'_> { … with a line that is not known … }
/// ```
macro_rules! forms {
    ($name:ident $(<$lt:lifetime>)? { $($variant:ident($ty:ty) $(= $word:literal)?),* $(,)? }) => {
        impl<'a> Inside<'a> for $name $(<$lt>)? {
            const FIELDS: &'static [fields::Field] = &[$(record::form!($name $variant $ty $(= $word)?)),*];
            const RECORD: fields::Record =
                fields::Record::new(fields::id!("msnp", stringify!($name)), stringify!($name), Self::FIELDS).choice();

            fn inside(&self, line: Rest<'a>, visitor: &mut dyn Visitor) -> Rest<'a> {
                match self {
                    $(Self::$variant(value) => {
                        let start = line;
                        $(let _ = $word; let line = line.after_word();)?
                        value.show(
                            const { &record::form!($name $variant $ty $(= $word)?) },
                            line,
                            &mut |field: &'static _, value: Value<'_>, at: Option<&[u8]>| {
                                // The word that chooses the form belongs to it.
                                let at = match (at, start.0) {
                                    (Some(at), Some(start)) => field::from_start(start, at),
                                    _ => at,
                                };
                                visitor.field(field, value, at);
                            },
                        )
                    })*
                }
            }
        }

        record::shown! { $name $(<$lt>)? }
    };
}

/// One form of a choice, as a field.
macro_rules! form {
    ($name:ident $variant:ident $ty:ty $(= $word:literal)?) => {
        fields::Field::new(
            fields::id!("msnp", stringify!($name), stringify!($variant)),
            <$ty as Field<'a>>::KIND,
        )
        $(.tagged($word))?
    };
}

pub(crate) use {choice, form, forms};
