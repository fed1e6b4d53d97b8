#!/usr/bin/env python3
"""Independent expectation for `dissect --vectors ipmsg|msnp --json FILE`, and for the fields of MSNP commands.

Written from the two protocol fact sheets, the issue text and the description of the JSON alone, without a look at the
Rust code: it is what the Rust code is compared with.

    python3 expect.py           writes the files ending in `.jsonl` beside this file
    python3 expect.py --check   exits with 1 if the files that lie there differ

Each line of `ipmsg.jsonl`, `msnp.jsonl` and `msnp-derived.jsonl` is the JSON object of one data row. Two things differ
from what `dissect` writes:

* MSNP messages are without the keys `typed`, `typed_error`.
* The documents fix where a refusal points to, not what it calls the part and the kind of fault, except for the six
  fields of a packet. So in place of `"body_error":"PART: KIND at byte N"` stands `"body_error_at":N`, and in rows of
  refused streams and dictionaries `"error_at":N` in place of `"error"`: only N is to be compared, besides that there
  is a refusal. N is the first byte of the wrong part, or the place where a missing part should stand.

`refused.txt` is written by hand; both ways of running compare it with the refusals of packets derived here.

What the parameters of an MSNP command are, whether a payload follows and whether it has a TrID, `msnp-forms.txt` says,
which is written by hand from the documents.
`msnp-fields.jsonl` has that for each row of `msnp.txt`, and `msnp-derived.jsonl` for its own: the record, its fields as
names and values in the order of the line, and the forms that the row is of. Values are text, as it stands on the wire.

A case on which the sources say nothing, or the files contradict each other, raises `Undecided`, and what is printed
names file and line; no row does.
"""

import base64
import binascii
import contextlib
import json
import os
import re
import sys
from typing import NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))


class Undecided(Exception):
    """The fact sheets and the conventions do not say what has to come out."""


class Refused(Exception):
    """`PART: KIND at byte N`."""

    def __init__(self, part, kind, offset):
        super().__init__("%s: %s at byte %d" % (part, kind, offset))
        self.offset = offset


# --- both formats ---------------------------------------------------------------------------------------------------

@contextlib.contextmanager
def at(place):
    """What goes wrong inside is told with the file and the line."""
    try:
        yield
    except Undecided as error:
        raise Undecided("%s: %s" % (place, error)) from error
    except Exception as error:
        raise Undecided("%s: %s: %s" % (place, type(error).__name__, error)) from error


def rows(name, least, most):
    """The data rows, as pairs: the place, which is `FILE:LINE`, and the list of columns."""
    with open(os.path.join(HERE, name), "rb") as f:
        text = f.read().decode("ascii")
    if "\r" in text:
        raise Undecided("%s: CR in the file" % name)
    out = []
    for number, line in enumerate(text.split("\n"), 1):
        if line == "" or line.startswith("#"):
            continue
        place = "tests/vectors/%s:%d" % (name, number)
        columns = line.split("\t")
        if not least <= len(columns) <= most:
            raise Undecided("%s: %d columns, separated by one TAB each, are wanted and not %d: %r"
                            % (place, least, len(columns), line))
        out.append((place, columns))
    return out


def unescape(text, single):
    """The bytes of an escaped column. `single`: the one-letter escapes, letter to bytes."""
    out = bytearray()
    i = 0
    while i < len(text):
        c = text[i]
        if c != "\\":
            if not " " <= c <= "~":
                raise Undecided("raw %r in a bytes column" % c)
            out.append(ord(c))
            i += 1
            continue
        e = text[i + 1:i + 2]
        if e in single:
            out += single[e]
            i += 2
        elif e == "x" and re.fullmatch("[0-9a-f]{2}", text[i + 2:i + 4]):
            out.append(int(text[i + 2:i + 4], 16))
            i += 4
        else:
            raise Undecided("escape %r" % text[i:i + 4])
    return bytes(out)


def escape(raw):
    """Bytes as the text that JSON carries: printable ASCII as it is, backslash doubled, the rest \\xNN."""
    out = []
    for b in raw:
        if b == 0x5C:
            out.append("\\\\")
        elif 0x20 <= b <= 0x7E:
            out.append(chr(b))
        else:
            out.append("\\x%02x" % b)
    return "".join(out)


def dump(row):
    return json.dumps(row, separators=(",", ":"), ensure_ascii=True) + "\n"


# --- IPMsg ----------------------------------------------------------------------------------------------------------

IPMSG_ESCAPES = {
    "0": b"\x00", "a": b"\x07", "b": b"\x08", "t": b"\x09", "n": b"\x0a", "f": b"\x0c", "r": b"\x0d",
    "\\": b"\\", "/": b"",
}

# Section 4: the low 8 bits of the command.
MODES = {
    0x00: "NOOPERATION", 0x01: "BR_ENTRY", 0x02: "BR_EXIT", 0x03: "ANSENTRY", 0x04: "BR_ABSENCE",
    0x10: "BR_ISGETLIST", 0x11: "OKGETLIST", 0x12: "GETLIST", 0x13: "ANSLIST", 0x14: "ANSLIST_DICT",
    0x18: "BR_ISGETLIST2",
    0x20: "SENDMSG", 0x21: "RECVMSG",
    0x30: "READMSG", 0x31: "DELMSG", 0x32: "ANSREADMSG",
    0x40: "GETINFO", 0x41: "SENDINFO",
    0x50: "GETABSENCEINFO", 0x51: "SENDABSENCEINFO",
    0x60: "GETFILEDATA", 0x61: "RELEASEFILES", 0x62: "GETDIRFILES", 0x63: "DIRFILES_AUTH", 0x64: "DIRFILES_AUTHRET",
    0x72: "GETPUBKEY", 0x73: "ANSPUBKEY",
    0xA0: "AGENT_REQ", 0xA1: "AGENT_ANSREQ", 0xA2: "AGENT_PACKET", 0xA3: "AGENT_PROXYREQ",
    0xB0: "DIR_POLL", 0xB1: "DIR_POLLAGENT", 0xB2: "DIR_BROADCAST", 0xB3: "DIR_ANSBROAD", 0xB4: "DIR_PACKET",
    0xB5: "DIR_REQUEST", 0xB6: "DIR_AGENTPACKET", 0xB7: "DIR_EVBROAD", 0xB8: "DIR_AGENTREJECT",
    0xFB: "IPTUX_SENDMSG", 0xFC: "IPTUX_SENDSIGN", 0xFD: "IPTUX_SENDSUBLAYER", 0xFE: "IPTUX_SENDICON",
    0xFF: "IPTUX_ASKSHARED",
    0x23: "FEIQ_GROUPMSG", 0x77: "FEIQ_OPEN", 0x78: "FEIQ_OPEN_REPLY", 0x79: "FEIQ_TYPING", 0x7A: "FEIQ_TYPING_END",
    0xC0: "FEIQ_IMAGE", 0xC1: "FEIQ_IMAGE_ACK", 0xC9: "FEIQ_GROUP_PRESENCE", 0xD1: "FEIQ_SHAKE",
    0xD2: "FEIQ_SHAKE_REPLY", 0xD8: "FEIQ_GETDEVICE", 0xD9: "FEIQ_DEVICE",
}

# End of section 4: which letter of table 5.1 a command belongs to. All others: "".
CONTEXTS = {}
for _letter, _modes in {
    "E": (0x00, 0x01, 0x02, 0x03, 0x04, 0xB0),
    "M": (0x20,),
    "R": (0x21, 0x30, 0x31, 0x32, 0x61),
    "F": (0x60, 0x62),
    "K": (0x72, 0x73),
    "L": (0x10, 0x11, 0x12, 0x13, 0x14, 0x18),
}.items():
    for _mode in _modes:
        CONTEXTS[_mode] = _letter

