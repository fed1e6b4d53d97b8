//! Keys, encrypted bodies and requests for files: the rows of the vector file field by field.

use super::rows;
use imwire::Wire;
use imwire::ipmsg::{
    Coded, Coding, Encrypted, FileRequest, KeyCapabilities, KeyRequest, Packet, Progress, PublicKey, Trailing,
};
use imwire_testkit::laws::wire;
use imwire_testkit::recorder::written;

/// The rows of that name, `tcp:` for those that came over TCP, by the packet number of their header.
fn sample(name: &str, packet_no: u64) -> Vec<u8> {
    let rows = rows().into_iter().filter(|row| match row.prefix {
        "" => row.name == name,
        prefix => name.strip_prefix(prefix).and_then(|name| name.strip_prefix(':')) == Some(row.name),
    });
    let mut found =
        rows.filter(|row| Packet::parse(&row.bytes).is_ok_and(|p| p.packet_no.value() == packet_no));
    let row = found.next().unwrap_or_else(|| panic!("no row {name} {packet_no}"));
    assert!(found.next().is_none(), "two rows {name} {packet_no}");
    row.bytes
}

fn additional(bytes: &[u8]) -> &[u8] {
    Packet::parse(bytes).unwrap().additional.unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn decoded(coded: Coded<'_>) -> Vec<u8> {
    let mut buffer = vec![0; coded.len()];
    assert_eq!(coded.decode_into(&mut buffer).unwrap().len(), coded.len());
    buffer
}

#[test]
fn key_requests() {
    for (packet_no, bits) in [
        (1_700_000_080, 0x6592_0006),
        (1_700_000_081, 0x6592_0006),
        (1_100_000_080, 0x0002_1003),
        (1_700_000_210, 0x0002_1003),
    ] {
        let row = sample("GETPUBKEY", packet_no);
        let mut room = Vec::new();
        let request = wire::<KeyRequest<'_>>(additional(&row), (), &mut room).unwrap();
        assert_eq!(
            request,
            KeyRequest {
                capabilities: Some(KeyCapabilities::from_bits_retain(bits)),
                ..KeyRequest::default()
            }
        );
        assert_eq!(written(&request), additional(&row));
    }
}

#[test]
fn public_keys() {
    let old = "8f9e0955ace486ccf681df05f80248f43e9f5288347254c879dcd68e52ac4a23\
        0e05b7b0520c4964ca76de3f51490eb8e547d05b60ab39f46ea0b22da69bcf52\
        83046e095fcdf6aef178b1a14f363b55695f51a1d4677fb55a29de1d92da89fd\
        12538641ca5db0845dd2160c31b52aca7feb1bc30c0061a0e83e548536a7e523";
    // The last: upper case, and a padded capability word.
    for (packet_no, exact) in [(1_100_000_081, true), (1_700_000_211, true), (83, false)] {
        let row = sample("ANSPUBKEY", packet_no);
        let mut room = Vec::new();
        let key = wire::<PublicKey<'_>>(additional(&row), (), &mut room).unwrap();
        assert_eq!((key.capabilities.bits(), key.exponent), (0x0002_1003, 65_537));
        assert_eq!((key.modulus.coding(), decoded(key.modulus)), (Coding::Hex, hex(old)));
        assert_eq!(written(&key) == additional(&row), exact);
        let modulus = hex(old);
        let made = PublicKey {
            capabilities: KeyCapabilities::from_bits_retain(0x0002_1003),
            exponent: 65_537,
            modulus: Coded::new(Coding::Hex, &modulus),
            trailing: Trailing::NONE,
        };
        assert_eq!(made, key);
        assert_eq!(written(&made), format!("21003:10001-{old}\0").as_bytes());
    }
    let row = sample("ANSPUBKEY", 1_700_000_082);
    let mut room = Vec::new();
    let key = wire::<PublicKey<'_>>(additional(&row), (), &mut room).unwrap();
    assert_eq!((key.capabilities.bits(), key.exponent, key.modulus.len()), (0x6592_0006, 65_537, 256));
    let modulus = decoded(key.modulus);
    assert_eq!((&modulus[..4], &modulus[252..]), (&hex("47e0ed45")[..], &hex("7d9a2280")[..]));
    assert_eq!(written(&key), additional(&row));

    let row = sample("ANSPUBKEY", 6);
    let error = PublicKey::parse(additional(&row)).unwrap_err();
    assert_eq!(error.to_string(), "exponent: missing at byte 5");
}

/// Capability word; lengths; the first two bytes of the session key and the last two of the cipher.
#[track_caller]
fn encrypted(row: &[u8], bits: u32, lens: (usize, usize, Option<usize>), ends: (&str, &str), files: &[u8]) {
    let mut room = Vec::new();
    let found = wire::<Encrypted<'_>>(additional(row), (), &mut room).unwrap();
    assert_eq!(found.capabilities.bits(), bits);
    let signature = found.signature.map(|signature| signature.len());
    assert_eq!((found.session_key.len(), found.cipher.len(), signature), lens);
    let (session_key, cipher) = (decoded(found.session_key), decoded(found.cipher));
    assert_eq!((&session_key[..2], &cipher[cipher.len() - 2..]), (&hex(ends.0)[..], &hex(ends.1)[..]));
    assert_eq!((found.files.as_bytes(), found.trailing), (Some(files), &b""[..]));
    let expected: &[&[u8]] = if files.is_empty() { &[] } else { &[b"a.txt"] };
    let names = found.files.iter().map(|file| file.unwrap().name.raw());
    assert!(names.eq(expected.iter().copied()));
    // Blanks and the padding are all that is not kept.
    let kept: Vec<u8> = additional(row).iter().copied().filter(|&byte| byte != b' ').collect();
    assert_eq!(written(&found), kept);
}

#[test]
fn encrypted_bodies() {
    let row = sample("SENDMSG", 1_100_000_084);
    encrypted(&row, 0x0002_0002, (128, 24, None), ("fc17", "5ee6"), b"");
    let row = sample("SENDMSG", 1_700_000_085);
    encrypted(&row, 0x2190_0004, (256, 48, Some(256)), ("4f14", "8b07"), b"");
    let row = sample("SENDMSG", 1_700_000_086);
    encrypted(&row, 0x0090_0004, (256, 80, None), ("5b8a", "ff7b"), b"");
    let row = sample("SENDMSG", 1_100_000_087);
    encrypted(&row, 0x0002_0002, (128, 16, None), ("1ea6", "e638"), b"0:a.txt:5:41800000:1:\x07");
    let row = sample("SENDMSG", 1_700_000_209); // spaces after the cipher
    encrypted(&row, 0x0002_0002, (128, 8, None), ("2365", "e1a5"), b"");
    let row = sample("tcp:GETDIRFILES", 1_700_000_097);
    encrypted(&row, 0x2190_0004, (256, 96, Some(256)), ("efa4", "1c37"), b"");
}

#[track_caller]
fn request(row: &[u8], packet_no: u64, file_id: (u64, Option<u64>), offset: Option<u64>, exact: bool) {
    let packet = Packet::parse(row).unwrap();
    let mut room = Vec::new();
    let found = wire::<FileRequest<'_>>(additional(row), packet.word(), &mut room).unwrap();
    assert_eq!((found.packet_no, found.offset, found.cipher), (packet_no, offset, None));
    assert_eq!((found.file_id.hex(), found.file_id.decimal()), file_id);
    assert_eq!(written(&found) == additional(row), exact);
}

#[test]
fn requests() {
    let get = |packet_no| sample("tcp:GETFILEDATA", packet_no);
    let dir = |packet_no| sample("tcp:GETDIRFILES", packet_no);
    request(&get(1_700_000_090), 1_700_000_030, (0, Some(0)), Some(0), true);
    request(&get(1_700_000_091), 1_700_000_030, (10, None), Some(128_000), true);
    request(&dir(1_700_000_092), 1_700_000_030, (1, Some(1)), None, true);
    request(&get(93), 1_700_000_030, (0, Some(0)), Some(0), false);
    request(&dir(94), 1_700_000_030, (1, Some(1)), None, false);
    request(&get(95), 1_700_000_030, (0, Some(0)), Some(4_886_718_345), true);
    request(&get(1_700_000_224), 1_700_000_030, (1, Some(1)), Some(0), false);
    // The list of iptux said 10000 and 10004, and feiq-cli says it again.
    request(&get(23), 22, (10_000, Some(2_710)), Some(0), false);
    request(&dir(24), 24, (10_004, Some(2_714)), Some(0), false);
    request(&get(1_795_220_065), 8, (65_536, Some(10_000)), Some(0), false);

    let row = get(6);
    let packet = Packet::parse(&row).unwrap();
    let error = FileRequest::parse_with(additional(&row), packet.word()).unwrap_err();
    assert_eq!(error.to_string(), "packet number: empty at byte 0");
}

/// Law 5: every good row that came over TCP, byte by byte.
#[test]
fn progress_of_each_row() {
    let of = |bytes: &[u8]| Progress::of(bytes, Progress::LIMIT);
    let mut count = 0;
    for row in rows().into_iter().filter(|row| row.prefix == "tcp") {
        let nul = row.bytes.iter().position(|&byte| byte == 0);
        // FeiQ and 内网通 end a request so.
        let is_ended = nul.is_some() || row.bytes.ends_with(b":");
        let len = nul.unwrap_or(row.bytes.len());
        for end in 0..len {
            let progress = of(&row.bytes[..end]);
            let at_colon = row.bytes[..end].ends_with(b":") && progress == Ok(Progress::Complete(end));
            assert!(
                at_colon || matches!(progress, Ok(Progress::More | Progress::AtPause)),
                "{progress:?}, row {}, byte {end}",
                row.row
            );
        }
        let nuls = row.bytes[len..].iter().take_while(|&&byte| byte == 0).count();
        let whole = if is_ended { Progress::Complete(len + nuls) } else { Progress::AtPause };
        assert_eq!(of(&row.bytes), Ok(whole), "row {}", row.row);
        count += 1;
    }
    assert_eq!(count, 17);
}
