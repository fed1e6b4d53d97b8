//! The leaves that read eight digits at once, against the standard library; and the seeds of all fuzz targets.

use imwire::scan::{decimal_u32, decimal_u64, hex_u32, hex_u64, put_decimal, put_hex};
use imwire_testkit::targets::TARGETS;
use std::fs;

#[test]
fn the_target_is_big_endian() {
    assert!(cfg!(target_endian = "big"));
}

/// Numbers of every length, with every byte after them.
#[test]
fn numbers() {
    let mut value = 1_u64;
    for _ in 0..20_000 {
        value = value.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let number = value >> (value & 63);
        for after in [b"".as_slice(), b":", b" ", b"x", b"/", b"0x", b"\xff"] {
            let (decimal, hex) = (number.to_string(), format!("{number:x}"));
            let [mut text, mut upper] = [decimal.as_bytes().to_vec(), hex.to_uppercase().into_bytes()];
            let mut digits = hex.as_bytes().to_vec();
            for text in [&mut text, &mut upper, &mut digits] {
                text.extend_from_slice(after);
            }
            // A digit after the number is one of it.
            if after.first() != Some(&b'0') {
                assert_eq!(decimal_u64(&text).ok(), Some((after, number)), "{decimal}");
                assert_eq!(hex_u64(&digits).ok(), Some((after, number)), "{hex}");
                assert_eq!(hex_u64(&upper).ok(), Some((after, number)), "{hex}");
                let narrow = u32::try_from(number).ok().map(|number| (after, number));
                assert_eq!(decimal_u32(&text).ok(), narrow, "{decimal}");
                assert_eq!(hex_u32(&digits).ok(), narrow, "{hex}");
            }
        }
        let (mut decimal, mut hex) = (Vec::new(), Vec::new());
        let (Ok(()), Ok(())) = (put_decimal(&mut decimal, number), put_hex(&mut hex, number));
        assert_eq!((decimal, hex), (number.to_string().into_bytes(), format!("{number:x}").into_bytes()));
    }
}

#[test]
fn seeds() {
    for (name, target) in TARGETS {
        let directory = format!("{}/../../fuzz/corpus/{name}", env!("CARGO_MANIFEST_DIR"));
        let mut count = 0;
        for file in fs::read_dir(&directory).expect(&directory) {
            target(&fs::read(file.unwrap().path()).unwrap());
            count += 1;
        }
        assert!(count > 0, "{name}");
    }
}