# Table 5.1.
EVERYWHERE = {
    0x00200000: "FILEATTACH", 0x00400000: "ENCRYPT", 0x00800000: "UTF8", 0x01000000: "CAPUTF8",
    0x04000000: "ENCEXTMSG",
}
OPTIONS = {
    "E": {
        0x00000100: "ABSENCE", 0x00000200: "SERVER", 0x00001000: "CAPFILEENC_OBSLT", 0x00010000: "DIALUP",
        0x00040000: "CAPFILEENC", 0x02000000: "CAPIPDICT", 0x08000000: "CLIPBOARD", 0x10000000: "DIR_MASTER",
    },
    "M": {
        0x00000100: "SENDCHECK", 0x00000200: "SECRET", 0x00000400: "BROADCAST", 0x00000800: "MULTICAST",
        0x00001000: "NOPOPUP", 0x00002000: "AUTORET", 0x00004000: "RETRY", 0x00008000: "PASSWORD",
        0x00020000: "NOLOG", 0x00040000: "NEWMULTI", 0x00080000: "NOADDLIST", 0x00100000: "READCHECK",
    },
    "R": {0x00002000: "AUTORET", 0x00100000: "READCHECK"},
    "F": {0x00000400: "ENCFILE_OBSLT", 0x00000800: "ENCFILE"},
    "K": {0x00002000: "AUTORET"},
    "L": {0x00004000: "RETRY"},
    "": {},
}


def options(mode, bits):
    """The names of the option bits in the context of the command."""
    return flags({**EVERYWHERE, **OPTIONS[CONTEXTS.get(mode, "")]}, bits)


def flags(names, bits):
    """Names in bit order, and the unnamed bits together as one hex string."""
    out = []
    unnamed = 0
    for shift in range(32):
        bit = 1 << shift
        if not bits & bit:
            continue
        if bit in names:
            out.append(names[bit])
        else:
            unnamed |= bit
    if unnamed:
        out.append("0x%x" % unnamed)
    return out


def number(part, field, start, bits):
    """`ws 1*DIGIT ws`; the offset of every complaint is the start of the field."""
    if field == b"":
        raise Undecided("an empty number: `empty` or `not a decimal number`?")
    match = re.fullmatch(rb"[ \t]*([0-9]+)[ \t]*", field)
    if not match:
        raise Refused(part, "not a decimal number", start)
    value = int(match.group(1))
    if value >> bits:
        raise Refused(part, "over %d bits" % bits, start)
    return value


# --- IPMsg: pieces of bytes that know where they stand --------------------------------------------------------------

class Part(NamedTuple):
    value: bytes
    at: int

    @property
    def end(self):
        return self.at + len(self.value)

    def sub(self, begin, end=None):
        return Part(self.value[begin:end], self.at + begin)

    def split(self, separator):
        out, at = [], self.at
        for piece in self.value.split(separator):
            out.append(Part(piece, at))
            at += len(piece) + len(separator)
        return out

    def cut(self, separator):
        """What stands before the first separator, and what behind it: None if there is none."""
        index = self.value.find(separator)
        if index < 0:
            return self, None
        return self.sub(0, index), self.sub(index + len(separator))


NUL, LF, BEL, BS = b"\0", b"\n", b"\a", b"\b"


def only_nuls(rest):
    """Nothing, or nothing but terminators."""
    return rest is None or rest.value.strip(NUL) == b""


def to_nul(section):
    """The part before the first NUL of a section that says nothing about what may follow it."""
    part, rest = section.cut(NUL)
    if not only_nuls(rest):
        raise Undecided("something behind the first NUL: %r" % rest.value)
    return part


def trailing(body, rest):
    """A number ends at its last digit, and the first NUL ends a body: what follows is kept, without NULs at its end."""
    kept = b"" if rest is None else rest.rstrip(NUL)
    return {**body, "trailing": escape(kept)} if kept else body


def hexadecimal(name, part, bits):
    if not re.fullmatch(rb"[0-9A-Fa-f]+", part.value):
        raise Refused(name, "not a hex number", part.at)
    value = int(part.value, 16)
    if value >> bits:
        raise Refused(name, "over %d bits" % bits, part.at)
    return value


def without_last_empty(fields):
    """The optional separator behind the last field."""
    return fields[:-1] if len(fields) > 1 and fields[-1].value == b"" else fields


# --- IPMsg: entries (6.1) -------------------------------------------------------------------------------------------

def entry(section, version):
    nick, rest = section.cut(NUL)
    group = block = more = None
    if rest is not None:
        if rest.value.startswith(LF):
            block, more = rest.cut(NUL)
        else:
            group, more = rest.cut(NUL)
            if more is not None and more.value.startswith(LF):
                block, more = more.cut(NUL)

    body = {"type": "entry", "nick": escape(nick.value)}
    if group is not None and group.value != b"":
        body["group"] = escape(group.value)
    if block is not None:
        lines = block_lines(block)
        if lines:
            body["block"] = [{**({} if key is None else {"key": escape(key)}), "value": escape(value)}
                             for key, value in lines]
        version_lines = [value for key, value in lines if key == b"VS"]
        if len(version_lines) > 1:
            raise Undecided("two VS lines")
        if version_lines:
            body["version"] = client_version(version_lines[0])
    if only_nuls(more):
        return body
    # iptux: `icon-file NUL charset NUL`.
    icon = re.fullmatch(rb"([^\0]+)\0([^\0]+)\0", more.value)
    if (icon is not None and block is None) != version.startswith((b"1_iptux", b"iptux")):
        raise Undecided("a third part as of iptux from another client, or the other way round: %r" % more.value)
    if icon is not None:
        body["iptux"] = {"icon": escape(icon.group(1)), "charset": escape(icon.group(2))}
    else:
        body["more"] = escape(more.value)
    return body


def block_lines(block):
    """(key or None, value) of the lines that are not empty."""
    out = []
    for line in block.value.split(LF):
        if line == b"":
            continue
        key, colon, value = line.partition(b":")
        out.append((key, value) if colon else (None, line))
    return out


def client_version(value):
    match = re.fullmatch(rb"([0-9A-Fa-f]{8}):([0-9]+):([0-9]+):([0-9]+)", value)
    if not match:
        raise Undecided("VS line %r" % value)
    kind, major, minor, revision = match.groups()
    return {"type": kind.decode("ascii"), "major": int(major), "minor": int(minor), "revision": int(revision)}


# --- IPMsg: messages (6.2) ------------------------------------------------------------------------------------------

FILEATTACH, ENCRYPT, ENCEXTMSG = 0x00200000, 0x00400000, 0x04000000


def message(section, bits):
    text, rest = section.cut(NUL)
    body = {"type": "message", "text": escape(text.value)}
    font = font_tail(text.value)
    if font is not None:
        body["font"] = font
    if rest is None:
        return body
    files, rest = rest.cut(NUL)
    if bits & FILEATTACH:
        found = file_list(files)
        if found:
            body["files"] = found
    elif files.value != b"":
        raise Undecided("an extension without FILEATTACH: %r" % files.value)
    if only_nuls(rest):
        return body
    if not bits & ENCEXTMSG or not rest.value.startswith(b"TO:"):
        raise Undecided("a third part that is no list of recipients: %r" % rest.value)
    body["recipients"] = recipients(to_nul(rest))
    return body


def recipients(part):
    out, part = [], without_line_end(part)
    for one in without_last_empty(part.sub(3).split(BEL)):
        user, host = one.cut(b":")
        if host is None or b":" in host.value:
            raise Undecided("recipient %r" % one.value)
        out.append({"user": escape(user.value), "host": escape(host.value)})
    return out


