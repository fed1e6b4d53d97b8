//! `<NOTIFICATION>`: alerts, and texts from a mobile phone.

use super::attribute::put_attribute;
use super::data::put_element;
use super::{Element, Error, ErrorKind, Part, XmlText};
use crate::error::Fault;
use crate::msnp::payload::show::{shows, walks};
use crate::msnp::payload::whole;
use crate::sink::Sink;
use crate::wire::{Encode, Wire};
use nom::IResult;

/// Declares the fields: name, and the elements and the attribute in which the value is; no attribute for the text of
/// the element.
macro_rules! notification {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$doc:meta])* $field:ident = [$($element:literal)*] $($attribute:literal)?;)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $name<'a> {
            $($(#[$doc])* pub $field: Option<XmlText<'a>>,)*
        }

        shows! { $name<'a> { $($field: Option<XmlText<'a>>,)* } }
        walks! { $name<'a> }

        impl<'a> $name<'a> {
            fn of(root: Element<'a>) -> Self {
                Self {
                    $($field: find(root, &[$($element),*]).and_then(|element| {
                        notification!(@value element $($attribute)?)
                    }),)*
                }
            }
        }
    };
    (@value $element:ident) => { Some($element.text()) };
    (@value $element:ident $attribute:literal) => { $element.attribute($attribute) };
}

notification! {
    /// An alert of a service, or a text from a mobile phone: the payload of `NOT` and `IPG`. From the notification
    /// server.
    ///
    /// ```text
    /// <NOTIFICATION ver="1" id="2" siteid="0" siteurl="http://example.com/">
    /// <TO pid="0x00000001:0x00000002" name="bob@example.com"/>
    /// <MSG id="0"><ACTION url="alert?command=action"/><SUBSCR url="alert?command=change"/>
    /// <BODY lang="1033" icon="alert.png"><TEXT>An alert</TEXT></BODY></MSG></NOTIFICATION>
    /// ```
    ///
    /// ```
    /// use imwire::{Wire, msnp::payload::xml::Notification};
    ///
    /// let alert = Notification::parse(b"<NOTIFICATION id='2' siteid='0'><MSG><BODY><TEXT>Hi</TEXT></BODY></MSG></NOTIFICATION>")?;
    /// assert!(alert.text.unwrap().is("Hi"));
    /// # Ok::<(), imwire::Error>(())
    /// ```
    ///
    /// Other attributes and elements are left out. It is written with the attributes and elements in the order of the
    /// fields; an element without a value in it is not written.
    ///
    /// Source: the MSNP wiki (`not`, `ipg`).
    Notification {
        /// The version of the form: `1`.
        version = [] "ver";
        /// The number of the notification.
        id = [] "id";
        /// The number of the service, in decimal.
        site_id = [] "siteid";
        /// The address of the service.
        site_url = [] "siteurl";
        /// The account of the receiver: two numbers in hexadecimal, `0x00000001:0x00000002`.
        to_pid = ["TO"] "pid";
        /// The address of the receiver.
        to = ["TO"] "name";
        /// How it gets to the receiver: `mobile`.
        via = ["TO" "VIA"] "agent";
        /// The sender: `tel:` and the number of a telephone. `IPG`.
        from = ["FROM"] "name";
        /// The priority of the message. `IPG`.
        priority = ["MSG"] "pri";
        /// The number of the message.
        message_id = ["MSG"] "id";
        /// The number of its category, in decimal. `IPG`.
        category = ["MSG" "CAT"] "Id";
        /// What opens when the user clicks on it, from the address of the service on.
        action_url = ["MSG" "ACTION"] "url";
        /// Where the user changes the subscription, from the address of the service on.
        subscription_url = ["MSG" "SUBSCR"] "url";
        /// The LCID of the language, in decimal: attribute `lang`. `NOT`.
        language = ["MSG" "BODY"] "lang";
        /// The same: attribute `lcid`. `IPG`.
        lcid = ["MSG" "BODY"] "lcid";
        /// The file name of a picture.
        icon = ["MSG" "BODY"] "icon";
        /// The text.
        text = ["MSG" "BODY" "TEXT"];
    }
}

/// The element that these names lead to.
fn find<'a>(root: Element<'a>, path: &[&str]) -> Option<Element<'a>> {
    path.iter().try_fold(root, |element, name| element.child(name))
}

