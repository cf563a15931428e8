//! Tables of instructions: each with its opcode and its name in the text format, those of one shape
//! together.

/// A function for each shape in the table, which writes what the instruction computes to `out`, or
/// tells with `false` that the opcode is not in the table; and the function `shape`.
macro_rules! operations {
    ($($shape:ident $function:ident($($operand:ident: $ty:ty),*) -> $result:ty {
        $($op:literal $name:literal => $value:expr;)*
    })*) => {
        $(#[inline(always)]
        pub(super) fn $function(op: u32, $($operand: $ty,)* out: &mut $result) -> bool {
            match op {
                $($op => *out = $value,)*
                _ => return false,
            }
            true
        })*

        shapes! { $($($op $name => Shape::$shape;)*)* }
    };
}

/// The function `shape` alone, for instructions whose work is not told by the opcode.
macro_rules! shapes {
    ($($op:literal $name:literal => $shape:expr;)*) => {
        #[inline(always)]
        pub(super) fn shape(op: u32) -> Option<Shape> {
            Some(match op {
                $($op => $shape,)*
                _ => return None,
            })
        }

        #[cfg(test)]
        pub(super) const NAMES: &[(u32, &str)] = &[$(($op, $name)),*];
    };
}
