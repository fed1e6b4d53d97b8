"""Wire formats of MSN Messenger (MSNP 2 to 21) and IP Messenger (IPMsg, FeiQ, iptux).

What is read becomes a list of fields. Each has a name, a value and a place in the bytes.
"""

from typing import Iterator, Literal, Optional, Union, final

__all__ = ["Connection", "Field", "Frame", "WireError", "content", "ipmsg"]

_Role = Literal["client", "server"]
_Link = Literal["notification", "switchboard", "file transfer"]

class WireError(ValueError):
    """Bytes that cannot be read: ``packet number: not a decimal number at byte 2``."""

    at: int
    """The offset of the first byte of the part, from the start of the datagram, of the payload, or of the frame."""
    part: str
    """The part: ``packet number``."""
    kind: str
    """What is wrong with it: ``not a decimal number``."""

@final
class Field:
    """A field of a packet, command or payload."""

    @property
    def id(self) -> str:
        """Its path: ``ipmsg.packet.user``."""

    @property
    def name(self) -> str:
        """The last part of the path: ``user``."""

    @property
    def value(self) -> Union[int, bytes, "list[Field]", WireError]:
        """A number; bytes of a text or of data, decoded if they are encoded on the wire; the fields of a record or the
        items of a list; or the error if it cannot be read."""

    @property
    def names(self) -> list[str]:
        """The name of the number or of the word, or those of the bits that are set: ``["ALWAYS"]`` for ``b"A"``,
        ``["SENDCHECK"]`` for 256. Empty if there are none."""

    @property
    def raw(self) -> Optional[bytes]:
        """The bytes that it was read from."""

    @property
    def start(self) -> Optional[int]:
        """The offset of the first of these bytes in the input, or in the frame; ``None`` if they are not part of it."""

    @property
    def end(self) -> Optional[int]:
        """The offset after the last."""

    @property
    def derived(self) -> bool:
        """True if it is not on the wire itself but follows from other fields."""

    def text(self) -> str:
        """The value as text, with U+FFFD in place of bytes that are not UTF-8."""

@final
class Frame:
    """A command of MSNP with its payload."""

    @property
    def raw(self) -> bytes:
        """All its bytes."""

    @property
    def verb(self) -> str:
        """``USR``, or ``217``."""

    @property
    def args(self) -> list[bytes]:
        """The parameters as they are on the line."""

    @property
    def payload(self) -> Optional[bytes]:
        """The bytes after the line, if the command has a payload."""

    @property
    def command(self) -> Optional[str]:
        """The name of its record, or ``Other``; ``None`` if it cannot be read."""

    @property
    def fields(self) -> list[Field]:
        """The parameters by name."""

    @property
    def error(self) -> Optional[WireError]:
        """The error if the command cannot be read. The frames after it are not affected."""

@final
class Connection:
    """A connection of MSNP: cuts the bytes of each side into frames, and follows link and dialect.

    A sniffer passes both sides to :meth:`receive`. A server passes what the client sends, and tells with :meth:`sent` what
    it sends itself.
    """

    def __new__(
        cls,
        link: Optional[_Link] = None,
        dialect: Optional[int] = None,
        *,
        lenient: bool = False,
        max_line: int = 8192,
        max_payload: int = 1048576,
    ) -> Connection:
        """Name the link if you do not trust the peer. ``lenient`` accepts lone LF, empty lines and lower case."""

    @property
    def link(self) -> Optional[_Link]:
        """The link, as far as it is known."""

    @property
    def dialect(self) -> Optional[int]:
        """The dialect, as far as it is known: 8 for MSNP8."""

    def receive(self, role: _Role, data: bytes) -> Iterator[Frame]:
        """Takes bytes that a side sent, in pieces of any size; returns an iterator over the frames that are complete.

        The iterator raises WireError where the stream cannot be cut into frames any more, after the frames before that
        place. Close the connection then. Frames that you do not take come with the next bytes.
        """

    def sent(self, role: _Role, data: bytes) -> None:
        """Learns from a whole command that this program sends. Raises WireError if it cannot be read."""

def ipmsg(data: bytes) -> list[Field]:
    """The fields of a datagram of IPMsg, in colon form or as a dictionary.

    Raises WireError if it is neither. If only its body cannot be read, that is a field whose value is a WireError.
    """

def content(data: bytes) -> list[Field]:
    """The fields of the payload of an ``MSG``, by its Content-Type. Raises WireError if it has no header lines."""
