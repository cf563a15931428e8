//! Calls of functions of the program.
//!
//! Nothing is run here: an expression that needs the result of a call says so, whoever runs the program makes the
//! call, and the expression is evaluated once more with its result. So calls are made first, from left to right and
//! inner ones before outer ones, and everything else is read afterwards.

use super::{
    Failure, convert,
    eval::Evaluator,
    parse::{Expr, ExprKind, TypeName},
    scalar::{Scalar, ScalarType},
};
use crate::{
    Place, TypeId, TypeKind, WasmValue,
    render::{ValueKind, View},
};

use super::names::Callable;

/// A call that an expression needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function's index in the module of the frame.
    pub function: u32,
    /// Its readable name.
    pub name: String,
    /// With what.
    pub arguments: Vec<WasmValue>,
    /// The byte of the expression at which it stands.
    pub(super) at: usize,
    /// The type of its result as the source has it.
    pub(super) result: Option<TypeId>,
}

/// The results of calls that were made for an expression.
#[derive(Clone, Debug, Default)]
pub struct Results(Vec<(usize, ValueKind)>);

impl Results {
    /// Keeps what a call gave; `None` for nothing.
    pub fn add(&mut self, call: &Call, result: Option<WasmValue>) {
        let kind = match (call.result, result) {
            (Some(ty), Some(value)) => {
                ValueKind::Typed { ty, place: Place::Bytes(value.to_le_bytes()) }
            }
            _ => ValueKind::Text("()".to_owned()),
        };
        self.0.push((call.at, kind));
    }

    fn get(&self, at: usize) -> Option<&ValueKind> {
        self.0.iter().find(|(known, _)| *known == at).map(|(_, kind)| kind)
    }
}

impl Evaluator<'_, '_> {
    /// `function(arguments)`.
    pub(super) fn call(
        &self,
        function: &Expr,
        arguments: &[Expr],
        expr: &Expr,
    ) -> Result<ValueKind, Failure> {
        if let ExprKind::Name(name) = &function.kind {
            match (name.as_str(), arguments) {
                ("len", [of]) => return self.len(of),
                ("len", _) => return Err(("`len` takes one value".to_owned(), expr.start)),
                // `(T)(x)` and `T(x)`: a cast, where nothing that can be called has the name.
                (name, [of]) if self.names.functions(name).is_empty() => {
                    let ty = TypeName { name: name.to_owned(), pointers: 0 };
                    if self.is_type(&ty) && !matches!(self.names.lookup(name), Ok(Some(_))) {
                        return self.cast(of, &ty, function.start);
                    }
                }
                _ => {}
            }
        }
        // Positions name calls, which have ends of their own where they begin together: `f(1)(2)`.
        let at = expr.end;
        if let Some(known) = self.results.and_then(|results| results.get(at)) {
            return Ok(known.clone());
        }
        let callable = self.callable(function, arguments.len())?;
        if self.results.is_none() {
            let message = "functions are not called here, where looking must change nothing; evaluate it in the \
                           console or as an expression of its own";
            return Err((message.to_owned(), expr.start));
        }
        let values = callable.parameters.iter().zip(arguments);
        let values = values.map(|(ty, argument)| self.argument(*ty, argument));
        let arguments = values.collect::<Result<Vec<_>, _>>()?;
        if let Some(result) = callable.result
            && self.wasm_scalar(result).is_none()
        {
            let ty = self.type_text(result);
            let message = format!(
                "`{}` gives `{ty}`, and only functions that give a number, a character, a boolean or a pointer can be \
                 called",
                callable.name
            );
            return Err((message, expr.start));
        }
        let Callable { function, name, result, .. } = callable;
        let result = result.filter(|ty| !self.is_void(*ty));
        self.wanted.replace(Some(Call { function, name, arguments, at, result }));
        Err((String::new(), expr.start))
    }

    fn callable(&self, function: &Expr, count: usize) -> Result<Callable, Failure> {
        // `(*pointer)(1)` is `pointer(1)`.
        if let ExprKind::Dereference(pointer) = &function.kind {
            return self.callable(pointer, count);
        }
        let named = match &function.kind {
            ExprKind::Name(name) => self.names.functions(name),
            _ => Vec::new(),
        };
        let text = self.text(function);
        let several = named.len() > 1;
        let mut fitting: Vec<Callable> =
            named.iter().filter(|it| it.parameters.len() == count).cloned().collect();
        match (fitting.pop(), &fitting[..], &named[..]) {
            (Some(only), [], _) => return Ok(only),
            (Some(last), others, _) => {
                let names: Vec<&str> =
                    others.iter().chain([&last]).map(|it| it.name.as_str()).take(5).collect();
                let message =
                    format!("`{text}` may be {}; write more of its path", names.join(", "));
                return Err((message, function.start));
            }
            (None, _, [only]) if !several => {
                let takes = only.parameters.len();
                let plural = if takes == 1 { "" } else { "s" };
                let given = if count == 1 { "1 is" } else { &format!("{count} are") };
                let message = format!("`{text}` takes {takes} argument{plural}, and {given} given");
                return Err((message, function.start));
            }
            (None, _, [_, ..]) => {
                let message = format!("no function `{text}` takes {count} arguments");
                return Err((message, function.start));
            }
            (None, _, []) => {}
        }
        let kind = self.value(function).map_err(|(message, at)| match &function.kind {
            ExprKind::Name(_) => (message.replacen("variable", "function or variable", 1), at),
            _ => (message, at),
        })?;
        let callable = self.pointed_function(&kind);
        callable.filter(|it| it.parameters.len() == count).ok_or_else(|| {
            let plural = if count == 1 { "" } else { "s" };
            let message = format!(
                "`{text}` is no function that takes {count} argument{plural}, and cannot be called"
            );
            (message, function.start)
        })
    }

