#!/usr/bin/env python3
"""Independent expectation for `dissect --vectors ipmsg|msnp --json FILE`.

Written from the two protocol fact sheets and the issue text alone, without a look at the Rust code: it is what the
Rust code is compared with.

    python3 expect.py           writes ipmsg.jsonl and msnp.jsonl beside this file
    python3 expect.py --check   exits with 1 if the files that lie there differ

Each line is the JSON object of one data row, without the keys `body`, `body_error`, `typed`, `typed_error` of the
messages. `refused.txt` is written by hand; both ways of running compare it with the refusals derived here.

A case on which the sources say nothing raises `Undecided`; no row does.
"""

import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Undecided(Exception):
    """The fact sheets and the conventions do not say what has to come out."""


class Refused(Exception):
    """`PART: KIND at byte N`."""

    def __init__(self, part, kind, offset):
        super().__init__("%s: %s at byte %d" % (part, kind, offset))


# --- both formats ---------------------------------------------------------------------------------------------------

def rows(name, least, most):
    """The data rows, as lists of columns."""
    with open(os.path.join(HERE, name), "rb") as f:
        text = f.read().decode("ascii")
    if "\r" in text:
        raise Undecided("%s: CR in the file" % name)
    out = []
    for line in text.split("\n"):
        if line == "" or line.startswith("#"):
            continue
        columns = line.split("\t")
        if not least <= len(columns) <= most:
            raise Undecided("%s: %d columns: %r" % (name, len(columns), line))
        out.append(columns)
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
    0xD2: "FEIQ_SHAKE_REPLY",
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
    names = dict(EVERYWHERE)
    names.update(OPTIONS[CONTEXTS.get(mode, "")])
    out = []
    unnamed = 0
    for shift in range(8, 32):
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
    word = number("command", command.rstrip(b"\0") if additional is None else command, start, 32)

    parts = [version, packet_no, user, host, command] + ([] if additional is None else [additional])
    assert b":".join(parts) == raw
    mode = word & 0xFF
    return {
        "proto": "ipmsg",
        "version": escape(version),
        "packet_no": escape(packet_no),
        "user": escape(user),
        "host": escape(host),
        "mode": MODES.get(mode),
        "mode_value": mode,
        "options": options(mode, word & 0xFFFFFF00),
        "options_value": word & 0xFFFFFF00,
        "additional": None if additional is None else escape(additional),
        "exact": True,
    }


def ipmsg():
    """The lines of ipmsg.jsonl, and the refusals as (row, message)."""
    lines, refused = [], []
    for index, columns in enumerate(rows("ipmsg.txt", 3, 4), 1):
        name, raw = columns[1], unescape(columns[2], IPMSG_ESCAPES)
        note = columns[3] if len(columns) == 4 else ""
        prefix, _, bare = name.rpartition(":")
        if prefix in ("stream", "dict"):
            what = {"stream": "directory streams", "dict": "dictionary packets"}[prefix]
            lines.append(dump({"row": index, "status": "unsupported", "error": "%s are not dissected yet" % what,
                               "rest": len(raw), "messages": []}))
            continue
        if prefix not in ("", "tcp"):
            raise Undecided("prefix %r" % prefix)
        # What the file itself says about the row has to agree with what comes out.
        readable = not note.startswith("MALFORMED") or "[header ok]" in note
        try:
            message = packet(raw)
        except Refused as refusal:
            assert not readable, (index, str(refusal))
            refused.append((index, str(refusal)))
            lines.append(dump({"row": index, "status": "error", "error": str(refusal),
                               "rest": len(raw), "messages": []}))
            continue
        assert readable, (index, note)
        named = re.fullmatch(r"UNKNOWN\(0x([0-9a-f]{2})\)", bare)
        if named:
            assert message["mode"] is None and message["mode_value"] == int(named.group(1), 16), index
        else:
            assert message["mode"] == bare, (index, message["mode"], bare)
        lines.append(dump({"row": index, "status": "ok", "rest": 0, "messages": [message]}))
    return lines, refused


# --- MSNP -----------------------------------------------------------------------------------------------------------

MSNP_ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", "\\": b"\\"}

# Section a.8.
REQUIRED = {
    "c2s": set("ADL RML FQY MSG PAG PGD PUT DEL QRY SDC SDG UUM UUN VAS FSL".split()),
    "s2c": set("MSG IPG NOT UBX UBN UBM NFY FQY SDG GCF".split()),
}
MAYBE = {
    "c2s": {"UUX"},
    "s2c": set("ADL RML UUX UUN PUT DEL FSL SDC".split()),
}
ERROR_PAYLOAD_FROM = 13

