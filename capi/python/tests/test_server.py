"""The example server, over loopback."""

import pathlib
import socket
import subprocess
import sys
import unittest

SERVER = pathlib.Path(__file__).parent.parent / "examples" / "msn_server.py"


class Server(unittest.TestCase):
    def setUp(self):
        self.server = subprocess.Popen([sys.executable, str(SERVER), "0"], stdout=subprocess.PIPE, text=True)
        port = int(self.server.stdout.readline().split()[-1])
        self.client = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.lines = self.client.makefile("rb")

    def tearDown(self):
        self.lines.close()
        self.client.close()
        self.server.kill()
        self.server.wait()
        self.server.stdout.close()

    def say(self, line, expected):
        # In two pieces, as TCP may cut it.
        half = len(line) // 2
        self.client.sendall(line[:half])
        self.client.sendall(line[half:])
        self.assertEqual(self.lines.readline(), expected)

    def test_signs_in(self):
        self.say(b"VER 1 MSNP9 MSNP8 CVR0\r\n", b"VER 1 MSNP8\r\n")
        self.say(
            b"CVR 2 0x0409 win 4.10 i386 MSMSGS 5.0.0543 MSMSGS alice@example.com\r\n",
            b"CVR 2 1.0.0000 1.0.0000 1.0.0000 http://example.com http://example.com\r\n",
        )
        self.say(b"USR 3 TWN I alice@example.com\r\n", b"USR 3 TWN S 1234\r\n")
        self.say(b"USR 4 TWN S ticket\r\n", b"USR 4 OK alice@example.com alice 1 0\r\n")
        self.say(b"CHG 5 NLN 0\r\n", b"CHG 5 NLN 0\r\n")
        self.say(b"PNG\r\n", b"QNG 50\r\n")
        self.say(b"CHG 6\r\n", b"200 0\r\n")
        self.say(b"OUT\r\n", b"OUT\r\n")

    def test_a_payload_over_the_limit_ends_the_connection(self):
        self.client.sendall(b"PNG\r\nMSG 1 N 2001\r\n")
        self.assertEqual(self.lines.read(), b"QNG 50\r\n")


if __name__ == "__main__":
    unittest.main()