    /// The function that a pointer leads to, with the types of the pointer.
    fn pointed_function(&self, kind: &ValueKind) -> Option<Callable> {
        let Some(Scalar::Pointer { address, target: Some(target), .. }) = self.load(kind) else {
            return None;
        };
        let ty = self.renderer.bare(target);
        let TypeKind::Function { result, parameters } = &ty.kind else { return None };
        let found = self.names.function_at(u32::try_from(address).ok()?)?;
        Some(Callable { parameters: parameters.clone(), result: *result, ..found })
    }

    /// An argument as the WebAssembly machine takes it.
    fn argument(&self, ty: TypeId, argument: &Expr) -> Result<WasmValue, Failure> {
        let Some(scalar) = self.wasm_scalar(ty) else {
            let name = self.type_text(ty);
            let message = format!(
                "an argument of type `{name}` cannot be given; numbers, characters, booleans and pointers can"
            );
            return Err((message, argument.start));
        };
        let value = self.contextual(argument, Some(ty))?;
        let value = convert::assigned(&value, scalar, self.rules)
            .map_err(|message| (message, argument.start))?;
        Ok(match (&value, scalar) {
            (Scalar::Integer(integer), _) if integer.ty.bits > 32 => {
                WasmValue::I64(u64::try_from(integer.bits).unwrap_or(0))
            }
            (Scalar::Integer(integer), _) => {
                WasmValue::I32((integer.extended().cast_unsigned() & 0xffff_ffff) as u32)
            }
            (Scalar::Float(value, super::scalar::FloatType::Single), _) => {
                WasmValue::F32((*value as f32).to_bits())
            }
            (Scalar::Float(value, _), _) => WasmValue::F64(value.to_bits()),
            (Scalar::Boolean(value), _) => WasmValue::I32(u32::from(*value)),
            (Scalar::Char(value), _) => WasmValue::I32(u32::from(*value)),
            (Scalar::Pointer { address, .. }, _) if self.renderer.address_size() == 8 => {
                WasmValue::I64(*address)
            }
            (Scalar::Pointer { address, .. }, _) => {
                let address = u32::try_from(*address).map_err(|_| {
                    (format!("{address:#x} is no address of 32 bits"), argument.start)
                })?;
                WasmValue::I32(address)
            }
            (Scalar::Text(_), _) => return Err(("text is no argument".to_owned(), argument.start)),
        })
    }

    /// What a type's values are to a call; `None` where they do not fit one value of the machine.
    fn wasm_scalar(&self, ty: TypeId) -> Option<ScalarType> {
        if self.is_void(ty) {
            return Some(ScalarType::Boolean);
        }
        let ty = self.renderer.bare(ty);
        match self.renderer.scalar_type(&ty)? {
            ScalarType::Integer(integer) if integer.bits > 64 => None,
            ScalarType::Quad => None,
            scalar => Some(scalar),
        }
    }

    fn is_void(&self, ty: TypeId) -> bool {
        let ty = self.renderer.bare(ty);
        matches!(ty.kind, TypeKind::Void) || ty.size == Some(0) || &*ty.name == "!"
    }

    /// `len(value)`: elements, entries, or bytes of text.
    fn len(&self, of: &Expr) -> Result<ValueKind, Failure> {
        let kind = self.value(of)?;
        let kind = super::load::settled(self.renderer, &kind);
        let length = match self.renderer.view(&kind) {
            View::Sequence(sequence) => sequence.length,
            View::Map(map) => Some(map.length),
            View::Text(text) => match text.known_length() {
                Some(length) => Some(length),
                None => self.renderer.whole_text(&text).map(|bytes| bytes.len() as u64),
            },
            _ => None,
        };
        match length {
            Some(length) => Ok(self.size_value(length)),
            None => {
                let message =
                    format!("`{}` is {}, which has no length", self.text(of), self.shown(&kind));
                Err((message, of.start))
            }
        }
    }
}
