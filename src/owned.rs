//! What types that own the bytes of another have of it.

/// Makes a type over `B: AsRef<[u8]>` behave as what it lends: `owned! { PacketBuf, packet }` compares, hashes and
/// shows the packet. It is written as its bytes.
///
/// ```text
/// impl<B: AsRef<[u8]>> Encode for PacketBuf<B> { … sink.put(self.bytes.as_ref()) }
/// impl<B: AsRef<[u8]>> PartialEq for PacketBuf<B> { … self.packet() == other.packet() }
/// …
/// ```
macro_rules! owned {
    ($name:ident, $lent:ident) => {
        impl<B: AsRef<[u8]>> $crate::wire::Encode for $name<B> {
            fn encode<S: $crate::sink::Sink + ?Sized>(&self, sink: &mut S) -> Result<(), S::Error> {
                sink.put(self.bytes.as_ref())
            }
        }

        #[doc = concat!("As [`", stringify!($lent), "`](Self::", stringify!($lent), ").")]
        impl<B: AsRef<[u8]>> PartialEq for $name<B> {
            fn eq(&self, other: &Self) -> bool {
                self.$lent() == other.$lent()
            }
        }

        impl<B: AsRef<[u8]>> Eq for $name<B> {}

        impl<B: AsRef<[u8]>> core::hash::Hash for $name<B> {
            fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
                self.$lent().hash(state);
            }
        }

        impl<B: AsRef<[u8]>> core::fmt::Debug for $name<B> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Debug::fmt(&self.$lent(), f)
            }
        }
    };
}
pub(crate) use owned;
