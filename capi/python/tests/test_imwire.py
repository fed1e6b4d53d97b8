"""The module does what its stubs and README say."""

import doctest
import pathlib
import unittest

import imwire

HERE = pathlib.Path(__file__).parent
VECTORS = HERE.parents[2] / "tests" / "vectors"


def named(fields):
    return {field.name: field for field in fields}


def unescape(text):
    """Bytes of a row of vectors."""
    return text.replace("\\/", "").replace("\\0", "\\x00").encode("latin-1").decode("unicode_escape").encode("latin-1")


class Ipmsg(unittest.TestCase):
    def test_fields_and_places(self):
        data = b"1:100:shirouzu:jupiter:288:hello"
        packet = named(imwire.ipmsg(data))
        self.assertEqual(packet["command"].value, 288)
        self.assertEqual(packet["mode"].names, ["SENDMSG"])
        self.assertTrue(packet["mode"].derived)
        for field in packet.values():
            if field.start is not None:
                self.assertEqual(data[field.start : field.end], field.raw)
        message = named(named(packet["additional"].value)["message"].value)
        self.assertEqual((message["text"].value, message["text"].text()), (b"hello", "hello"))

    def test_nested_lists(self):
        data = b"1:100:u:h:2097440:see\x001:a::b.txt:b:6553f100:1:\x07oops\x07"
        body = named(named(imwire.ipmsg(data))["additional"].value)
        files = named(body["message"].value)["files"].value
        self.assertEqual(len(files), 2)
        name = named(files[0].value)["name"]
        self.assertEqual((name.value, name.raw), (b"a:b.txt", b"a::b.txt"))
        self.assertIsInstance(files[1].value, imwire.WireError)

    def test_dictionaries(self):
        data = b"IP2:3a:VER:1:3:PKT:1:7:UID:1:u:HID:1:h:CMD:2:20:FLG:1:0:BODY:2:hi:Z"
        packet = named(named(imwire.ipmsg(data))["packet"].value)
        entries = named(packet["dict"].value)
        self.assertEqual((entries["BODY"].value, entries["CMD"].names), (b"hi", ["SENDMSG"]))
        self.assertEqual(data[entries["BODY"].start : entries["BODY"].end], b"hi")
        self.assertEqual(packet["user"].value, b"u")

    def test_errors_say_where(self):
        with self.assertRaises(imwire.WireError) as caught:
            imwire.ipmsg(b"1:x:u:h:32:")
        error = caught.exception
        self.assertIsInstance(error, ValueError)
        self.assertEqual((error.at, error.part, error.kind), (2, "packet number", "not a decimal number"))
        self.assertEqual(str(error), "packet number: not a decimal number at byte 2")

    def test_all_samples(self):
        read = refused = 0
        for line in (VECTORS / "ipmsg.txt").read_text().splitlines():
            if not line or line.startswith("#"):
                continue
            columns = line.split("\t")
            # Contents of files, and a dictionary that is no packet.
            if columns[1].startswith("stream:") or columns[1] == "dict:RAW":
                continue
            note = columns[3] if len(columns) > 3 else ""
            bad = note.startswith("MALFORMED") and "[header ok]" not in note
            try:
                self.assertTrue(imwire.ipmsg(unescape(columns[2])))
                self.assertFalse(bad, line)
                read += 1
            except imwire.WireError:
                self.assertTrue(bad, line)
                refused += 1
        self.assertGreater(read, 200)
        self.assertGreaterEqual(refused, 10)


