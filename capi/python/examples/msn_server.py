"""A small MSN server: a client signs in by name, and its pings are answered.

Servers in Python often read with ``line = await reader.readline(); words = line.split()`` and a list of the verbs that
have a payload. Here imwire cuts the stream into commands and names their parameters; the server only decides what to
answer.

    python msn_server.py [PORT]
"""

import asyncio
import sys
from typing import Iterator

import imwire


def by_name(fields: "list[imwire.Field]") -> "Iterator[tuple[str, imwire.Field]]":
    """All fields, also those inside records."""
    for field in fields:
        yield field.name, field
        if isinstance(field.value, list):
            yield from by_name(field.value)


class Client:
    def __init__(self) -> None:
        self.connection = imwire.Connection("notification", max_payload=2_000)
        self.passport = "?"

    def answers(self, frame: imwire.Frame) -> "Iterator[str]":
        fields = dict(by_name(frame.fields))
        trid = fields["trid"].text() if "trid" in fields else "0"
        if frame.error is not None:
            yield f"200 {trid}\r\n"
        elif frame.command == "Ver":
            offered = [arg.decode("ascii", "replace") for arg in frame.args[1:]]
            yield f"VER {trid} {'MSNP8' if 'MSNP8' in offered else '0'}\r\n"
        elif frame.command == "Cvr":
            yield f"CVR {trid} 1.0.0000 1.0.0000 1.0.0000 http://example.com http://example.com\r\n"
        elif frame.command == "Usr" and "passport" in fields:
            self.passport = fields["passport"].text()
            yield f"USR {trid} TWN S 1234\r\n"
        elif frame.command == "Usr":
            yield f"USR {trid} OK {self.passport} {self.passport.split('@')[0]} 1 0\r\n"
        elif frame.command == "Png":
            yield "QNG 50\r\n"
        elif frame.command == "Chg":
            yield f"CHG {trid} {fields['status'].text()} 0\r\n"
        elif frame.command == "Out":
            yield "OUT\r\n"
        else:
            yield f"200 {trid}\r\n"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(4096):
                for frame in self.connection.receive("client", data):
                    for answer in self.answers(frame):
                        self.connection.sent("server", answer.encode())
                        writer.write(answer.encode())
                await writer.drain()
        except imwire.WireError as error:
            print(f"{self.passport}: {error}", file=sys.stderr)
        finally:
            writer.close()


async def main(port: int) -> None:
    server = await asyncio.start_server(lambda reader, writer: Client().serve(reader, writer), "127.0.0.1", port)
    print("listening on port", server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1863))
