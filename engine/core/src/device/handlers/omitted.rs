//! What no image has: its writer refuses the proposals, and a build without vectors refuses images with
//! vectors.

use crate::device::Trap;
use crate::device::machine::{Flow, Machine};

macro_rules! omitted {
    ($($name:ident)*) => {
        $(#[inline(always)]
        pub(in crate::device) fn $name(m: &mut Machine<'_>) -> Flow {
            general(m)
        })*
    };
}

/// An opcode that no image has.
#[cold]
#[inline(never)]
pub(in crate::device) fn general(_: &mut Machine<'_>) -> Flow {
    Err(Trap::BadImage.into())
}

omitted!(throw catch delegate try_table atomic_prefixed);

#[cfg(not(feature = "vector"))]
omitted! {
    local_get_vector local_set_vector local_tee_vector global_get_vector global_set_vector
    select_vector select_typed_vector br_vector br_if_vector br_table_vector br_on_null_vector
    br_on_non_null_vector vector_prefixed
}
