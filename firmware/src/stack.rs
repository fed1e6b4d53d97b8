//! How much of the stack was ever used: cortex-m-rt paints it before `main`.

/// What cortex-m-rt paints with.
const PAINT: u32 = 0xCCCC_CCCC;

/// The most bytes of stack that were in use at once, up to now.
#[allow(unsafe_code, reason = "reads memory that belongs to no value")]
pub fn most_used() -> usize {
    unsafe extern "C" {
        static _stack_end: u32;
        static _stack_start: u32;
    }
    // The stack grows down, from `_stack_start` to `_stack_end`.
    let (mut lowest, top) = (&raw const _stack_end, &raw const _stack_start);
    // SAFETY: the linker script says that between the two there is memory, and aligned.
    while lowest < top && unsafe { lowest.read_volatile() } == PAINT {
        lowest = lowest.wrapping_add(1);
    }
    top as usize - lowest as usize
}