def font_tail(text):
    """8.2: `{/font;` thirteen numbers of a LOGFONT, face, colour `;}` at the end of a text of FeiQ."""
    if not text.endswith(b";}") or b"{/font;" not in text:
        return None
    words = text[text.rindex(b"{/font;") + len(b"{/font;"):-len(b";}")].split(b" ")
    numbers, face, colour = words[:13], words[13:-1], words[-1]
    if not face or not all(re.fullmatch(rb"-?[0-9]+", word) for word in numbers + [colour]):
        raise Undecided("font %r" % words)
    return {"face": escape(b" ".join(face)), "numbers": [int(word) for word in numbers], "colour": int(colour)}


# Table 5.2, with the names of `ipmsg.h` of 4.99. 0x10, 0x40 and 0x400 have names of others.
CAPABILITIES = {
    0x00000001: "RSA_512OBSOLETE", 0x00000002: "RSA_1024", 0x00000004: "RSA_2048", 0x00000008: "RSA_4096",
    0x00001000: "RC2_40OBSOLETE", 0x00004000: "RC2_128OBSOLETE", 0x00008000: "RC2_256OBSOLETE",
    0x00020000: "BLOWFISH_128", 0x00040000: "BLOWFISH_256OBSOL", 0x00080000: "AES_128OBSOLETE",
    0x00100000: "AES_256", 0x00400000: "IPDICT_CTR", 0x00800000: "PACKETNO_IV", 0x01000000: "ENCODE_BASE64",
    0x02000000: "UNAMEEXT_OBSLT", 0x04000000: "NOENC_FILEBODY",
    0x10000000: "SIGN_MD5OBSOLETE", 0x20000000: "SIGN_SHA1", 0x40000000: "SIGN_SHA256",
}
ENCODE_BASE64, SIGN = 0x01000000, 0x70000000


def capabilities(word):
    names = flags(CAPABILITIES, word)
    if any(name.startswith("0x") for name in names):
        raise Undecided("capability bits without a name of their own: %r" % names)
    return {**({"capabilities": names} if names else {}), "capabilities_value": word}


def encrypted(section, bits):
    enc, rest = section.cut(NUL)
    enc = enc.sub(0, len(re.sub(rb"\r?\n\Z", b"", enc.value)))    # a shell leaves one
    fields = enc.split(b":")
    if len(fields) > 4:
        raise Undecided("%d parts in an encrypted body" % len(fields))
    if len(fields) < 3:
        raise Refused("encrypted body", "part missing", enc.end)
    word = hexadecimal("capabilities", fields[0], 32)
    body = {"type": "encrypted", **capabilities(word)}
    for name, field in zip(("session_key", "cipher", "signature"), fields[1:]):
        body[name] = encoded(name, field, word & ENCODE_BASE64).hex()
    if word & SIGN and "signature" not in body:
        raise Undecided("no signature, though announced")
    if bits & FILEATTACH and not bits & ENCEXTMSG and rest is not None:
        files, rest = rest.cut(NUL)
        found = file_list(files)
        if found:
            body["files"] = found
    if not only_nuls(rest):
        raise Undecided("something behind an encrypted body: %r" % rest.value)
    return body


def encoded(name, field, is_base64):
    """Bytes spelled in hex, perhaps with blanks behind, or in base64."""
    if is_base64:
        try:
            out = base64.b64decode(field.value, validate=True)
        except binascii.Error:
            raise Refused(name, "not base64", field.at)
    else:
        digits = field.value.rstrip(b" ")
        if not re.fullmatch(rb"([0-9A-Fa-f]{2})*", digits):
            raise Refused(name, "not hex", field.at)
        out = bytes.fromhex(digits.decode("ascii"))
    if out == b"":
        raise Refused(name, "empty", field.at)
    return out


# --- IPMsg: files and requests (5.3, 6.3) ---------------------------------------------------------------------------

KINDS = {
    0x01: "REGULAR", 0x02: "DIR", 0x03: "RETPARENT", 0x04: "SYMLINK", 0x05: "CDEV", 0x06: "BDEV", 0x07: "FIFO",
    0x10: "RESFORK", 0x20: "CLIPBOARD",
}
ATTRIBUTES = {0x0100: "RONLY", 0x1000: "HIDDEN", 0x2000: "EXHIDDEN", 0x4000: "ARCHIVE", 0x8000: "SYSTEM"}
EXTENDED = {
    0x01: "UID", 0x02: "USERNAME", 0x03: "GID", 0x04: "GROUPNAME", 0x08: "CLIPBOARDPOS", 0x10: "PERM",
    0x11: "MAJORNO", 0x12: "MINORNO", 0x13: "CTIME", 0x14: "MTIME", 0x15: "ATIME", 0x16: "CREATETIME",
    0x20: "CREATOR", 0x21: "FILETYPE", 0x22: "FINDERINFO", 0x30: "ACL", 0x40: "ALIASFNAME", 0x41: "UNICODEFNAME",
}


def without_line_end(part):
    """A list without the line end of a shell behind its last BEL."""
    match = re.search(rb"(?:\A|\x07)(\r?\n)\Z", part.value)
    return part.sub(0, match.start(1)) if match else part


def file_list(part):
    out = []
    for item in without_line_end(part).split(BEL):
        if item.value.startswith(b":"):
            item = item.sub(1)
        if item.value != b"":
            out.append(file_item(item))
    return out


def file_item(item):
    file_id, rest = item.cut(b":")
    if not re.fullmatch(rb"[0-9A-Fa-f]{1,16}", file_id.value):
        raise Refused("file id", "not 1 to 16 hex digits", file_id.at)
    if rest is None:
        raise Refused("file name", "missing", item.end)
    name, rest = escaped_name(rest)
    fields = [] if rest is None else without_last_empty(rest.split(b":"))
    if len(fields) < 2:
        raise Refused("file size" if not fields else "file mtime", "missing", item.end)
    return {
        "id": int(file_id.value, 10 if file_id.value.isdigit() else 16),
        "name": escape(name),
        "size": hexadecimal("file size", fields[0], 64),
        "mtime": hexadecimal("file mtime", fields[1], 64),
        **attribute_word(fields[2:]),
    }


def escaped_name(part):
    """The unescaped name, and what stands behind its colon. Left to right, "::" always wins."""
    match = re.match(rb"(?:::|[^:])*", part.value, re.DOTALL)
    name, end = match.group().replace(b"::", b":"), match.end()
    if name == b"":
        raise Refused("file name", "empty", part.at)
    return name, part.sub(end + 1) if end < len(part.value) else None


def attribute_word(fields):
    """`attr *( ":" ext )`; nothing at all reads as REGULAR."""
    word = hexadecimal("file attributes", fields[0], 32) if fields else 0x01
    kind, bits = word & 0xFF, word & 0xFFFFFF00
    out = {"kind": KINDS[kind]} if kind in KINDS else {}
    out["kind_value"] = kind
    if bits:
        out["attributes"] = flags(ATTRIBUTES, bits)
    out["attributes_value"] = bits
    if fields[1:]:
        out["extended"] = [extended(field) for field in fields[1:]]
    return out


def extended(field):
    key, values = field.cut(b"=")
    if values is None:
        raise Refused("extended attribute", "no =", field.at)
    key = hexadecimal("extended attribute", key, 32)
    return {**({"key": EXTENDED[key]} if key in EXTENDED else {}), "key_value": key,
            "values": [escape(value) for value in values.value.split(b",")]}


