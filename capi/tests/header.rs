//! `include/imwire.h` is made of the sources.
//!
//! To write it again: `cargo test -p imwire-capi --test header write -- --ignored`.

use std::fmt::Write as _;

const SOURCES: [&str; 5] = [
    include_str!("../src/lib.rs"),
    include_str!("../src/text.rs"),
    include_str!("../src/table.rs"),
    include_str!("../src/visit.rs"),
    include_str!("../src/session.rs"),
];
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/include/imwire.h");

const TOP: &str = "\
/* The C interface of imwire: packets of IPMsg and frames of MSNP as fields with name, value and place.
 *
 * Made of the Rust sources; do not edit it.
 *
 * Nothing allocates and nothing is kept between two calls, except in the imwire_session that you own. Functions may be
 * called from any thread; a session from one at a time.
 *
 * Pointers: what is read (data, with len bytes) may be null if len is 0. What is written (frame, fields with room, count,
 * error, info ...) may be null if you do not want it, arrays also if their room is 0. Everything else has to be good for
 * what the function says. Records and rows are those that this library gave; they are good for ever, as are all
 * names.
 *
 * All functions that return int32_t return IMWIRE_OK or one of the codes after it.
 */
#ifndef IMWIRE_H
#define IMWIRE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern \"C\" {
#endif
";

const BOTTOM: &str = "
#ifdef __cplusplus
}
#endif

#endif
";

/// A Rust type and a name as C declares it.
fn declared(ty: &str, name: &str) -> String {
    let (base, pointer) = match ty
        .strip_prefix("*const ")
        .map(|ty| (ty, "const "))
        .or(ty.strip_prefix("*mut ").map(|ty| (ty, "")))
    {
        Some((ty, constant)) => (ty, Some(constant)),
        None => (ty, None),
    };
    let c = match base {
        "u8" => "uint8_t",
        "u16" => "uint16_t",
        "u32" => "uint32_t",
        "u64" => "uint64_t",
        "i32" => "int32_t",
        "usize" => "size_t",
        "c_void" => "void",
        "c_char" => "char",
        "[MaybeUninit<u64>; IMWIRE_SESSION_WORDS]" => {
            return format!("uint64_t {name}[IMWIRE_SESSION_WORDS]");
        }
        other => {
            other.strip_prefix("imwire_").map(|_| other).unwrap_or_else(|| panic!("no C type for {other}"))
        }
    };
    match pointer {
        Some(constant) => format!("{constant}{c} *{name}"),
        None => format!("{c} {name}"),
    }
}

fn comment(doc: &[&str], indent: &str) -> String {
    let text: Vec<&str> = doc.iter().copied().take_while(|line| !line.starts_with("# ")).collect();
    let text = text.join(" ");
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().unwrap();
        if line.len() + word.len() > 100 {
            lines.push(word.to_owned());
        } else {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    format!("{indent}/* {} */\n", lines.join(&format!("\n{indent} * ")))
}

/// `name: type` for each, up to the end.
fn pairs(list: &str) -> Vec<String> {
    let pairs =
        list.split(",\n").flat_map(|line| line.split(", ").map(str::trim)).filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once(": ").unwrap()).map(|(name, ty)| declared(ty, name)).collect()
}

fn function(signature: &str) -> String {
    let (name, rest) = signature.split_once('(').unwrap();
    let (parameters, result) = rest.rsplit_once(')').unwrap();
    let parameters = pairs(parameters.trim().trim_end_matches(','));
    let result = result.trim().trim_start_matches("-> ").trim_end_matches('{').trim();
    let parameters = if parameters.is_empty() { "void".to_owned() } else { parameters.join(", ") };
    let declared = declared(result, name);
    let line = format!("{declared}({parameters});\n");
    if line.len() <= 110 {
        line
    } else {
        format!("{declared}(\n    {});\n", parameters.replace(", ", ",\n    "))
    }
}

fn header() -> String {
    let [mut constants, mut types, mut functions] = [const { String::new() }; 3];
    for source in SOURCES {
        let mut doc: Vec<&str> = Vec::new();
        let mut lines = source.lines();
        while let Some(line) = lines.next() {
            if let Some(text) = line.strip_prefix("///") {
                doc.push(text.trim());
            } else if line.starts_with("#[") {
                // Between documentation and item.
            } else if let Some(constant) = line.strip_prefix("pub const ") {
                let (name, value) = constant.split_once(": ").unwrap();
                let value = value.split_once("= ").unwrap().1.trim_end_matches(';');
                let value = if value == "usize::MAX" { "SIZE_MAX" } else { value };
                constants += &comment(&doc, "");
                writeln!(constants, "#define {name} {value}").unwrap();
            } else if let Some(name) = line.strip_prefix("pub struct ") {
                types +=
                    &format!("\n{}typedef struct {} {{\n", comment(&doc, ""), name.trim_end_matches(" {"));
                let mut doc = Vec::new();
                for line in lines.by_ref().map(str::trim).take_while(|line| *line != "}") {
                    match line.strip_prefix("///") {
                        Some(text) => doc.push(text.trim()),
                        None => {
                            let (name, ty) = line
                                .trim_start_matches("pub ")
                                .trim_end_matches(',')
                                .split_once(": ")
                                .unwrap();
                            writeln!(types, "{}    {};", comment(&doc, "    "), declared(ty, name)).unwrap();
                            doc.clear();
                        }
                    }
                }
                writeln!(types, "}} {};", name.trim_end_matches(" {")).unwrap();
            } else if line.starts_with("pub type imwire_visitor") {
                types += &format!(
                    "\n{}typedef int32_t (*imwire_visitor)(void *context, const imwire_field *field);\n",
                    comment(&doc, "")
                );
            } else if let Some((_, start)) =
                line.split_once("extern \"C\" fn ").filter(|_| line.starts_with("pub "))
            {
                let mut signature = start.to_owned();
                while !signature.ends_with('{') {
                    signature += "\n";
                    signature += lines.next().unwrap();
                }
                functions += &format!("\n{}{}", comment(&doc, ""), function(&signature));
            } else {
                doc.clear();
                continue;
            }
            if !line.starts_with("///") && !line.starts_with("#[") {
                doc.clear();
            }
        }
    }
    format!("{TOP}\n{constants}{types}{functions}{BOTTOM}")
}

#[test]
fn is_that_of_the_sources() {
    let expected = header();
    let sources = SOURCES.concat();
    // The header has a mark of its own.
    assert_eq!(
        expected.matches("\n#define IMWIRE_").count(),
        sources.matches("\npub const IMWIRE_").count() + 1
    );
    assert_eq!(expected.matches("\n} imwire_").count(), sources.matches("#[repr(C)]\n#[derive").count());
    let functions = sources.matches("#[unsafe(no_mangle)]").count();
    assert_eq!(expected.matches(");\n").count(), functions + 1, "the visitor is a type");
    let found = std::fs::read_to_string(PATH).unwrap();
    assert!(found == expected, "cargo test -p imwire-capi --test header write -- --ignored");
}

#[test]
#[ignore = "writes the header"]
fn write() {
    std::fs::write(PATH, header()).unwrap();
}
