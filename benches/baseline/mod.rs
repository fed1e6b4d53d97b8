//! What the crate is measured against: the same work written as one would without it.
//!
//! These are honest baselines. They read everything the generators of [`inputs`](crate::inputs)
//! write, give the same values as the crate, keep text as bytes unless the name says otherwise, and
//! take nom's quicker way where there is a choice: `take_till1` with a closure, since `is_not` and
//! `is_a` are about five times slower; no `Vec` unless the name says so.
//!
//! What they do not do is the craft: their own leaves, digits eight at a time, tables of verbs.
//!
//! The `check` functions compare each of them with the facts that the generators noted; a bench
//! calls them before it measures. Includers have [`inputs`](crate::inputs) at their crate root.

#![allow(dead_code, reason = "each crate that includes this module uses a part of it")]

pub(crate) mod ipmsg;
pub(crate) mod msnp;
pub(crate) mod msnp_every;
