//! One instruction as text, in the notation of the text format.

use wasmparser::{
    BlockType, BrTable, Catch, HeapType, Ieee32, Ieee64, MemArg, MemArgTarget, Operator, Ordering,
    RefType, ResumeTable, TryTable, UnpackedIndex, V128, ValType,
};

use super::ModuleCode;

/// Prints instructions of one function.
pub(super) struct Printer<'a> {
    pub(super) code: &'a ModuleCode,
    pub(super) function: u32,
}

/// Targets of a `br_table` that are printed.
const TARGETS: usize = 32;

impl Printer<'_> {
    /// The instruction, with the names of what it refers to.
    pub(super) fn print(&self, operator: &Operator<'_>) -> String {
        let name = mnemonic(operator);
        match self.operands(operator) {
            operands if operands.is_empty() => name,
            operands => format!("{name} {operands}"),
        }
    }

    fn operands(&self, operator: &Operator<'_>) -> String {
        match operator {
            Operator::Block { blockty }
            | Operator::Loop { blockty }
            | Operator::If { blockty }
            | Operator::Try { blockty } => self.block_type(*blockty),
            Operator::TryTable { try_table } => self.try_table(try_table),
            Operator::Throw { tag_index } | Operator::Catch { tag_index } => self.tag(*tag_index),
            Operator::Br { relative_depth }
            | Operator::BrIf { relative_depth }
            | Operator::BrOnNull { relative_depth }
            | Operator::BrOnNonNull { relative_depth }
            | Operator::Rethrow { relative_depth }
            | Operator::Delegate { relative_depth } => relative_depth.to_string(),
            Operator::RefNull { hty } => heap_type(*hty),
            Operator::BrTable { targets } => {
                let mut all: Vec<String> = targets
                    .targets()
                    .map_while(Result::ok)
                    .take(TARGETS)
                    .map(|target| target.to_string())
                    .collect();
                if targets.len() as usize > TARGETS {
                    all.push("…".to_owned());
                }
                all.push(targets.default().to_string());
                all.join(" ")
            }
            Operator::Call { function_index } | Operator::RefFunc { function_index } => {
                named(*function_index, self.code.function_name(*function_index).as_deref())
            }
            Operator::CallIndirect { type_index, table_index } => {
                let table =
                    if *table_index == 0 { String::new() } else { format!(" table {table_index}") };
                match self.code.type_signature(*type_index) {
                    Some(ty) => {
                        format!("({}) -> ({}){table}", ty.params.join(", "), ty.results.join(", "))
                    }
                    None => format!("type {type_index}{table}"),
                }
            }
            Operator::CallRef { type_index } | Operator::ReturnCallRef { type_index } => {
                self.block_type(BlockType::FuncType(*type_index))
            }
            Operator::LocalGet { local_index }
            | Operator::LocalSet { local_index }
            | Operator::LocalTee { local_index } => {
                named(*local_index, self.code.local_name(self.function, *local_index))
            }
            Operator::GlobalGet { global_index } | Operator::GlobalSet { global_index } => {
                named(*global_index, self.code.global_name(*global_index))
            }
            Operator::I32Const { value } => value.to_string(),
            Operator::I64Const { value } => value.to_string(),
            Operator::F32Const { value } => f32::from_bits(value.bits()).to_string(),
            Operator::F64Const { value } => f64::from_bits(value.bits()).to_string(),
            Operator::V128Const { value } => {
                let (lanes, _) = value.bytes().as_chunks();
                let lanes = lanes.iter().map(|lane| format!("{:#010x}", u32::from_le_bytes(*lane)));
                format!("i32x4 {}", lanes.collect::<Vec<_>>().join(" "))
            }
            Operator::I8x16Shuffle { lanes } => lanes.map(|lane| lane.to_string()).join(" "),
            Operator::TypedSelect { ty } => format!("(result {})", val_type(ty)),
            other => immediates(other),
        }
    }

    fn tag(&self, index: u32) -> String {
        named(index, self.code.tag_name(index))
    }

    /// The type, and each clause with its tag and its label.
    fn try_table(&self, table: &TryTable) -> String {
        let ty = Some(self.block_type(table.ty)).filter(|ty| !ty.is_empty());
        let clauses = table.catches.iter().map(|catch| match *catch {
            Catch::One { tag, label } => format!("(catch {} {label})", self.tag(tag)),
            Catch::OneRef { tag, label } => format!("(catch_ref {} {label})", self.tag(tag)),
            Catch::All { label } => format!("(catch_all {label})"),
            Catch::AllRef { label } => format!("(catch_all_ref {label})"),
        });
        let clauses = clauses.take(TARGETS).collect::<Vec<_>>();
        let more = (table.catches.len() > TARGETS).then(|| "…".to_owned());
        ty.into_iter().chain(clauses).chain(more).collect::<Vec<_>>().join(" ")
    }

    fn block_type(&self, ty: BlockType) -> String {
        match ty {
            BlockType::Empty => String::new(),
            BlockType::Type(ty) => format!("(result {})", val_type(&ty)),
            BlockType::FuncType(index) => self.code.type_signature(index).map_or_else(
                || format!("type {index}"),
                |ty| format!("({}) -> ({})", ty.params.join(", "), ty.results.join(", ")),
            ),
        }
    }
}

