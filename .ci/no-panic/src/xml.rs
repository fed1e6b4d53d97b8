//! Payloads of MSNP that are XML.

use crate::payload::{asked, wire};
use imwire::Wire;
use imwire::msnp::payload::mime::Mime;
use imwire::msnp::payload::xml::{
    Attribute, Attributes, Children, Contact, ContactList, CurrentMedia, Data, Domain, Element, Endpoint,
    MailData, MailSummary, MediaArguments, Notification, Page, PersonalData, Phone, Policies,
    PrivateEndpoint, Service, XmlText,
};
use std::hint::black_box;

fn text(bytes: &[u8]) -> Option<XmlText<'_>> {
    XmlText::new(bytes).ok().map(black_box)
}

crate::calls! {
    fn xml_text(bytes, out) {
        let made = asked(XmlText::new(bytes).ok()?, out)?;
        let read = asked(XmlText::from_escaped(bytes).ok()?, out)?;
        black_box((made == read, made.as_bytes(), read.is_empty(), read.is("a"), read.number()));
        black_box((read.to_str(), made.decoded().max()));
        read.decoded().map(usize::from).max()
    }

    fn xml_element(bytes, out) {
        let element = wire::<Element<'_>>(bytes, (), out)?;
        black_box((element.name(), element.is("a"), element.as_bytes(), element.content()));
        black_box((element.attribute("a"), element.text(), element.child("a").is_some()));
        element.children().map(|child| child.as_bytes().len()).max()
    }

    fn xml_attributes(bytes, _out) {
        let attributes = black_box(Element::parse(bytes).ok()?).attributes();
        black_box((attributes.get("a"), attributes.iter().last()));
        let (name, value) = bytes.split_at_checked(bytes.len() / 2)?;
        let list = black_box([Attribute { name: core::str::from_utf8(name).ok()?, value: text(value)? }]);
        let made = black_box(Attributes::new(&list));
        black_box((attributes == made, made.get("a")));
        made.into_iter().map(|(name, value)| name.len() ^ value.as_bytes().len()).max()
    }

    fn xml_contacts(bytes, out) {
        let list = wire::<ContactList<'_>>(bytes, (), out)?;
        let found = list.domains.iter().map(|domain| {
            let contacts = domain.contacts.into_iter();
            contacts.map(|contact| contact.services.iter().map(|service| service.name.as_bytes().len()).max()).max()
        });
        found.max()??
    }

    fn xml_contacts_made(bytes, out) {
        let read = black_box(ContactList::parse(bytes).ok()?);
        let domain: Domain<'_> = read.domains.iter().next()?;
        let contact: Contact<'_> = domain.contacts.iter().next()?;
        let services: [Service<'_>; 1] = black_box([contact.services.iter().next()?]);
        let contacts = black_box([Contact { services: Children::new(&services), ..contact }]);
        let domains = black_box([Domain { contacts: Children::new(&contacts), ..domain }]);
        let made = asked(ContactList { domains: Children::new(&domains), ..read }, out)?;
        black_box((made.check(()).is_ok(), made.domains.is_empty()));
        Some(0)
    }

    fn xml_personal_data(bytes, out) {
        match wire::<PersonalData<'_>>(bytes, (), out)? {
            PersonalData::Data(data) => {
                black_box(data.media().is_ok());
                let others = data.others.iter().map(|other| other.element().as_bytes().len());
                others.max()
            }
            _ => Some(0),
        }
    }

    fn xml_data(bytes, out) {
        let element = black_box(Element::parse(bytes).ok()?);
        let data: Data<'_> = black_box(Data::of(&element).ok()?);
        let endpoints: [Endpoint<'_>; 1] = black_box([data.endpoints.iter().next()?]);
        let places: [PrivateEndpoint<'_>; 1] = black_box([data.private_endpoints.iter().next()?]);
        let others = black_box([data.others.iter().next()?]);
        let made = Data {
            endpoints: Children::new(&endpoints),
            private_endpoints: Children::new(&places),
            others: Children::new(&others),
            ..data
        };
        let made = asked(PersonalData::Data(made), out)?;
        made.check(()).is_ok().then_some(0)
    }

    fn xml_media(bytes, out) {
        black_box(CurrentMedia::of(text(bytes)?).is_ok());
        let media = wire::<CurrentMedia<'_>>(bytes, (), out)?;
        black_box(media.text().max());
        media.arguments.iter().map(|argument| argument.as_bytes().len()).max()
    }

    fn xml_media_made(bytes, out) {
        let arguments = black_box([text(bytes)?]);
        let read = black_box(CurrentMedia::parse(bytes).ok()?);
        let made = asked(CurrentMedia { arguments: MediaArguments::new(&arguments), ..read }, out)?;
        black_box((made.check(()).is_ok(), made == read));
        made.text().map(usize::from).max()
    }

    fn xml_mail(bytes, out) {
        let mail = wire::<MailData<'_>>(bytes, (), out)?;
        let messages: [MailSummary<'_>; 1] = black_box([mail.messages.iter().next()?]);
        let made = asked(MailData { messages: Children::new(&messages), ..mail }, out)?;
        black_box((made.check(()).is_ok(), MailData::too_large()));
        Some(0)
    }

    fn xml_notification(bytes, out) {
        wire::<Notification<'_>>(bytes, (), out).map(|_| 0)
    }

    fn xml_page(bytes, out) {
        let page = wire::<Page<'_>>(bytes, (), out)?;
        let phones: [Phone<'_>; 1] = black_box([page.phones.iter().next()?]);
        let made = asked(Page { phones: Children::new(&phones), ..page }, out)?;
        black_box((made.check(()).is_ok(), Page::new(text(bytes)?)));
        Some(0)
    }

    fn xml_policies(bytes, out) {
        let policies = wire::<Policies<'_>>(bytes, (), out)?;
        let list = black_box([policies.policies.iter().next()?]);
        let made = asked(Policies { policies: Children::new(&list), ..policies }, out)?;
        black_box((made.check(()).is_ok(), Mime::parse(bytes).is_ok()));
        Some(0)
    }
}
