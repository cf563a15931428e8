//! A program made by hand: types, memory, locals. For what no compiler would write.

#![allow(dead_code, unreachable_pub, reason = "each test uses its part of it")]
#![allow(clippy::print_stdout, reason = "a failing test says how to repeat it")]

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use proptest::test_runner::{Config as ProptestConfig, RngSeed};
use wrtd_symbols::{
    AccessError, Composite, CompositeKind, Encoding, EnumType, Enumerator, Language, Member, Place,
    PointerKind, ProgramAccess, TemplateParameter, Type, TypeId, TypeKind, TypeSource, Variant,
    VariantPart, WasmPlace, WasmValue, builtin_type,
    expr::{MachineValue, Names, evaluate},
    render::{Format, Renderer, Value, ValueKind},
};

/// Inclusive ranges of tags.
type Tags<'a> = &'a [(i128, i128)];

/// So many random cases, or as many as `PROPTEST_CASES` says. What a run that fails prints repeats it.
pub fn seeded(cases: u32) -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    if config.rng_seed == RngSeed::Random {
        let seed = RandomState::new().hash_one(0);
        println!("PROPTEST_RNG_SEED={seed} repeats this");
        config.rng_seed = RngSeed::Fixed(seed);
    }
    config
}

/// A stopped program.
#[derive(Debug, Default)]
pub struct World {
    pub types: Vec<Arc<Type>>,
    pub memory: Vec<u8>,
    pub locals: Vec<WasmValue>,
    pub functions: BTreeMap<u32, String>,
    pub vtables: BTreeMap<u64, TypeId>,
    pub statics: BTreeMap<u64, String>,
    pub variables: BTreeMap<String, ValueKind>,
    pub hex: bool,
    /// The frame is one of Rust, not of C.
    pub rust: bool,
}

impl World {
    /// A program with so many bytes of zeroed memory.
    pub fn new(memory: usize) -> Self {
        Self { memory: vec![0; memory], ..Self::default() }
    }

    pub fn add(
        &mut self,
        language: Language,
        name: &str,
        size: Option<u64>,
        kind: TypeKind,
    ) -> TypeId {
        let id = TypeId(self.types.len() as u64);
        self.types.push(Arc::new(Type { id, language, name: name.into(), size, kind }));
        id
    }

    pub fn base(
        &mut self,
        language: Language,
        name: &str,
        size: u64,
        encoding: Encoding,
    ) -> TypeId {
        self.add(language, name, Some(size), TypeKind::Base(encoding))
    }

    pub fn pointer(&mut self, language: Language, name: &str, target: Option<TypeId>) -> TypeId {
        let kind = TypeKind::Pointer { kind: PointerKind::Pointer, target };
        self.add(language, name, Some(4), kind)
    }

    pub fn array(
        &mut self,
        language: Language,
        name: &str,
        element: TypeId,
        counts: &[u64],
    ) -> TypeId {
        let counts = counts.iter().map(|count| Some(*count)).collect();
        self.add(language, name, None, TypeKind::Array { element, counts })
    }

    pub fn structure(
        &mut self,
        language: Language,
        name: &str,
        size: u64,
        members: &[(&str, TypeId, u64)],
        arguments: &[(&str, TypeId)],
    ) -> TypeId {
        let composite = composite(members, arguments, None);
        self.add(language, name, Some(size), TypeKind::Composite(composite))
    }

    pub fn union(
        &mut self,
        language: Language,
        name: &str,
        size: u64,
        members: &[(&str, TypeId, u64)],
    ) -> TypeId {
        let mut composite = composite(members, &[], None);
        composite.kind = CompositeKind::Union;
        self.add(language, name, Some(size), TypeKind::Composite(composite))
    }

