//! The forms that commands of MSNP have, by link, side and dialect: the rows of `msnp-forms.txt`, which says
//! how they are written.

use imwire::msnp::{Context, Dialect, Link, Role};
use std::sync::LazyLock;

/// All of them, in the order of the file.
pub(super) static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let rows =
        include_str!("msnp-forms.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(Form::of).collect()
});

/// One form.
#[derive(Debug)]
pub(super) struct Form {
    role: Role,
    links: Vec<Link>,
    /// The first and the last dialect that have it. 21 includes later dialects.
    dialects: (u8, u8),
    /// `CAL trid RINGING session_id:number`.
    pub(super) text: &'static str,
}

impl Form {
    fn of(row: &'static str) -> Self {
        let columns: Vec<_> = row.split('\t').collect();
        let &[side, links, dialects, text] = &columns[..] else { panic!("four columns: {row}") };
        let number = |text: &str| text.parse().expect("a number");
        let link = |link| match link {
            "sb" => Link::Switchboard,
            "ft" => Link::FileTransfer,
            _ => Link::Notification,
        };
        Self {
            role: if side == "c2s" { Role::Client } else { Role::Server },
            links: links.split(',').map(link).collect(),
            dialects: match dialects.split_once('-') {
                Some((first, last)) => (number(first), number(last)),
                None => (0, u8::MAX),
            },
            text,
        }
    }

    /// Whether that side may send it on that link in that dialect. What is not known may be any.
    pub(super) fn fits(&self, cx: Context) -> bool {
        let (first, last) = self.dialects;
        let dialect = cx.dialect.number().min(21);
        self.role == cx.role
            && (cx.link == Link::Unknown || self.links.contains(&cx.link))
            && (cx.dialect == Dialect::UNKNOWN || (first..=last).contains(&dialect))
    }

    pub(super) fn verb(&self) -> &'static str {
        self.text.split(' ').next().unwrap_or_default()
    }

    /// What follows the verb.
    pub(super) fn params(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.text.split(' ').skip(1)
    }

    /// Whether it answers a command by its `TrID`.
    pub(super) fn answers(&self) -> bool {
        matches!(self.params().next(), Some("trid" | "trid:asked"))
    }
}

/// The words in them that are on the wire as they are: `RINGING`, `N=`.
pub(crate) fn words_of_forms() -> impl Iterator<Item = &'static str> {
    let of_form = |form: &Form| {
        form.params().filter_map(|part| match part.split_once('=') {
            Some((tag, _)) if tag.len() == 1 => Some(&part[..2]),
            Some((_, word)) => Some(word),
            None => part.starts_with(|first: char| first.is_ascii_uppercase()).then_some(part),
        })
    };
    FORMS.iter().flat_map(of_form)
}
