//! The macro for payloads that are header lines: before the empty line, or in the body.

/// Declares a payload of header lines. A row
///
/// ```text
/// /// Which answer it is.
/// command: one InvitationCommand<'a> = "Invitation-Command", "invitation command";
/// ```
///
/// is the field, whether it has to be there (`one`, else `maybe`), its type, its name on the wire, and the part
/// that errors name. `in body` puts the lines after the empty line; `in head`, before it. A record becomes
///
/// ```text
/// pub struct Invitation<'a> {
///     pub command: InvitationCommand<'a>,
///     …
///     pub content_type: ContentType<'a>,   one of those named
///     pub headers: Headers<'a>,            other lines before the empty line
///     pub lines: Headers<'a>,              other lines of the body; `in head`: pub body: &'a [u8]
/// }
/// ```
///
/// with `NAMES`, `of`, `Default`, `Wire`, `Encode` and `Walk`; `shows { … }` after the rows are fields that follow from
/// them. It is written with its own lines first, in the order of the rows,
/// then the others. Of a name that comes twice the first line counts, and the other is dropped; so is a line
/// without a colon. An empty value of a number is an absent one.
macro_rules! record {
    (
        $(#[$meta:meta])*
        $name:ident<'a>: [$first:ident $(, $more:ident)*] $charset:literal in $place:tt $(= $body:literal)? {
            $($(#[$doc:meta])* $field:ident: $kind:ident $ty:ty = $wire:literal, $part:literal;)*
        }
        $(shows { $($derived:tt)* })?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name<'a> {
            $($(#[$doc])* pub $field: record!(@type $kind $ty),)*
            /// What it is sent as.
            pub content_type: $crate::msnp::payload::mime::ContentType<'a>,
            /// The other header lines.
            pub headers: $crate::msnp::payload::mime::Headers<'a>,
            #[doc = record!(@rest_doc $place)]
            pub rest: record!(@rest $place),
        }

        impl<'a> $name<'a> {
            /// The names of its own lines, in the order in which they are written.
            pub const NAMES: &'static [&'static str] = &[$($wire),*];

            /// What it is sent as.
            const TYPES: &'static [$crate::msnp::payload::mime::ContentType<'static>] = &[
                $crate::msnp::payload::mime::ContentType::$first,
                $($crate::msnp::payload::mime::ContentType::$more,)*
            ];

            /// The names of lines that are not among the other header lines.
            const HEAD: &'static [&'static str] = record!(@head $place [$($wire),*]);

            /// Reads it from a message whose header lines are known. [`Wire::parse`](crate::Wire::parse) reads the
            /// whole message.
            ///
            /// # Errors
            /// A field that is missing or cannot be read; another `Content-Type`.
            pub fn of(mime: &$crate::msnp::payload::mime::Mime<'a>) -> Result<Self, $crate::Error> {
                let content_type = mime.expect(Self::TYPES)?;
                let block = record!(@block $place mime);
                $(let mut $field: Option<$ty> = None;)*
                for (name, value, at) in block.entries() {
                    $(if $field.is_none() && name.eq_ignore_ascii_case($wire.as_bytes()) {
                        record!(@take $kind $field $ty, $part, value, at);
                        continue;
                    })*
                    let _ = (name, value, at);
                }
                Ok(Self {
                    $($field: record!(@found $kind $field $part block),)*
                    content_type,
                    headers: mime.headers.without(Self::HEAD),
                    rest: record!(@others $place mime block),
                })
            }
        }

        impl Default for $name<'_> {
            fn default() -> Self {
                Self {
                    $($field: Default::default(),)*
                    content_type: $crate::msnp::payload::mime::ContentType::$first,
                    headers: $crate::msnp::payload::mime::Headers::NONE,
                    rest: record!(@default $place $($body)?),
                }
            }
        }

        impl<'a> $crate::Wire<'a> for $name<'a> {
            type Context = ();

            /// Takes all of its input.
            fn grammar((): ()) -> impl Fn(&'a [u8]) -> nom::IResult<&'a [u8], Self, $crate::Fault> {
                $crate::msnp::payload::whole(|input| {
                    Self::of(&<$crate::msnp::payload::mime::Mime<'a> as $crate::Wire<'a>>::parse(input)?)
                })
            }

            /// Whether the other lines have names that are not its own, and the type is one of its own.
            fn check(&self, (): ()) -> Result<(), $crate::Error> {
                self.headers.check_others(Self::HEAD)?;
                record!(@check $place self);
                if !Self::TYPES.contains(&self.content_type) {
                    const PART: $crate::Part = $crate::Part::named("content type");
                    return Err($crate::Error::new($crate::ErrorKind::OtherForm, PART, 0));
                }
                Ok(())
            }
        }

        $crate::msnp::payload::show::shows! {
            $name<'a> {
                $($field: record!(@type $kind $ty) => |message| record!(@value $place message $wire),)*
                content_type: $crate::msnp::payload::mime::ContentType<'a>,
                headers: $crate::msnp::payload::mime::Headers<'a>,
                rest: record!(@rest $place),
                $($($derived)*)?
            }
        }
        $crate::msnp::payload::show::walks! { $name<'a> }

        impl $crate::Encode for $name<'_> {
            fn encode<S: $crate::Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                $crate::msnp::payload::mime::put_head(sink, self.content_type, $charset)?;
                record!(@before $place self sink);
                $(record!(@put $kind self sink $field = $wire);)*
                record!(@after $place self sink);
                Ok(())
            }
        }
    };

    (@type one $ty:ty) => { $ty };
    (@type maybe $ty:ty) => { Option<$ty> };

    (@rest_doc body) => { "The other lines of the body." };
    (@rest_doc head) => { "The body, which means nothing." };
    (@rest body) => { $crate::msnp::payload::mime::Headers<'a> };
    (@rest head) => { &'a [u8] };
    (@default body) => { $crate::msnp::payload::mime::Headers::NONE };
    (@default head $body:literal) => { $body };
    (@default head) => { &[] };

    (@head body [$($wire:literal),*]) => { &["MIME-Version", "Content-Type"] };
    (@head head [$($wire:literal),*]) => { &["MIME-Version", "Content-Type", $($wire),*] };

    (@value body $message:ident $wire:literal) => {
        $crate::msnp::payload::mime::value_in_body($message, $wire)
    };
    (@value head $message:ident $wire:literal) => {
        $crate::msnp::payload::mime::value_in_head($message, $wire)
    };

    (@block body $mime:ident) => { $mime.block() };
    (@block head $mime:ident) => { $mime.headers };

    (@take one $field:ident $ty:ty, $part:literal, $value:ident, $at:ident) => {
        $field = Some($crate::msnp::payload::mime::read_value(
            $value,
            const { $crate::Part::named($part) },
            $at,
        )?);
    };
    (@take maybe $field:ident $ty:ty, $part:literal, $value:ident, $at:ident) => {
        if !$value.is_empty() || !<$ty as $crate::msnp::payload::value::HeaderValue<'a>>::EMPTY_IS_ABSENT {
            record!(@take one $field $ty, $part, $value, $at);
        }
    };

    (@found one $field:ident $part:literal $block:ident) => {
        match $field {
            Some(value) => value,
            None => {
                let part = const { $crate::Part::named($part) };
                return Err($crate::Error::new($crate::ErrorKind::Missing, part, $block.end()));
            }
        }
    };
    (@found maybe $field:ident $part:literal $block:ident) => { $field };

    (@others body $mime:ident $block:ident) => { $block.without(Self::NAMES) };
    (@others head $mime:ident $block:ident) => { $mime.body };

    (@check body $self:ident) => { $self.rest.check_others(Self::NAMES)? };
    (@check head $self:ident) => {};

    (@before body $self:ident $sink:ident) => {
        $self.headers.put_lines($sink)?;
        $sink.put(b"\r\n")?;
    };
    (@before head $self:ident $sink:ident) => {};
    (@after body $self:ident $sink:ident) => {
        $self.rest.put_lines($sink)?;
        $sink.put(b"\r\n")?;
    };
    (@after head $self:ident $sink:ident) => {
        $self.headers.put_lines($sink)?;
        $sink.put(b"\r\n")?;
        $sink.put($self.rest)?;
    };

    (@put one $self:ident $sink:ident $field:ident = $wire:literal) => {
        $crate::msnp::payload::mime::put_line($sink, $wire.as_bytes(), |sink| {
            $crate::msnp::payload::value::HeaderValue::put(&$self.$field, sink)
        })?;
    };
    (@put maybe $self:ident $sink:ident $field:ident = $wire:literal) => {
        if let Some(value) = $self.$field {
            $crate::msnp::payload::mime::put_line($sink, $wire.as_bytes(), |sink| {
                $crate::msnp::payload::value::HeaderValue::put(&value, sink)
            })?;
        }
    };
}
pub(super) use record;