class Msnp(unittest.TestCase):
    def test_any_cutting(self):
        data = b"VER 1 MSNP8 CVR0\r\nCVR 2 0x0409 win 4.10 i386 MSMSGS 5.0.0543 MSMSGS a@x\r\nMSG 3 N 4\r\nPINGOUT\r\n"
        whole = list(imwire.Connection("notification").receive("client", data))
        self.assertEqual([frame.verb for frame in whole], ["VER", "CVR", "MSG", "OUT"])
        self.assertEqual(whole[2].payload, b"PING")
        for size in range(1, 20):
            connection = imwire.Connection("notification")
            pieces = [data[at : at + size] for at in range(0, len(data), size)]
            frames = [frame for piece in pieces for frame in connection.receive("client", piece)]
            self.assertEqual([frame.raw for frame in frames], [frame.raw for frame in whole])

    def test_the_dialect_is_learned(self):
        connection = imwire.Connection()
        self.assertEqual((connection.link, connection.dialect), (None, None))
        list(connection.receive("client", b"VER 1 MSNP10 MSNP9 CVR0\r\n"))
        connection.sent("server", b"VER 1 MSNP10\r\n")
        self.assertEqual((connection.link, connection.dialect), ("notification", 10))
        [lst] = connection.receive("server", b"LST N=bob@x.y F=Bob%20B C=1 3 0\r\n")
        contact = named(named(lst.fields)["contact"].value[0].value)
        self.assertEqual((contact["nick"].value, contact["lists"].names), (b"Bob B", ["FORWARD", "ALLOW"]))

    def test_a_sniffer_learns_from_both_sides(self):
        connection = imwire.Connection()
        list(connection.receive("client", b"VER 1 MSNP10 CVR0\r\n"))
        list(connection.receive("server", b"VER 1 MSNP10\r\n"))
        self.assertEqual((connection.link, connection.dialect), ("notification", 10))

    def test_a_bad_command_is_still_a_frame(self):
        connection = imwire.Connection("switchboard", 8)
        bad, good = connection.receive("client", b"CAL x\r\nOUT\r\n")
        self.assertEqual((bad.command, bad.args, bad.fields), (None, [b"x"], []))
        self.assertEqual((bad.error.at, bad.error.kind), (4, "not a decimal number"))
        self.assertEqual(good.command, "Out")

    def test_places_in_a_frame(self):
        for link, role, data, name, value in [
            ("notification", "client", b"CHG 1 NLN 0\r\n", "status", b"NLN"),
            ("notification", "server", b"FLN a@x\r\n", "passport", b"a@x"),
            ("switchboard", "client", b"CAL 2 b@x\r\n", "passport", b"b@x"),
            ("switchboard", "server", b"CAL 2 RINGING 17\r\n", "session_id", b"17"),
            ("file transfer", "client", b"USR a@x 93\r\n", "passport", b"a@x"),
        ]:
            [frame] = imwire.Connection(link, 8).receive(role, data)
            found = named(walk(frame.fields))[name]
            self.assertEqual((found.value, data[found.start : found.end]), (value, value))

    def test_words_have_names(self):
        for link, data, name, value, names in [
            ("switchboard", b"MSG 4 A 2\r\nhi", "ack", b"A", ["ALWAYS"]),
            ("switchboard", b"MSG 4 N 2\r\nhi", "ack", b"N", ["NEGATIVE"]),
            ("switchboard", b"MSG 4 S 2\r\nhi", "ack", b"S", []),
            ("notification", b"CHG 1 NLN 0\r\n", "status", b"NLN", ["ONLINE"]),
            ("notification", b"CHG 1 XYZ 0\r\n", "status", b"XYZ", []),
        ]:
            [frame] = imwire.Connection(link, 8).receive("client", data)
            field = named(frame.fields)[name]
            self.assertEqual((field.value, field.names), (value, names))
        # Of encoded text there is no set.
        [joi] = imwire.Connection("switchboard", 8).receive("server", b"JOI b@x A\r\n")
        self.assertEqual(named(joi.fields)["nick"].names, [])

    def test_trailing_parameters_are_kept(self):
        [cal] = imwire.Connection("switchboard", 8).receive("server", b"CAL 2 RINGING 17220274 new\r\n")
        self.assertEqual((cal.command, cal.args[-1]), ("Cal", b"new"))
        self.assertEqual(named(cal.fields)["session_id"].value, b"17220274")

    def test_good_frames_come_before_the_error(self):
        frames = imwire.Connection("notification").receive("client", b"PNG\r\nMSG 1 N x\r\nOUT\r\n")
        self.assertEqual(next(frames).verb, "PNG")
        for _ in range(2):
            with self.assertRaises(imwire.WireError):
                next(frames)

    def test_frames_that_are_not_taken_come_later(self):
        connection = imwire.Connection("notification")
        self.assertEqual(next(connection.receive("client", b"PNG\r\nOUT\r\nPN")).verb, "PNG")
        self.assertEqual([frame.verb for frame in connection.receive("client", b"G\r\n")], ["OUT", "PNG"])

    def test_limits(self):
        def receive(data, **limits):
            return list(imwire.Connection("switchboard", **limits).receive("client", data))

        self.assertEqual(len(receive(b"MSG 1 N 10\r\n0123456789", max_payload=10)), 1)
        for data, limits in [(b"MSG 1 N 11\r\n", {"max_payload": 10}), (b"x" * 21, {"max_line": 20})]:
            self.assertEqual(receive(data), [])
            with self.assertRaises(imwire.WireError):
                receive(data, **limits)

    def test_lenient(self):
        with self.assertRaises(imwire.WireError):
            next(imwire.Connection("switchboard").receive("client", b"OUT\n"))
        [out] = imwire.Connection("switchboard", lenient=True).receive("client", b"OUT\n")
        self.assertEqual(out.command, "Out")

    def test_arguments(self):
        for call in (lambda: imwire.Connection("x"), lambda: imwire.Connection().receive("x", b"")):
            with self.assertRaises(ValueError):
                call()

    def test_contents(self):
        payload = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n你好".encode()
        text = [field for field in walk(imwire.content(payload)) if field.name == "body"]
        self.assertEqual(text[0].text(), "你好")
        with self.assertRaises(imwire.WireError) as caught:
            imwire.content(b"hello")
        self.assertEqual((caught.exception.at, caught.exception.part), (5, "line end"))


def walk(fields):
    for field in fields:
        yield field
        if isinstance(field.value, list):
            yield from walk(field.value)


def load_tests(_loader, tests, _pattern):
    tests.addTests(doctest.DocFileSuite(str(HERE.parent / "README.md"), module_relative=False))
    return tests


if __name__ == "__main__":
    unittest.main()