impl<'a> Wire<'a> for Notification<'a> {
    type Context = ();

    /// Takes all of its input.
    ///
    /// # Errors
    /// XML that is not well formed; [`ErrorKind::Unexpected`] for another element.
    fn grammar((): ()) -> impl Fn(&'a [u8]) -> IResult<&'a [u8], Self, Fault> {
        whole(|input| {
            let root = Element::parse(input)?;
            if !root.is("NOTIFICATION") {
                let part = const { Part::named("xml root") };
                return Err(Error::new(ErrorKind::Unexpected, part, root.name_at()));
            }
            Ok(Self::of(root))
        })
    }

    /// Any value is read back.
    fn check(&self, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

/// An attribute and its value.
type Pair<'a> = (&'static str, Option<XmlText<'a>>);

/// Writes an element with these attributes, if it has one or something is in it.
fn put<S: Sink + ?Sized>(
    sink: &mut S,
    name: &str,
    attributes: &[Pair<'_>],
    has_content: bool,
    content: impl FnOnce(&mut S) -> Result<(), S::Error>,
) -> Result<(), S::Error> {
    if !has_content && attributes.iter().all(|(_, value)| value.is_none()) {
        return Ok(());
    }
    sink.put(b"<")?;
    sink.put(name.as_bytes())?;
    for (name, value) in attributes {
        if let Some(value) = value {
            put_attribute(sink, name.as_bytes(), *value)?;
        }
    }
    if !has_content {
        return sink.put(b"/>");
    }
    sink.put(b">")?;
    content(sink)?;
    [b"</", name.as_bytes(), b">"].into_iter().try_for_each(|piece| sink.put(piece))
}

impl Encode for Notification<'_> {
    fn encode<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        let root =
            [("ver", self.version), ("id", self.id), ("siteid", self.site_id), ("siteurl", self.site_url)];
        put(sink, "NOTIFICATION", &root, true, |sink| {
            let to = [("pid", self.to_pid), ("name", self.to)];
            put(sink, "TO", &to, self.via.is_some(), |sink| {
                put(sink, "VIA", &[("agent", self.via)], false, |_| Ok(()))
            })?;
            put(sink, "FROM", &[("name", self.from)], false, |_| Ok(()))?;
            self.put_message(sink)
        })
    }
}

impl Notification<'_> {
    fn put_message<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
        let message = [("pri", self.priority), ("id", self.message_id)];
        let empty = [
            ("CAT", ("Id", self.category)),
            ("ACTION", ("url", self.action_url)),
            ("SUBSCR", ("url", self.subscription_url)),
        ];
        let body = [("lang", self.language), ("lcid", self.lcid), ("icon", self.icon)];
        let has_body = self.text.is_some() || body.iter().any(|(_, value)| value.is_some());
        let has_content = has_body || empty.iter().any(|(_, (_, value))| value.is_some());
        put(sink, "MSG", &message, has_content, |sink| {
            for (name, attribute) in empty {
                put(sink, name, &[attribute], false, |_| Ok(()))?;
            }
            put(sink, "BODY", &body, self.text.is_some(), |sink| match self.text {
                Some(text) => put_element(sink, b"TEXT", text),
                None => Ok(()),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(input: &'static [u8], canonical: &[u8]) {
        let found = Notification::parse(input).unwrap();
        let mut room = [0; 512];
        let written = found.encode_into(&mut room).unwrap();
        assert_eq!(written.escape_ascii().to_string(), canonical.escape_ascii().to_string());
    }

    #[test]
    fn forms() {
        case(b"<NOTIFICATION/>", b"<NOTIFICATION></NOTIFICATION>");
        case(b"<NOTIFICATION><TO/><MSG><BODY/></MSG></NOTIFICATION>", b"<NOTIFICATION></NOTIFICATION>");
        case(
            b"<NOTIFICATION id='1'><MSG pri='1'><BODY><TEXT/></BODY></MSG><TO name='a'><VIA agent='m'/></TO></NOTIFICATION>",
            b"<NOTIFICATION id=\"1\"><TO name=\"a\"><VIA agent=\"m\"/></TO><MSG pri=\"1\"><BODY><TEXT></TEXT></BODY></MSG></NOTIFICATION>",
        );
        let error = Notification::parse(b"<a/>").unwrap_err();
        assert_eq!((error.part().name(), error.at()), ("xml root", 1));
    }
}