def file_request(section, mode):
    end = section.value.find(NUL)
    part = section if end < 0 else section.sub(0, end)
    fields = part.split(b":")
    needed = 3 if MODES[mode] == "GETFILEDATA" else 2
    body, rest = {"type": "file_request"}, None
    for index, (name, field) in enumerate(zip(("packet_no", "file_id", "offset"), fields)):
        if index >= 2 and field.value.rstrip(b"\r\n") == b"" and len(fields) == index + 1:
            break
        digits = re.match(rb"[0-9A-Fa-f]*", field.value).group()
        if index == len(fields) - 1 or index == 2:    # what follows the digits of the last number is no part of it
            field = field.sub(0, len(digits) or None)
        body[name] = hexadecimal(name, field, 64)
        rest = section.value[field.end - section.at:]
    if len(body) - 1 < needed:
        raise Refused("request", "part missing", part.end)
    return body if rest.rstrip(NUL) == b":" else trailing(body, rest)


# --- IPMsg: receipts, lists, keys, the rest (6.4 to 6.7) ------------------------------------------------------------

def receipt(section):
    match = re.match(rb"-?[0-9]+", section.value)
    if not match:
        raise Refused("receipt", "not a decimal number", section.at)
    value = int(match.group())
    if value >> 64 > 0:
        raise Undecided("receipt over 64 bits")
    body = {"type": "receipt", "packet_no": value & 0xFFFFFFFF if value < 0 else value, "text": escape(match.group())}
    return trailing(body, section.value[match.end():])


def host_list(section):
    end = section.value.find(NUL)
    part = section if end < 0 else section.sub(0, end)
    fields = without_line_end(part).split(BEL)

    def padded(name, field, pattern=rb"[0-9]+"):
        match = re.fullmatch(rb"[ ]*(%s)[ ]*" % pattern, field.value)
        if not match:
            raise Refused(name, "not a decimal number", field.at)
        return int(match.group(1))

    following = padded("next", fields[0])
    if len(fields) < 2:
        raise Refused("count", "missing", part.end)
    count = padded("count", fields[1])
    fields = fields[2:]
    if len(fields) % 7 == 1 and fields[-1].value == b"":    # the last BEL
        fields = fields[:-1]
    body = {"type": "host_list", "next": following, "count": count}
    hosts = []
    for begin in range(0, len(fields), 7):
        if len(fields) - begin < 7:
            raise Refused("host", "part missing", part.end)
        user, host, status, address, port, nick, group = fields[begin:begin + 7]
        if BS in (user.value, host.value, address.value):
            raise Undecided("BS for another field than nick and group")
        status = padded("status", status, rb"-?[0-9]+") & 0xFFFFFFFF
        port = padded("port", port)
        if port >> 16:
            raise Undecided("port over 16 bits")
        one = {"user": escape(user.value), "host": escape(host.value)}
        # The low 8 bits are a command, not flags.
        names = flags({**EVERYWHERE, **OPTIONS["E"]}, status & 0xFFFFFF00)
        if names:
            one["status"] = names
        one.update({"status_value": status, "address": escape(address.value), "port_raw": port,
                    "port": port >> 8 | (port & 0xFF) << 8})
        for name, field in (("nick", nick), ("group", group)):
            if field.value not in (b"", BS):
                one[name] = escape(field.value)
        hosts.append(one)
    if hosts:
        body["hosts"] = hosts
    return trailing(body, section.value[len(part.value):])


def key_request(section):
    if section.value[:1] in (b"", NUL, b"\r", b"\n"):
        return trailing({"type": "key_request"}, section.value)
    digits = re.match(rb"[0-9A-Fa-f]*", section.value).group()
    word = capabilities(hexadecimal("capabilities", section.sub(0, len(digits) or None), 32))
    return trailing({"type": "key_request", **word}, section.value[len(digits):])


def public_key(section):
    end = section.value.find(NUL)
    part = section if end < 0 else section.sub(0, end)
    word, key = part.cut(b":")
    value = hexadecimal("capabilities", word, 32)
    if key is None:
        raise Refused("key", "missing", part.end)
    exponent, modulus = key.cut(b"-")
    if modulus is None:
        raise Refused("modulus", "missing", part.end)
    digits = re.match(rb"[0-9A-Fa-f]*", modulus.value).group()
    rest = section.value[modulus.at + len(digits) - section.at:]
    modulus = encoded("modulus", modulus.sub(0, len(digits) or None), False).hex()
    exponent = hexadecimal("exponent", exponent, 64)
    return trailing({"type": "public_key", **capabilities(value), "exponent": exponent, "modulus": modulus}, rest)


# Section 4, iptux: the options of fb are an enumeration.
UNITS = {0x100: "REGULAR", 0x200: "SEGMENT", 0x300: "GROUP", 0x400: "BROADCAST"}


def text_only(section, mode, bits):
    text, more = section.cut(NUL)
    body = {"type": "text", "text": escape(text.value)}
    if not only_nuls(more):
        body["more"] = escape(more.value)
    if MODES[mode] == "IPTUX_SENDMSG":
        if bits not in UNITS:
            raise Undecided("options 0x%x of IPTUX_SENDMSG" % bits)
        body["unit"] = UNITS[bits]
    return body


def icon(section):
    before, png = section.cut(NUL)
    if before.value != b"" or png is None:
        raise Undecided("icon %r" % section.value)
    return {"type": "icon", "png": escape(png.value)}


def ask_shared(section, bits):
    if not bits & 0x40000000:
        return trailing({"type": "ask_shared"}, section.value)
    digits = re.match(rb"[0-9A-Za-z+/=]*", section.value).group()
    try:
        password = base64.b64decode(digits, validate=True)
    except binascii.Error:
        raise Refused("password", "not base64", section.at)
    return trailing({"type": "ask_shared", "password": escape(password)}, section.value[len(digits):])


def image_slice(section):
    header, data = section.cut(b"#\0")
    fields = header.value.split(b"|", 6)
    if data is None or len(fields) != 7:
        raise Undecided("picture slice %r" % header.value)
    at = section.at + len(fields[0]) + 1
    for field in fields[1:6]:
        if not decimal(field):
            raise Refused("picture slice", "not a decimal number", at)
        at += len(field) + 1
    total, offset, slices, number_of_slice, size = map(int, fields[1:6])
    body = {"type": "image_slice", "id": escape(fields[0]), "total": total, "offset": offset, "slices": slices,
            "slice": number_of_slice, "length": size, "flags": escape(fields[6]), "data": escape(data.value[:size])}
    return trailing(body, data.value[size:])


# Bodies that are one field after another, of which nothing is refused here: type, pattern, and what is made of its
# groups. What follows is trailing.
REGULAR = {
    0x12: ("list_start", rb"([0-9]+)|(?=[\0\r\n]|\Z)", {"start": lambda digits: int(digits or 0)}),
    0xC1: ("image_ack", rb"([^|#]+)\|([0-9]+)#?", {"id": escape, "slice": int}),
}


def regular(section, name, pattern, fields):
    match = re.match(pattern, section.value)
    if not match:
        raise Undecided("%s %r" % (name, section.value))
    found = {field: read(group) for (field, read), group in zip(fields.items(), match.groups(), strict=True)}
    return trailing({"type": name, **found}, section.value[match.end():])


def cipher_length(version):
    """The sixth part of a version of FeiQ; 0 if it has none."""
    fields = version.split(b"#")
    return int(fields[5]) if len(fields) > 5 and decimal(fields[5]) else 0


def group_cipher(section, version):
    length = cipher_length(version) or len(section.value)
    if length > len(section.value):
        raise Undecided("the version field has another length than the cipher")
    body = {"type": "group_cipher", "cipher": section.value[:length].hex()}
    return trailing(body, section.value[length:])


def empty(section):
    if only_nuls(section):
        return {"type": "empty"}
    return {"type": "empty", "more": escape(section.value)}


EMPTY = (0x10, 0x11, 0x18, 0x40, 0x50, 0x77, 0x78, 0x79, 0x7A, 0xD1, 0xD2)


