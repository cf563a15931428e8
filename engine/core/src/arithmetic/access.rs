//! What loads and stores make of the bytes of memory (core specification, section 4.4.7): one list for all
//! tiers, of each instruction its name in the decoder, its name here, and the types that it converts between.
//! Those of floats move the bits of integers; a tier that tells them apart adds them.

/// Calls the macro `$use` with every load: what it reads as, and what it gives; then with `$more`.
macro_rules! for_each_load {
    ($use:ident $($more:tt)*) => {
        $use! {
            I32Load i32_load: u32 => u32;
            I64Load i64_load: u64 => u64;
            I32Load8S i32_load8_s: i8 => i32;
            I32Load8U i32_load8_u: u8 => u32;
            I32Load16S i32_load16_s: i16 => i32;
            I32Load16U i32_load16_u: u16 => u32;
            I64Load8S i64_load8_s: i8 => i64;
            I64Load8U i64_load8_u: u8 => u64;
            I64Load16S i64_load16_s: i16 => i64;
            I64Load16U i64_load16_u: u16 => u64;
            I64Load32S i64_load32_s: i32 => i64;
            I64Load32U i64_load32_u: u32 => u64;
            $($more)*
        }
    };
}

/// The same for every store: what it takes, and what it writes as.
macro_rules! for_each_store {
    ($use:ident $($more:tt)*) => {
        $use! {
            I32Store i32_store: u32 => u32;
            I64Store i64_store: u64 => u64;
            I32Store8 i32_store8: u32 => u8;
            I32Store16 i32_store16: u32 => u16;
            I64Store8 i64_store8: u64 => u8;
            I64Store16 i64_store16: u64 => u16;
            I64Store32 i64_store32: u64 => u32;
            $($more)*
        }
    };
}

pub(crate) use {for_each_load, for_each_store};
