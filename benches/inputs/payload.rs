//! What is in the payloads of MSNP commands: MIME messages, and XML of personal messages.

use super::Random;
use super::msnp::{Contact, base64};

/// Personal message and music as XML; for some nothing.
pub(crate) fn personal(random: &mut Random) -> Vec<u8> {
    if random.percent(25) {
        return Vec::new();
    }
    let len = random.within(5..=60);
    let text = random.text(len);
    let media = match random.below(4) {
        0 => format!(
            "\\0Music\\01\\0{{0}} - {{1}}\\0{text}\\0{}\\0\\0",
            random.pick(&["Air", "Blue%20Room", "Kraftwerk"])
        ),
        _ => String::new(),
    };
    format!("<Data><PSM>{text}</PSM><CurrentMedia>{media}</CurrentMedia></Data>").into_bytes()
}

pub(crate) fn profile(random: &mut Random, own: &Contact) -> Vec<u8> {
    let headers = format!(
        "LoginTime: {}\r\nEmailEnabled: 1\r\nMemberIdHigh: {}\r\nMemberIdLow: {}\r\n\
         lang_preference: 1033\r\npreferredEmail: {}\r\ncountry: JP\r\nPostalCode: \r\n\
         Gender: \r\nKid: 0\r\nAge: \r\nBDayPre: 0\r\nBirthday: \r\nWallet: \r\nFlags: 1027\r\n\
         sid: 507\r\nkv: 7\r\nMSPAuth: {}\r\nClientIP: 192.0.2.{}\r\nClientPort: {}\r\n\
         ABCHMigrated: 1\r\n\r\n",
        1_112_000_000 + random.below(9_000_000),
        random.below(1_000_000),
        random.next() as i32,
        own.passport,
        base64(random, 110),
        random.below(255),
        random.below(65_536),
    );
    mime("text/x-msmsgsprofile; charset=UTF-8\r\n", &headers)
}

pub(crate) fn mail(random: &mut Random, from: &Contact) -> Vec<u8> {
    let body = format!(
        "\r\nFrom: {}\r\nMessage-URL: /cgi-bin/getmsg?msg=MSG{}.{}&start=1&len=2040&curmbox=ACTIVE\r\n\
         Post-URL: https://loginnet.passport.com/ppsecure/md5auth.srf?lc=1033\r\nSubject: {}\r\n\
         Dest-Folder: ACTIVE\r\nFrom-Addr: {}\r\nid: 2\r\n",
        from.name,
        random.next() >> 30,
        random.below(100),
        random.text(30),
        from.passport,
    );
    mime("text/x-msmsgsemailnotification; charset=UTF-8\r\n", &body)
}

pub(crate) fn client_caps(random: &mut Random) -> Vec<u8> {
    let client = random.pick(&["Purple/2.10.12", "aMSN 0.98.9", "Messenger Plus! Live"]);
    let tail = format!("\r\nClient-Name: {client}\r\nChat-Logging: Y\r\n");
    mime("text/x-clientcaps\r\n", &tail)
}

/// A payload of a chat, and the letter of the acknowledgement it is sent with. Typing notices and
/// nudges of one sender are all alike: without `notices` they are left out.
pub(crate) fn chat(random: &mut Random, from: &Contact, notices: bool) -> (char, Vec<u8>) {
    match random.below(20) {
        0..4 if notices => ('U', typing(from)),
        4 if notices => ('N', mime("text/x-msnmsgr-datacast\r\n", "\r\nID: 1\r\n\r\n")),
        5..8 => ('D', p2p_acknowledgement(random, from)),
        _ => ('A', text(random)),
    }
}

/// "… is writing a message".
pub(crate) fn typing(from: &Contact) -> Vec<u8> {
    let tail = format!("TypingUser: {}\r\n\r\n\r\n", from.passport);
    mime("text/x-msmsgscontrol\r\n", &tail)
}

fn text(random: &mut Random) -> Vec<u8> {
    let len = random.within(2..=120);
    let tail = format!(
        "X-MMS-IM-Format: FN={}; EF={}; CO={:x}; CS={}; PF=22\r\n\r\n{} {:03}",
        random.pick(&["Microsoft%20Sans%20Serif", "Segoe%20UI", "%E5%AE%8B%E4%BD%93"]),
        random.pick(&["", "B", "I"]),
        random.below(0x100_0000),
        random.below(135),
        random.text(len),
        random.below(1000),
    );
    mime("text/plain; charset=UTF-8\r\n", &tail)
}

/// The binary header of a P2P message that says which one arrived, and the four octets after it.
fn p2p_acknowledgement(random: &mut Random, from: &Contact) -> Vec<u8> {
    let head = format!("P2P-Dest: {}\r\n\r\n", from.passport);
    let mut body = mime("application/x-msnmsgrp2p\r\n", &head);
    let size = random.within(4..=1202) as u64;
    body.extend_from_slice(&random.next().to_le_bytes());
    body.extend_from_slice(&[0; 8]);
    body.extend_from_slice(&size.to_le_bytes());
    body.extend_from_slice(&[0, 0, 0, 0, 2, 0, 0, 0]);
    body.extend_from_slice(&random.next().to_le_bytes());
    body.extend_from_slice(&size.to_le_bytes());
    body.extend_from_slice(&[0; 4]);
    body
}

fn mime(content_type: &str, tail: &str) -> Vec<u8> {
    format!("MIME-Version: 1.0\r\nContent-Type: {content_type}{tail}").into_bytes()
}
