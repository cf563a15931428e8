//! Tables of instructions: each with its opcode and its name in the text format, those of one shape
//! together.

/// For each shape in the table a function, which writes what the instruction computes to `out`, or
/// tells with `false` that the opcode is not in the table; the function `shape`; the function `visit`;
/// and what each instruction computes as a type ([`super::Opcode`]), but for those of single lanes.
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
        }

        computed_alone! { $shape $function($($operand: $ty),*) -> $result { $($op => $value;)* } })*

        /// What `V` makes of the instruction's type, where the opcode is in the table.
        #[cfg(threaded_tier)]
        pub(crate) fn visit<V: super::Visitor>(op: u32) -> Option<V::Made> {
            $(visit_shape! { V, op, $shape $function { $($op)* } })*
            None
        }

        shapes! { $($($op $name => Shape::$shape;)*)* }
    };
}

/// The types of instructions of one shape.
macro_rules! computed_alone {
    (Extract $($rest:tt)*) => {};
    (Replace $($rest:tt)*) => {};
    ($shape:ident $function:ident $operands:tt -> $result:ty {
        $($op:literal => $value:expr;)*
    }) => {
        $(computed! { $shape $function $operands -> $result, $op => $value })*
    };
}

/// The type of one instruction.
macro_rules! computed {
    ($shape:ident $function:ident($($operand:ident: $ty:ty),*) -> $result:ty,
        $op:literal => $value:expr) => {
        #[cfg(threaded_tier)]
        impl super::operation::$shape for super::Opcode<$op> {
            #[inline(always)]
            fn $function($($operand: $ty),*) -> $result {
                $value
            }
        }
    };
}

/// Returns what the visitor makes of an instruction of this shape.
#[cfg(threaded_tier)]
macro_rules! visit_shape {
    ($visitor:ident, $opcode:ident, Extract $($rest:tt)*) => {};
    ($visitor:ident, $opcode:ident, Replace $($rest:tt)*) => {};
    ($visitor:ident, $opcode:ident, $shape:ident $function:ident { $($op:literal)* }) => {
        match $opcode {
            $($op => return Some($visitor::$function::<super::Opcode<$op>>()),)*
            _ => {}
        }
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
