//! The names that the program itself has for its functions: the `name` section, then exports.

use std::{collections::HashMap, sync::Arc};

use wasmparser::{BinaryReader, Name, NameSectionReader};

use crate::{
    FunctionSymbol,
    code::{Body, Code},
    load::WasmFile,
    names::{demangle, names_function},
};

/// Names of functions by their index in the module.
#[derive(Debug, Default)]
pub(crate) struct NameSection {
    names: HashMap<u32, Arc<str>>,
}

impl NameSection {
    /// Reads the function names, up to the first broken one. A function without one goes by the name
    /// under which it is exported.
    pub(crate) fn read(file: &WasmFile) -> Self {
        let section = file.section("name");
        let reader = NameSectionReader::new(BinaryReader::new(section.bytes(), 0));
        let mut names = HashMap::new();
        for part in reader.into_iter().map_while(Result::ok) {
            let Name::Function(functions) = part else { continue };
            for naming in functions.into_iter().map_while(Result::ok) {
                names.insert(naming.index, naming.name.into());
            }
        }
        for (index, name) in file.exported_functions() {
            names.entry(index).or_insert_with(|| name.into());
        }
        Self { names }
    }

    /// The symbol of a function.
    pub(crate) fn get(&self, index: u32) -> Option<&str> {
        self.names.get(&index).map(|name| &**name)
    }

    /// The readable name of a function.
    pub(crate) fn readable(&self, index: u32) -> Option<String> {
        let name = self.get(index)?;
        Some(demangle(name).unwrap_or_else(|| name.to_owned()))
    }

    /// The function whose code covers a Wasm offset, as far as the program itself describes it.
    pub(crate) fn function_at(&self, code: &Code, offset: u32) -> Option<FunctionSymbol> {
        let (position, body) = code.body_at(offset)?;
        Some(self.function(code, code.function_index(position), body))
    }

    /// Functions of that symbol, readable name, or last parts of it.
    pub(crate) fn functions_named(&self, code: &Code, name: &str) -> Vec<FunctionSymbol> {
        let named = self.names.iter().filter(|(_, symbol)| {
            let readable = demangle(symbol);
            &***symbol == name || names_function(readable.as_deref().unwrap_or(symbol), name)
        });
        let mut found: Vec<FunctionSymbol> = named
            .filter_map(|(index, _)| {
                Some(self.function(code, *index, code.body_of_function(*index)?))
            })
            .collect();
        found.sort_by_key(|function| function.range.start);
        found
    }

    fn function(&self, code: &Code, index: u32, body: Body) -> FunctionSymbol {
        FunctionSymbol {
            name: self.readable(index).unwrap_or_else(|| format!("func[{index}]")),
            linkage_name: self.get(index).map(str::to_owned),
            range: body.start..body.end,
            declared: None,
            body: code.first_instruction(body),
        }
    }
}