def body_of(mode, bits, version, section):
    """The typed view of the additional section, or Refused."""
    if mode in (0x20, 0x60, 0x62) and bits & ENCRYPT:
        return encrypted(section, bits)
    # FeiQ 2013: a request for remote assistance.
    if mode == 0xB0 and version.startswith((b"1_lbt", b"feiq_plus_plus#")):
        return empty(section)
    if CONTEXTS.get(mode) == "E":
        return entry(section, version)
    if mode == 0x20:
        return message(section, bits)
    if CONTEXTS.get(mode) == "R":
        return receipt(section)
    if mode in REGULAR:
        return regular(section, *REGULAR[mode])
    if mode == 0x13:
        return host_list(section)
    if mode in (0x60, 0x62):
        return file_request(section, mode)
    if mode == 0x72:
        return key_request(section)
    if mode == 0x73:
        return public_key(section)
    if mode == 0xC9 and cipher_length(version):
        return group_cipher(section, version)
    if mode in (0x41, 0x51, 0xFB, 0xFC, 0xC9, 0xD8, 0xD9):
        return text_only(section, mode, bits)
    if mode == 0xFE:
        return icon(section)
    if mode == 0xFF:
        return ask_shared(section, bits)
    if mode == 0xC0:
        return image_slice(section)
    if mode == 0x23:
        return group_cipher(section, version)
    if mode in EMPTY:
        return empty(section)
    return {"type": "raw"}


# --- IPMsg: the directory stream (7) --------------------------------------------------------------------------------

def directory_stream(raw):
    """The messages, the refusal or None, and how many bytes are left from the refused record on."""
    messages, depth, at = [], 0, 0
    while at < len(raw):
        if messages and depth == 0:
            raise Undecided("bytes behind the end of the tree")
        try:
            record, taken = stream_record(Part(raw[at:], at), depth)
        except Refused as refusal:
            return messages, refusal, len(raw) - at
        if record.get("kind") == "DIR":
            depth += 1
        elif record.get("kind") == "RETPARENT":
            depth -= 1
        messages.append({"proto": "ipmsg", "record": record, "exact": True})
        at += taken
    if depth:
        return messages, Refused("record", "missing", len(raw)), 0
    if not messages:
        raise Undecided("a stream of no records")
    return messages, None, 0


def stream_record(rest, depth):
    """One record and its length. A stream that ends inside a record is refused at its end."""
    digits, colon = rest.cut(b":")
    if colon is None:
        if re.fullmatch(rb"[0-9A-Fa-f]*", digits.value):
            raise Refused("header size", "end of stream", rest.end)
        raise Refused("header size", "not hex", digits.at)
    header_size = hexadecimal("header size", digits, 64)
    if header_size <= len(digits.value) + 1:
        raise Refused("header size", "too small", digits.at)
    if header_size > len(rest.value):
        # What is wrong is taken to be the size.
        raise Refused("header size", "end of stream", digits.at)
    header = rest.sub(0, header_size)
    if not header.value.endswith(b":"):
        raise Refused("header size", "no colon at the end of the header", digits.at)

    inner = header.sub(len(digits.value) + 1, header_size - 1)
    name, behind = escaped_name(inner)
    fields = [] if behind is None else behind.split(b":")
    if len(fields) < 2:
        raise Refused("header", "part missing", inner.end)
    size = hexadecimal("size", fields[0], 64)
    record = {"header_size": header_size, "name": escape(name), "size": size, **attribute_word(fields[1:])}
    kind = record.get("kind")
    if kind == "RETPARENT":
        if depth == 0:
            raise Refused("RETPARENT", "closes nothing", header.at)
        depth -= 1
    record["depth"] = depth
    if kind in ("DIR", "RETPARENT"):
        return record, header_size
    if header_size + size > len(rest.value):
        raise Refused("contents", "end of stream", rest.end)
    record["contents"] = escape(rest.value[header_size:header_size + size])
    return record, header_size + size


# --- IPMsg: the dictionary form (3) ---------------------------------------------------------------------------------

INT, TEXT, DICT, DICTS = "int", "text", "dict", "list of dict"

# Table 3.3; str and bytes look the same here. All other keys: TEXT. The keys of the files, hosts and networks inside
# the lists have no type there: numbers but FN, IPAD, ADR.
KEY_TYPES = {key: kind for kind, keys in {
    INT: "VER PKT DATE CMD FLG STAT RPN START NUM TOTAL POLL AGNT AGS ACT DRB DRCT UPT ABSMD PUBE EC EF "
         "FI FS MT FA CP PORT MASK",
    DICT: "WAPD",
    DICTS: "TLST FILE HLST NADRS",
}.items() for key in keys.split()}

NEEDED = (b"VER", b"PKT", b"UID", b"HID", b"CMD", b"FLG")


def frame_content(raw):
    """The content of `IP2:` hexlen `:` content `:Z`, which has to span all of `raw` (3.1, 3.2)."""
    assert raw.startswith(b"IP2:")
    size, rest = Part(raw, 0).sub(4).cut(b":")
    count = hexadecimal("length", size, 64)
    if rest is None:
        raise Refused("content", "missing", len(raw))
    if count > len(rest.value):
        raise Refused("content", "shorter than its length", rest.at)
    if not rest.sub(count).value.startswith(b":Z"):
        raise Refused("footer", "missing", rest.at + count)
    if rest.sub(count + 2).value.strip(NUL):
        raise Refused("footer", "bytes behind it", rest.at + count + 2)
    return rest.sub(0, count)


def sized(part):
    """`hexlen ":" value`, and what stands behind the colon after it: None at the end."""
    size, rest = part.cut(b":")
    count = hexadecimal("length", size, 64)
    if rest is None:
        raise Refused("value", "missing", part.end)
    if count > len(rest.value):
        raise Refused("length", "over the end", size.at)
    value, behind = rest.sub(0, count), rest.sub(count)
    if behind.value == b"":
        return value, None
    if not behind.value.startswith(b":"):
        raise Refused("separator", "missing", behind.at)
    return value, behind.sub(1)


def entries(content):
    """(key, value) in wire order. One colon after the last value is accepted."""
    out, rest = [], content
    while rest is not None and rest.value != b"":
        key, behind = rest.cut(b":")
        if key.value == b"":
            raise Refused("key", "empty", key.at)
        if NUL in key.value:
            raise Refused("key", "contains NUL", key.at)
        if behind is None:
            raise Refused("length", "missing", rest.end)
        value, rest = sized(behind)
        out.append((key.value, value))
    return out


def items(part):
    out, rest = [], part if part.value else None
    while rest is not None:
        value, rest = sized(rest)
        out.append(value)
    return out


def integer(raw):
    """Signed 64 bit, or None if it is no number."""
    if not re.fullmatch(rb"-?[0-9a-f]+", raw):
        if re.fullmatch(rb"-?[0-9A-Fa-f]+", raw):
            raise Undecided("upper-case int %r" % raw)
        return None
    value = int(raw, 16)
    if not -2 ** 63 <= value < 2 ** 63:
        raise Undecided("int %r over 64 bits" % raw)
    return value


def dictionary(content):
    """The first occurrence of a key gives the place, the last one the value."""
    out = {}
    for key, value in entries(content):
        if key == b"FLS":
            raise Undecided("FLS has no type in table 3.3")
        out[escape(key)] = typed_value(KEY_TYPES.get(key.decode("latin-1"), TEXT), value)
    return out


def typed_value(kind, part):
    try:
        if kind == DICT:
            return dictionary(part)
        if kind == DICTS:
            return [dictionary(item) for item in items(part)]
    except Refused as refusal:
        raise Undecided("an inner dictionary or list that does not read: %s" % refusal)
    if kind == INT:
        value = integer(part.value)
        if value is not None:
            return value
    return escape(part.value)