    /// A Rust enum: a tag at offset 0, and variants of (name, tags, type).
    pub fn variants(
        &mut self,
        name: &str,
        size: u64,
        tag: Option<TypeId>,
        variants: &[(&str, Tags<'_>, TypeId)],
    ) -> TypeId {
        let part = VariantPart {
            discriminant: tag.map(|ty| member(None, ty, 0)),
            variants: variants
                .iter()
                .map(|(name, tags, ty)| Variant {
                    discriminants: tags.to_vec(),
                    line: None,
                    members: vec![member(Some(name), *ty, 0)],
                })
                .collect(),
        };
        let composite = composite(&[], &[], Some(part));
        self.add(Language::Rust, name, Some(size), TypeKind::Composite(composite))
    }

    pub fn enumeration(
        &mut self,
        language: Language,
        name: &str,
        underlying: TypeId,
        values: &[(&str, i128)],
    ) -> TypeId {
        let enumerators =
            values.iter().map(|(name, value)| Enumerator { name: (*name).into(), value: *value });
        let kind = TypeKind::Enum(EnumType {
            underlying: Some(underlying),
            enumerators: enumerators.collect(),
        });
        self.add(language, name, None, kind)
    }

    pub fn put(&mut self, address: usize, bytes: &[u8]) {
        self.memory[address..address + bytes.len()].copy_from_slice(bytes);
    }

    pub fn put_u32(&mut self, address: usize, words: &[u32]) {
        for (index, word) in words.iter().enumerate() {
            self.put(address + index * 4, &word.to_le_bytes());
        }
    }

    /// A variable in linear memory.
    pub fn variable(&mut self, name: &str, ty: TypeId, address: u64) {
        self.variables.insert(name.into(), ValueKind::Typed { ty, place: Place::Memory(address) });
    }

    /// A variable in a place of its own.
    pub fn placed(&mut self, name: &str, ty: TypeId, place: Place) {
        self.variables.insert(name.into(), ValueKind::Typed { ty, place });
    }

    pub fn renderer(&self) -> Renderer<'_> {
        Renderer::new(self, self, Format { hex: self.hex, ..Format::default() })
    }

    pub fn evaluate(&self, text: &str) -> Result<Value, String> {
        evaluate(text, self, &self.renderer()).map_err(|error| error.to_string())
    }

    /// What an expression shows: its line, or its error.
    pub fn show(&self, text: &str) -> String {
        match self.evaluate(text) {
            Ok(value) => self.renderer().render(&value).text,
            Err(error) => format!("error: {error}"),
        }
    }

    /// Several expressions, one a line.
    pub fn transcript(&self, expressions: &[&str]) -> String {
        expressions.iter().map(|text| format!("{text} = {}\n", self.show(text))).collect()
    }

    /// An expression's line with its type, and its children to some depth.
    pub fn tree(&self, text: &str, depth: usize) -> String {
        let mut out = String::new();
        match self.evaluate(text) {
            Ok(value) => self.branch(&value, depth, 0, &mut out),
            Err(error) => out = format!("error: {error}\n"),
        }
        out
    }

    fn branch(&self, value: &Value, depth: usize, indent: usize, out: &mut String) {
        let rendered = self.renderer().render(value);
        let space = "  ".repeat(indent);
        out.push_str(&format!(
            "{space}{}: {} = {}\n",
            value.name, rendered.type_name, rendered.text
        ));
        if depth > 0 {
            for child in self.renderer().children(value, 0, 20) {
                self.branch(&child, depth - 1, indent + 1, out);
            }
        }
    }
}

fn member(name: Option<&str>, ty: TypeId, offset: u64) -> Member {
    Member { name: name.map(Into::into), ty, offset, bit_field: None, artificial: false }
}

fn composite(
    members: &[(&str, TypeId, u64)],
    arguments: &[(&str, TypeId)],
    variant_part: Option<VariantPart>,
) -> Composite {
    let named = |name: &str| if name.is_empty() { None } else { Some(name.to_owned()) };
    Composite {
        kind: CompositeKind::Struct,
        declaration: false,
        bases: Vec::new(),
        virtual_bases: Vec::new(),
        members: members
            .iter()
            .map(|(name, ty, offset)| member(named(name).as_deref(), *ty, *offset))
            .collect(),
        variant_part,
        template_parameters: arguments
            .iter()
            .map(|(name, ty)| TemplateParameter { name: Some((*name).into()), ty: *ty })
            .collect(),
        template_values: Vec::new(),
        containing_type: None,
    }
}

impl TypeSource for World {
    fn get(&self, id: TypeId) -> Arc<Type> {
        if let Some(ty) = builtin_type(id) {
            return ty;
        }
        usize::try_from(id.0).ok().and_then(|at| self.types.get(at)).cloned().unwrap_or_else(|| {
            let name = "<broken>".into();
            Arc::new(Type { id, language: Language::Other, name, size: None, kind: TypeKind::Void })
        })
    }

    fn find(&self, name: &str) -> Option<TypeId> {
        self.types.iter().find(|ty| &*ty.name == name).map(|ty| ty.id)
    }

    fn concrete_type_of_vtable(&self, address: u64) -> Option<TypeId> {
        self.vtables.get(&address).copied()
    }

    fn class_of_vtable(&self, address: u64) -> Option<TypeId> {
        self.vtables.get(&address).copied()
    }

    fn function_argument(&self, index: u32, argument: usize) -> Option<TypeId> {
        let types = self.types.len() as u64;
        Some(TypeId((u64::from(index) + argument as u64) % types.max(1)))
    }

    fn function_name(&self, index: u32) -> Option<String> {
        self.functions.get(&index).cloned()
    }

    fn static_at(&self, address: u64) -> Option<(String, u64)> {
        let (start, name) = self.statics.range(..=address).next_back()?;
        Some((name.clone(), address - start))
    }
}

impl ProgramAccess for World {
    fn read_memory(&self, address: u64, buffer: &mut [u8]) -> Result<(), AccessError> {
        let length = buffer.len() as u64;
        let size = self.memory.len() as u64;
        let outside = AccessError::OutOfBounds { address, length, size };
        let end = address.checked_add(length).filter(|end| *end <= size).ok_or(outside)?;
        buffer.copy_from_slice(&self.memory[address as usize..end as usize]);
        Ok(())
    }

    fn memory_size(&self) -> u64 {
        self.memory.len() as u64
    }

    fn wasm_local(&self, index: u32) -> Option<WasmValue> {
        self.locals.get(index as usize).copied()
    }

    fn wasm_global(&self, _index: u32) -> Option<WasmValue> {
        None
    }

    fn wasm_operand(&self, _index: u32) -> Option<WasmValue> {
        None
    }

    fn table_function(&self, element: u32) -> Option<u32> {
        self.functions.contains_key(&element).then_some(element)
    }
}

impl Names for World {
    fn lookup(&self, name: &str) -> Result<Option<Value>, String> {
        let found = self.variables.get(name);
        Ok(found.map(|kind| Value { name: name.into(), kind: kind.clone() }))
    }

    fn language(&self) -> Language {
        if self.rust { Language::Rust } else { Language::C }
    }

    fn machine(&self, name: &str) -> Result<MachineValue, String> {
        let index = name.strip_prefix("$local").and_then(|index| index.parse().ok());
        index
            .and_then(|index| {
                Some(MachineValue::Number(WasmPlace::Local(index), self.wasm_local(index)?))
            })
            .ok_or_else(|| format!("there is no `{name}`"))
    }

    fn similar(&self, name: &str) -> Vec<String> {
        let first = name.chars().next();
        self.variables.keys().filter(|known| known.chars().next() == first).cloned().collect()
    }
}