/// A type as the text format writes it.
pub(super) fn val_type(ty: &ValType) -> String {
    if let ValType::Ref(reference) = ty
        && let HeapType::Concrete(UnpackedIndex::Module(index)) = reference.heap_type()
    {
        let null = if reference.is_nullable() { "null " } else { "" };
        return format!("(ref {null}{index})");
    }
    ty.to_string()
}

/// `func` and its like, or the index of a type.
fn heap_type(ty: HeapType) -> String {
    match (ty, RefType::new(true, ty)) {
        (HeapType::Concrete(UnpackedIndex::Module(index)), _) => index.to_string(),
        // `funcref`, without what is said already.
        (HeapType::Abstract { .. }, Some(reference)) => {
            let text = reference.to_string();
            text.strip_suffix("ref").map_or(text.clone(), str::to_owned)
        }
        (other, _) => other.text(),
    }
}

fn named(index: u32, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{index} <{name}>"),
        None => index.to_string(),
    }
}

/// An immediate without a notation of its own.
trait Immediate {
    /// Its text; empty where the instruction says it already.
    fn text(&self) -> String;
}

/// `1 offset=8 align=4`: the memory, the offset and the alignment, without what the instruction means
/// anyway.
impl Immediate for MemArg {
    fn text(&self) -> String {
        let mut parts = Vec::new();
        if let MemArgTarget::Memory(memory @ 1..) = self.target {
            parts.push(memory.to_string());
        }
        if self.offset != 0 {
            parts.push(format!("offset={}", self.offset));
        }
        if self.align != self.max_align {
            parts.push(format!("align={}", 1u64 << self.align.min(63)));
        }
        parts.join(" ")
    }
}

/// Without the ordering that all instructions have that say none.
impl Immediate for Ordering {
    fn text(&self) -> String {
        match self {
            Self::SeqCst => String::new(),
            Self::AcqRel => "acq_rel".to_owned(),
        }
    }
}

macro_rules! immediates_as_debug {
    ($($ty:ty),*) => {
        $( impl Immediate for $ty {
            fn text(&self) -> String {
                format!("{self:?}")
            }
        } )*
    };
}
immediates_as_debug!(
    u8,
    u32,
    i32,
    i64,
    BlockType,
    BrTable<'_>,
    HeapType,
    Ieee32,
    Ieee64,
    RefType,
    ResumeTable,
    TryTable,
    V128,
    ValType,
    Vec<ValType>,
    [u8; 16]
);

/// Groups of instructions whose names have a dot after the group.
const GROUPS: &[&str] = &[
    "i32", "i64", "f32", "f64", "v128", "i8x16", "i16x8", "i32x4", "i64x2", "f32x4", "f64x2",
    "local", "global", "memory", "table", "ref", "data", "elem", "struct", "array", "any",
    "extern", "i31", "atomic",
];

/// The part of a name after the group, with the dots that names of atomic instructions have in it:
/// `atomic.rmw8.add_u`.
fn atomic_name(rest: &str) -> String {
    let Some(operation) = rest.strip_prefix("atomic_") else { return rest.to_owned() };
    match operation.split_once('_') {
        Some((access, operation)) if access.starts_with("rmw") => {
            format!("atomic.{access}.{operation}")
        }
        _ => format!("atomic.{operation}"),
    }
}

macro_rules! define_mnemonic {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        /// The instruction's name.
        fn mnemonic(operator: &Operator<'_>) -> String {
            let visit = match operator {
                $( Operator::$op { .. } => stringify!($visit), )*
                _ => "visit_unknown",
            };
            let name = visit.strip_prefix("visit_").unwrap_or(visit);
            match name.split_once('_') {
                Some((group, rest)) if GROUPS.contains(&group) => {
                    format!("{group}.{}", atomic_name(rest))
                }
                _ => name.trim_start_matches("typed_").to_owned(),
            }
        }

        /// Immediates that have no notation of their own, in order.
        fn immediates(operator: &Operator<'_>) -> String {
            match operator {
                $( Operator::$op $({ $($arg),* })? => {
                    #[allow(unused_mut, reason = "many instructions have no immediates")]
                    let mut parts: Vec<String> = Vec::new();
                    $( $( parts.push($arg.text()); )* )?
                    parts.retain(|part| !part.is_empty());
                    parts.join(" ")
                } )*
                _ => String::new(),
            }
        }
    };
}
wasmparser::for_each_operator!(define_mnemonic);

#[cfg(test)]
mod tests {
    use wasmparser::{BinaryReader, OperatorsReader};

    use super::{ModuleCode, Printer};

    #[test]
    fn memories_and_atomic_accesses_are_printed_as_the_text_format_writes_them() {
        let bytes = [
            0x28, 0x42, 0x01, 0x08, // On memory 1.
            0xfe, 0x20, 0x00, 0x00, // With one byte.
            0xfe, 0x01, 0x02, 0x04, //
            0xfe, 0x48, 0x02, 0x00, //
            0xfe, 0x03, 0x00,
        ];
        let code = ModuleCode::default();
        let printer = Printer { code: &code, function: 0 };
        let operators = OperatorsReader::new(BinaryReader::new(&bytes, 0));
        let text: Vec<String> =
            operators.into_iter().map(|operator| printer.print(&operator.unwrap())).collect();
        assert_eq!(
            text,
            [
                "i32.load 1 offset=8",
                "i32.atomic.rmw8.add_u",
                "memory.atomic.wait32 offset=4",
                "i32.atomic.rmw.cmpxchg",
                "atomic.fence",
            ]
        );
    }
}