def rewritten(content):
    """The frame, written again from what was read."""
    inner = b":".join(b"%s:%x:%s" % (key, len(value.value), value.value) for key, value in entries(content))
    return b"IP2:%x:%s:Z" % (len(inner), inner)


def dictionary_packet(raw):
    content = frame_content(raw)
    values = {key: value.value for key, value in entries(content)}
    shown = dictionary(content)
    out = {"proto": "ipmsg"}
    missing = [key for key in ((b"EI", b"EK") if b"EB" in values else NEEDED) if key not in values]
    if b"EB" not in values and not missing:
        ver, pkt, cmd, flg, stat = (integer(values.get(key, b"0")) for key in (b"VER", b"PKT", b"CMD", b"FLG", b"STAT"))
        if ver != 3 or None in (pkt, cmd, flg, stat) or pkt < 0 or cmd >> 8 or flg >> 32 or flg & 0xFF or stat >> 32:
            raise Undecided("the fields of a packet: %r" % values)
        # STAT is ORed into the options of the entries, all of context E but NOOPERATION.
        if CONTEXTS.get(cmd) == "E" and cmd != 0:
            flg |= stat & 0xFFFFFF00
        out.update({
            "version": "%d" % ver, "packet_no": "%d" % pkt, "user": escape(values[b"UID"]),
            "host": escape(values[b"HID"]), "mode": MODES.get(cmd), "mode_value": cmd,
            "options": options(cmd, flg), "options_value": flg,
        })
    out["dict"] = shown
    # It should stand at the end of the contents.
    if missing:
        out["body_error_at"] = content.end
    if rewritten(content) != raw:
        raise Undecided("a dictionary that is spelled in another way than it is written")
    out["exact"] = True
    return out


# --- IPMsg: packets (2.6) and rows ----------------------------------------------------------------------------------

def packet(raw):
    """The message object of one colon-form packet, or Refused (section 2.6)."""
    if raw.startswith(b"IP2:"):
        raise Refused("version", "starts a dictionary packet", 0)
    fields = raw.split(b":", 5)
    starts = [0]
    for field in fields[:-1]:
        starts.append(starts[-1] + len(field) + 1)

    def field(index, part):
        if index >= len(fields):
            raise Refused(part, "missing", len(raw))
        return fields[index], starts[index]

    def opaque(index, part):
        value, start = field(index, part)
        if b"\0" in value:
            raise Refused(part, "contains NUL", start)
        return value

    version = opaque(0, "version")
    if version == b"":
        raise Refused("version", "empty", 0)
    packet_no, start = field(1, "packet number")
    number("packet number", packet_no, start, 64)
    user = opaque(2, "user")
    host = opaque(3, "host")
    command, start = field(4, "command")
    additional = fields[5] if len(fields) == 6 else None
    # A shell ends a line with a line end.
    bare = re.sub(rb"\r?\n\Z", b"", command.rstrip(b"\0")) if additional is None else command
    word = number("command", bare, start, 32)

    parts = [version, packet_no, user, host, command] + ([] if additional is None else [additional])
    assert b":".join(parts) == raw
    mode, bits = word & 0xFF, word & 0xFFFFFF00
    # An absent section reads as an empty one.
    section = Part(b"", len(raw)) if additional is None else Part(additional, starts[5])
    try:
        body = {"body": body_of(mode, bits, version, section)}
    except Refused as refusal:
        body = {"body_error_at": refusal.offset}
    return {
        "proto": "ipmsg",
        "version": escape(version),
        "packet_no": escape(packet_no),
        "user": escape(user),
        "host": escape(host),
        "mode": MODES.get(mode),
        "mode_value": mode,
        "options": options(mode, bits),
        "options_value": bits,
        "additional": None if additional is None else escape(additional),
        **body,
        "exact": True,
    }


def stream_row(name, raw):
    if name == "FILEDATA":
        return [{"proto": "ipmsg", "record": {"contents": escape(raw)}, "exact": True}], None, 0
    assert name == "DIRFILES", name
    return directory_stream(raw)


def dict_row(name, raw):
    try:
        message = dictionary_packet(raw)
    except Refused as refusal:
        return [], refusal, len(raw)
    assert message.get("mode") == (None if name == "RAW" or "EB" in message["dict"] else name), (name, message)
    return [message], None, 0


def ipmsg_row(index, columns):
    """The object of one row of ipmsg.txt, and what is said of it if it is a packet that is refused."""
    name, raw = columns[1], unescape(columns[2], IPMSG_ESCAPES)
    note = columns[3] if len(columns) == 4 else ""
    prefix, _, bare = name.rpartition(":")
    # What the file itself says about the row has to agree with what comes out.
    malformed = note.startswith("MALFORMED")
    readable = not malformed or "[header ok]" in note
    if prefix in ("stream", "dict"):
        messages, refusal, rest = stream_row(bare, raw) if prefix == "stream" else dict_row(bare, raw)
        assert malformed == (refusal is not None), note
        status = {"status": "ok"} if refusal is None else {"status": "error", "error_at": refusal.offset}
        return {"row": index, **status, "rest": rest, "messages": messages}, None
    if prefix not in ("", "tcp"):
        raise Undecided("prefix %r" % prefix)
    try:
        message = packet(raw)
    except Refused as refusal:
        assert not readable, str(refusal)
        error = str(refusal)
        return {"row": index, "status": "error", "error": error, "rest": len(raw), "messages": []}, error
    assert readable and malformed == ("body" not in message), note
    named = re.fullmatch(r"UNKNOWN\(0x([0-9a-f]{2})\)", bare)
    if named:
        assert message["mode"] is None and message["mode_value"] == int(named.group(1), 16), name
    else:
        assert message["mode"] == bare, (message["mode"], bare)
    return {"row": index, "status": "ok", "rest": 0, "messages": [message]}, None


def ipmsg():
    """The lines of ipmsg.jsonl, and the refusals of packets as (row, message)."""
    lines, refused = [], []
    for index, (place, columns) in enumerate(rows("ipmsg.txt", 3, 4), 1):
        with at(place):
            line, error = ipmsg_row(index, columns)
        lines.append(dump(line))
        if error is not None:
            refused.append((index, error))
    return lines, refused


# --- MSNP -----------------------------------------------------------------------------------------------------------

MSNP_ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", "\\": b"\\"}

ERROR_PAYLOAD_FROM = 13

PROPERTIES = {b"PHH", b"PHW", b"PHM", b"MOB", b"MBE", b"WWE", b"HSB", b"MFN"}


def decimal(param):
    return re.fullmatch(rb"[0-9]+", param) is not None


