//! What a value borrows: the slices that laws 7 and 8 look at.

use imwire::ipmsg::Packet;
use imwire::msnp::{Command, Line, Value, ft, ns, sb};

pub(crate) trait Parts {
    /// Shows each borrowed slice, but those of no bytes: they may lie anywhere.
    fn each_part(&self, each: &mut dyn FnMut(&[u8]));
}

impl Parts for Packet<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        let numbers = [self.packet_no.text(), self.command.text()].map(Option::unwrap_or_default);
        let fields = [self.version.as_bytes(), self.user.as_bytes(), self.host.as_bytes()];
        let additional = self.additional.unwrap_or_default();
        let all = numbers.into_iter().chain(fields).chain([additional]);
        all.filter(|part| !part.is_empty()).for_each(each);
    }
}

impl Parts for Line<'_> {
    fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
        each(self.as_bytes());
    }
}

fn of_command<'a>(command: &impl Command<'a>, each: &mut dyn FnMut(&[u8])) {
    command.each_field(&mut |name, value| {
        let part = match value {
            // Words are held, not borrowed.
            Value::Number(_) | Value::Word(_) => return,
            Value::Bytes(bytes) => bytes,
            Value::Encoded(text) => text.as_bytes(),
            Value::List(list) => list.as_bytes(),
            other => panic!("{name} is a new kind of value: {other:?}"),
        };
        if !part.is_empty() {
            each(part);
        }
    });
}

macro_rules! commands {
    ($($table:ty),*) => {
        $(impl Parts for $table {
            fn each_part(&self, each: &mut dyn FnMut(&[u8])) {
                of_command(self, each);
            }
        })*
    };
}

commands! {
    ns::ClientCommand<'_>, ns::ServerCommand<'_>, sb::ClientCommand<'_>, sb::ServerCommand<'_>, ft::Transfer<'_>
}