# Section a.2.
C2S_WITHOUT_TRID = {"OUT", "PNG"}
S2C_WITHOUT_TRID = set("MSG NLN FLN JOI BYE RNG OUT QNG IPG NOT UBX UBN UBM NFY BPR".split())
# The other verbs of section b with a server line, but LST LSG GTC BLP PRP, which have rules of their own.
S2C_WITH_TRID = set(
    "VER INF CVR CVQ USR XFR CHL QRY SBS GCF URL IMS SND SDC FND VAS FSL "    # b.1
    "SYN ADD ADC REM ADG REG RMG REA SBP ADL RML FQY "                        # b.2
    "CHG ILN UUX UUN UUM PAG PGD PUT DEL SDG "                                # b.3
    "CAL ANS IRO ACK NAK".split()                                             # b.4
)
PROPERTIES = {b"PHH", b"PHW", b"PHM", b"MOB", b"MBE", b"WWE", b"HSB", b"MFN"}


def decimal(param):
    return re.fullmatch(rb"[0-9]+", param) is not None


def length(verb, args):
    if not args or not decimal(args[-1]):
        raise Undecided("%s: no length" % verb)
    return int(args[-1])


def payload_len(direction, dialect, verb, args):
    """The number of payload octets, or None where no payload rule applies (a.8)."""
    if verb in REQUIRED[direction]:
        return length(verb, args)
    if verb in MAYBE[direction]:
        if len(args) <= 1 or args[-1] == b"OK":
            return None
        return length(verb, args)
    if direction == "s2c" and verb.isdigit() and dialect >= ERROR_PAYLOAD_FROM:
        if len(args) == 2 and decimal(args[0]) and decimal(args[1]):
            return int(args[1])
    return None


def trid(direction, dialect, verb, args):
    """The TrID, or None where the rule gives none."""
    first = None
    if args and decimal(args[0]):
        first = int(args[0])
        if first >> 32:
            first = None
    if direction == "c2s":
        return None if verb in C2S_WITHOUT_TRID else first
    if verb in S2C_WITHOUT_TRID:
        return None
    if verb.isdigit():
        return first
    if verb in ("LST", "LSG"):
        if dialect >= 8:
            return None
        if first is None:
            raise Undecided("%s of dialect %d without a TrID" % (verb, dialect))
        return first
    if verb in ("GTC", "BLP"):
        if dialect <= 7 and first is None:
            raise Undecided("%s of dialect %d without a TrID" % (verb, dialect))
        return first
    if verb == "PRP":
        before = 0
        while before < len(args) and args[before] not in PROPERTIES:
            before += 1
        if before == len(args) or not all(decimal(a) for a in args[:before]):
            raise Undecided("PRP without a known key, or with something else before it")
        return first if before == (2 if dialect <= 9 else 1) else None
    if verb in S2C_WITH_TRID:
        if first is None:
            raise Undecided("%s without a TrID" % verb)
        return first
    return None


def frame(direction, server, version, raw):
    """The message object of one frame, and how many bytes it takes."""
    link = server == "ft"
    if link != (version == "msnftp"):
        raise Undecided("%s of %s" % (server, version))
    if link and raw[:1] in (b"\x00", b"\x01"):
        size = raw[1] | raw[2] << 8
        block = "data" if raw[0] == 0 else "cancel"
        return {"proto": "msnp", "verb": None, "block": block, "args": [], "payload_len": size, "exact": True}, 3 + size

    end = raw.index(b"\r\n")
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
        number_of_trid = trid(direction, dialect, verb, args)
        size = payload_len(direction, dialect, verb, args)
    if number_of_trid is not None:
        message["trid"] = number_of_trid
    message["args"] = [escape(arg) for arg in args]
    if size is not None:
        message["payload_len"] = size
        taken += size
    message["exact"] = True
    return message, taken


def msnp():
    lines = []
    for index, columns in enumerate(rows("msnp.txt", 5, 5), 1):
        direction, server, version, _source, text = columns
        if direction not in ("c2s", "s2c") or server not in ("ds", "ns", "sb", "ft"):
            raise Undecided("row %d: %s %s" % (index, direction, server))
        raw = unescape(text, MSNP_ESCAPES)
        message, taken = frame(direction, server, version, raw)
        assert taken == len(raw), (index, taken, len(raw))
        lines.append(dump({"row": index, "status": "ok", "rest": 0, "messages": [message]}))
    return lines


# --- main -----------------------------------------------------------------------------------------------------------

def main(arguments):
    if arguments not in ([], ["--check"]):
        print("usage: expect.py [--check]", file=sys.stderr)
        return 2
    ipmsg_lines, refused = ipmsg()
    wanted = {"ipmsg.jsonl": "".join(ipmsg_lines), "msnp.jsonl": "".join(msnp())}
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