class Rules:
    """What the forms of each verb of each side say of its frame: whether they end in a payload, and whether they begin
    with a TrID. The link makes no difference; those of MSNFTP have neither."""

    def __init__(self, forms):
        self.payloads, self.trids = {}, {}
        for form in forms:
            if form.servers == ["ft"]:
                continue
            key = form.direction, form.verb
            self.payloads.setdefault(key, set()).add(form.payload is not None)
            self.trids.setdefault(key, set()).add(form.has_trid)

    def payload_len(self, direction, dialect, verb, args):
        """The number of payload octets, or None where no payload rule applies (a.8)."""
        if verb.isdigit():
            numbers = len(args) == 2 and decimal(args[0]) and decimal(args[1])
            return int(args[1]) if dialect >= ERROR_PAYLOAD_FROM and numbers else None
        found = self.payloads.get((direction, verb), {False})
        if found == {False} or len(found) == 2 and (len(args) <= 1 or args[-1] == b"OK"):
            return None
        if not args or not decimal(args[-1]):
            raise Undecided("%s: its form has a payload, and its last parameter is no length" % verb)
        return int(args[-1])

    def trid(self, direction, dialect, verb, args):
        """The TrID, or None where the rule gives none (a.2)."""
        first = None
        if args and decimal(args[0]):
            first = int(args[0])
            if first >> 32:
                first = None
        if verb.isdigit():
            return first
        # Of an unknown verb of a client, a number in front is one; a server may send one by itself.
        found = self.trids.get((direction, verb), {direction == "c2s"})
        if found == {False}:
            return None
        if direction == "c2s":
            return first
        if verb == "PRP":
            before = 0
            while before < len(args) and args[before] not in PROPERTIES:
                before += 1
            if before == len(args) or not all(decimal(a) for a in args[:before]):
                raise Undecided("PRP without a known key, or with something else before it")
            # In 10, accounts that were not migrated keep the list version behind it.
            return first if before in ((2,) if dialect <= 9 else (1, 2)) else None
        if verb in ("LST", "LSG") and dialect >= 8:
            return None
        if verb in ("GTC", "BLP") and dialect >= 8:
            return first
        if verb in ("GTC", "BLP") and len(args) == 2:
            # A lone number before the setting is the list version.
            return None
        if len(found) == 2 and verb not in ("LST", "LSG", "GTC", "BLP"):
            raise Undecided("%s: it has forms with a TrID and forms without" % verb)
        if first is None:
            raise Undecided("%s: its form has a TrID, and its first parameter is no number" % verb)
        return first


def frame(rules, direction, server, version, raw):
    """The message object of one frame, and how many bytes it takes."""
    link = server == "ft"
    if link != (version == "msnftp"):
        raise Undecided("%s of %s" % (server, version))
    if link and raw[:1] in (b"\x00", b"\x01"):
        size = raw[1] | raw[2] << 8
        block = "data" if raw[0] == 0 else "cancel"
        return {"proto": "msnp", "verb": None, "block": block, "args": [], "payload_len": size, "exact": True}, 3 + size

    end = raw.find(b"\r\n")
    if end < 0:
        raise Undecided("no \\r\\n behind the line")
    line = raw[:end]
    words = line.split(b" ")
    verb = words[0].decode("ascii")
    if not re.fullmatch("[A-Z]{3}|[0-9]{3}", verb) or b"\r" in line or b"\n" in line:
        raise Undecided("line %r" % line)
    args = [word for word in words[1:] if word != b""]
    taken = end + 2
    message = {"proto": "msnp", "verb": verb}
    size = number_of_trid = None
    if not link:
        dialect = 1 if version == "cvr0" else int(version)
        number_of_trid = rules.trid(direction, dialect, verb, args)
        size = rules.payload_len(direction, dialect, verb, args)
    if number_of_trid is not None:
        message["trid"] = number_of_trid
    message["args"] = [escape(arg) for arg in args]
    if size is not None:
        message["payload_len"] = size
        taken += size
    message["exact"] = True
    return message, taken


def msnp(name, forms):
    """For each row of a file of samples what is expected of its frame, and of its fields."""
    frames, typed = [], []
    rules = Rules(forms)
    for index, (place, columns) in enumerate(rows(name, 5, 5), 1):
        direction, server, version, _source, text = columns
        with at(place):
            if direction not in ("c2s", "s2c") or server not in ("ds", "ns", "sb", "ft"):
                raise Undecided("%s %s: not a side and a kind of server" % (direction, server))
            raw = unescape(text, MSNP_ESCAPES)
            message, taken = frame(rules, direction, server, version, raw)
            if taken != len(raw):
                payload = "%d in a payload" % message["payload_len"] if "payload_len" in message else "no payload"
                raise Undecided("%d bytes, but by its forms in msnp-forms.txt %s has %d here, %s"
                                % (len(raw), message["verb"], taken, payload))
            found = fields(forms, direction, server, version, message, raw, text)
        frames.append({"row": index, "status": "ok", "rest": 0, "messages": [message]})
        typed.append({"row": index, "dialect": version, **found})
    return frames, typed


def refusal(forms, direction, raw):
    """Where a strict splitter stops at the front of these bytes, or None: a line has a verb of three upper-case letters
    or digits, and ends in a length if all forms of its verb have a payload."""
    line = raw[:(raw + b"\r\n").find(b"\r\n")]
    verb = line.split(b" ")[0]
    if not re.fullmatch(rb"[A-Z]{3}|[0-9]{3}", verb):
        return 0
    of_verb = {form.payload is not None for form in forms if (form.direction, form.verb.encode()) == (direction, verb)}
    last = line.split(b" ")[-1]
    return len(line) - len(last) if of_verb == {True} and not decimal(last) else None


def msnp_streams(name, forms):
    """For each row of a file of streams what is expected of its frames, and of the fields of each command."""
    out = []
    rules = Rules(forms)
    for index, (place, columns) in enumerate(rows(name, 6, 7), 1):
        direction, server, version, _source, text, wanted, *note = columns
        weak = note != [] and note[0].startswith("weak")
        raw = unescape(text, MSNP_ESCAPES)
        status, messages, commands = {"status": "ok"}, [], []
        with at(place):
            while raw:
                stop = refusal(forms, direction, raw)
                if stop is not None:
                    status = {"status": "error", "error_at": stop}
                    break
                message, taken = frame(rules, direction, server, version, raw)
                if taken > len(raw):
                    status = {"status": "incomplete"}
                    break
                this, raw = raw[:taken], raw[taken:]
                messages.append(message)
                verb = message["verb"]
                if weak:
                    commands.append(None)
                elif not verb.isdigit() and all((form.direction, form.verb) != (direction, verb) for form in forms):
                    parameters = [["parameters", message["args"]]] if message["args"] else []
                    commands.append({"record": "Other", "fields": parameters, "forms": []})
                else:
                    found = fields(forms, direction, server, version, message, this, escape(this))
                    commands.append(found)
            if status["status"] != wanted:
                raise Undecided("%s, and not %s" % (status, wanted))
        out.append({"row": index, "dialect": version, **status, "rest": len(raw), "messages": messages,
                    "commands": commands})
    return out


# --- The fields of MSNP commands ------------------------------------------------------------------------------------

GUID = "[0-9a-f]{8}-[0-9a-f-]{20,}"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+[+-][0-9:]+"

# What a parameter of a name looks like, if not anything goes.
SHAPES = {
    "capabilities": "[0-9]+",
    "list_version": "[0-9]+|" + TIME,
    "property": "PHH|PHW|PHM|MOB|MBE|WWE|HSB|MFN",
    **dict.fromkeys("direct index kind lists minutes network recipient_network restricted seconds size total trid "
                    "verified".split(), "[0-9]+"),
}

# What one of a class looks like.
CLASSES = {
    "asked": "[1-9][0-9]*",
    "bare": "[^;]+",
    "encoded": ".*%.*",
    "guid": GUID,
    "handle": ".+@.+",
    "hex": "[0-9a-f]*[a-f][0-9a-f]*",
    "host": "[^:]*[a-z][^:]*",
    "msnp": "MSNP[0-9]+",
    "nid": "[0-9]+:[^;]+",
    "number": "[0-9]+",
    "other": "AL|BL|RL|PL",
    "picture": "%3[Cc].*%3[Ee]",
    "place": "[^;]+;{[^}]+}",
    "port": ".+:[0-9]+",
    "several": "[^,]+(,[^,]+)+",
    "tagged": "[A-Z]=.*",
    "time": TIME,
    "two": "[0-9]+:[0-9]+",
    "via": "[0-9]+:[^;]+;via=.+",
}

# What a list of a class ends in.
LISTS = {"cvr0": "CVR0", "ok": "OK"}

# What a payload of a class has in it.
PAYLOADS = {
    "closed": "<PSM/><CurrentMedia/>",
    "endpoint": "<EndpointData.*<Capabilities>",
    "handle": '<d n="[^"]+"><c n="[^"]+" l="[0-9]+" t="1"',
    "initial": '<ml l="1">',
    "machine": "<MachineGuid>{.+}</MachineGuid>",
    "md5": "^[0-9a-f]{32}$",
    "media": r"<CurrentMedia>.*\\\\0Music\\\\0",
    "message": "<PSM>.*</PSM>",
    "network": '<c n="[^"]+" t="[0-9]+"',
    "nobody": "^<ml></ml>$",
    "nothing": "^<Data></Data>$",
    "private": "<PrivateEndpointData><EpName>.*<ClientType>",
    "quotes": "<ml l='1'>",
    "services": '<c [^>]*><s n="IM" l="3" ?/></c>',
    "telephone": '<t><c n="tel:',
}


def of_class(classes, name):
    """What a class of that name looks like."""
    if name not in classes:
        raise Undecided("no class of that name in expect.py: %s" % name)
    return classes[name]


class Form:
    """One line of msnp-forms.txt."""

    def __init__(self, place, columns):
        self.place = place
        self.text = " ".join(columns)
        self.direction, servers, dialects, form = columns
        self.servers = servers.split(",")
        if dialects == "msnftp":
            self.dialects = range(0)
        else:
            if not re.fullmatch("[0-9]+-[0-9]+", dialects):
                raise Undecided("dialects are FIRST-LAST, and not %s" % dialects)
            first, last = map(int, dialects.split("-"))
            self.dialects = range(first, last + 1)
        self.verb, *self.tokens = form.split(" ")
        # The name of the payload, and its class.
        self.payload = self.tokens.pop()[1:].partition(":")[::2] if form.rpartition(" ")[2].startswith("#") else None
        # `parameters` are those of a verb of which no more is known: a number in front is one.
        self.has_trid = bool(self.tokens) and re.match(r"(trid|parameters)\b", self.tokens[0]) is not None

    def fields(self, verb, args, payload):
        """Names and values if that line is of this form, else None."""
        found = []
        if self.verb == "NNN":
            if not verb.isdigit():
                return None
        elif verb != self.verb:
            return None
        if verb.isdigit():
            found.append(["code", verb])
        # An unread command shows the length, too.
        if payload is not None and not any(token.startswith("parameters") for token in self.tokens):
            args = args[:-1]
        if self.payload is not None:
            name, kind = self.payload
            if payload is None or (kind == "empty") != (payload == ""):
                return None
            if kind not in ("", "empty") and not re.search(of_class(PAYLOADS, kind), payload):
                return None
            behind = [[name, payload]]
        elif payload is not None:
            return None
        else:
            behind = []
        args = list(args)
        for token in self.tokens:
            several = re.fullmatch(r"([a-z_]+)(?:\*([0-9]+)|\.\.\.(?::([a-z0-9]+))?)", token)
            if several:
                name, count, kind = several.groups()
                count = int(count) if count else len(args)
                if count == 0 or len(args) < count or kind and args[count - 1] != of_class(LISTS, kind):
                    return None
                found.append([name, args[:count]])
                args = args[count:]
                continue
            if not args:
                return None
            value = args.pop(0)
            tagged = re.fullmatch("([A-Z])=([a-z].*)", token)
            if tagged:
                if not value.startswith(tagged.group(1) + "="):
                    return None
                value, token = value[2:], tagged.group(2)
            fixed = re.fullmatch("([a-z_]{2,})=(.+)", token)
            name, _, kind = token.partition(":")
            if fixed:
                if value != fixed.group(2):
                    return None
                found.append([fixed.group(1), value])
            elif re.fullmatch("[a-z_]+", name):
                if not re.fullmatch(of_class(CLASSES, kind) if kind else SHAPES.get(name, ".+"), value):
                    return None
                if name == "capabilities":
                    value = ":".join(str(int(word)) for word in value.split(":"))
                found.append([name, value])
            elif value != token:
                return None
        return None if args else found + behind


def fields(forms, direction, server, version, message, raw, shown):
    """What record a row is, with which fields, and of which forms."""
    here = [form for form in forms if form.direction == direction and server in form.servers]
    if version != "msnftp":
        dialect = 0 if version == "cvr0" else int(version)
        here = [form for form in here if dialect in form.dialects]
    size = message.get("payload_len")
    payload = None if size is None else escape(raw[len(raw) - size:])
    verb = message["verb"] or "[%s]" % message["block"]
    of = {}
    for form in here:
        with at(form.place):
            found = form.fields(verb, message["args"], payload)
        if found is not None:
            of[form.text] = found
    if not of:
        # A document has it as an example of nonsense.
        if shown == r"CVQ 6 spaghetti\r\n":
            return {"record": None, "fields": None, "forms": []}
        raise Undecided("of no form in msnp-forms.txt: %s %s %s %s" % (direction, server, version, shown))
    first, *others = of.values()
    if any(found != first for found in others):
        raise Undecided("forms that contradict each other: %r" % (of,))
    record = "Failure" if verb.isdigit() else verb.strip("[]").capitalize()
    if first and first[0][0] == "parameters":
        record = "Other"
    return {"record": record, "fields": first, "forms": list(of)}


def all_msnp():
    """The files of expectations of MSNP, by name."""
    forms = []
    for place, columns in rows("msnp-forms.txt", 4, 4):
        with at(place):
            forms.append(Form(place, columns))
            if any(form.text == forms[-1].text for form in forms[:-1]):
                raise Undecided("stands there twice")
    frames, typed = msnp("msnp.txt", forms)
    derived_frames, derived = msnp("msnp-derived.txt", forms)
    streams = msnp_streams("msnp-streams.txt", forms)
    seen = {form for row in typed + derived for form in row["forms"]}
    seen.update(form for row in streams for command in row["commands"] if command for form in command["forms"])
    missing = ["%s: no row of msnp.txt, msnp-derived.txt or msnp-streams.txt is of this form: %s" % (form.place, form.text)
               for form in forms if form.text not in seen]
    if missing:
        raise Undecided("\n".join(missing))
    both = [{**frame, **fields} for frame, fields in zip(derived_frames, derived)]
    return {
        "msnp.jsonl": "".join(map(dump, frames)),
        "msnp-fields.jsonl": "".join(map(dump, typed)),
        "msnp-derived.jsonl": "".join(map(dump, both)),
        "msnp-streams.jsonl": "".join(map(dump, streams)),
    }


# --- main -----------------------------------------------------------------------------------------------------------

def main(arguments):
    if arguments not in ([], ["--check"]):
        print("usage: expect.py [--check]", file=sys.stderr)
        return 2
    try:
        ipmsg_lines, refused = ipmsg()
        wanted = {"ipmsg.jsonl": "".join(ipmsg_lines), **all_msnp()}
    except Undecided as error:
        print(error, file=sys.stderr)
        return 1
    bad = False
    for name, text in wanted.items():
        path = os.path.join(HERE, name)
        if not arguments:
            with open(path, "wb") as f:
                f.write(text.encode("ascii"))
            continue
        try:
            with open(path, "rb") as f:
                found = f.read()
        except FileNotFoundError:
            found = None
        if found != text.encode("ascii"):
            print("%s: differs from what expect.py derives" % name, file=sys.stderr)
            bad = True
    try:
        with open(os.path.join(HERE, "refused.txt"), "rb") as f:
            found = f.read()
    except FileNotFoundError:
        found = None
    if found != "".join("%d\t%s\n" % item for item in refused).encode("ascii"):
        print("refused.txt: differs from what expect.py derives", file=sys.stderr)
        bad = True
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
