//! Where breakpoints can be set in a source, and where things are declared.

use wrtd_symbols::SourceLocation;

use crate::{
    DebugSession, ScopeKind, SessionError, SourceRef, VariablesRef,
    breakpoints::SourceLines,
    disassembly::Text,
    target::ModuleId,
    variables::{FrameSymbols, Node},
};

/// A place in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePlace {
    /// The source.
    pub source: SourceRef,
    /// Line from 1.
    pub line: u32,
    /// Column from 1; 0 where unknown.
    pub column: u32,
}

impl DebugSession {
    /// Line and column (0 where unknown) of each place of lines `first ..= last` of a file at which a breakpoint can
    /// be set, sorted; at most so many.
    ///
    /// # Errors
    /// [`SessionError::Cancelled`].
    pub fn breakpoint_places(
        &self,
        path: &str,
        first: u32,
        last: u32,
        most: usize,
    ) -> Result<Vec<(u32, u32)>, SessionError> {
        let mut lines = SourceLines::new(&self.program);
        let of_modules = lines.of(path).iter();
        let mut places: Vec<(u32, u32)> =
            of_modules.flat_map(|(_, lines)| lines.places(first, last, most)).collect();
        places.sort_unstable();
        places.dedup();
        places.truncate(most);
        self.program.flush_warnings();
        self.check_cancelled()?;
        Ok(places)
    }

    /// The same of a source of the session's own: the lines with instructions.
    ///
    /// # Errors
    /// [`SessionError::NoSuchSource`], [`SessionError::Cancelled`].
    pub fn reference_places(
        &self,
        reference: u32,
        first: u32,
        last: u32,
        most: usize,
    ) -> Result<Vec<(u32, u32)>, SessionError> {
        if let Some(Text::Embedded(_, recorded)) = self.disassemblies.texts().text(reference) {
            return self.breakpoint_places(&recorded, first, last, most);
        }
        let listing = self.disassemblies.listing(&self.program, reference);
        let listing = listing.ok_or(SessionError::NoSuchSource(reference))?;
        let mut lines = Vec::new();
        let mut next = listing.instruction_at(first);
        while let Some((line, _)) = next.filter(|&(line, _)| line <= last && lines.len() < most) {
            lines.push((line, 0));
            next = listing.instruction_at(line + 1);
        }
        Ok(lines)
    }

    /// The frame whose variables with a declaration a reference leads to: of a scope of arguments, locals or statics.
    #[must_use]
    pub fn declaring_frame(&self, reference: VariablesRef) -> Option<u32> {
        match self.references.get(reference).ok()? {
            Node::Scope {
                frame,
                kind: ScopeKind::Arguments | ScopeKind::Locals | ScopeKind::Statics,
            } => Some(*frame),
            _ => None,
        }
    }

    /// Where a variable that is visible in a frame is declared; `None` where the debug information does not say.
    ///
    /// # Errors
    /// [`SessionError::NoSuchFrame`], [`SessionError::NotAlive`].
    pub fn declaration(
        &mut self,
        frame: u32,
        name: &str,
    ) -> Result<Option<SourcePlace>, SessionError> {
        self.alive()?;
        let frame = self.frame(frame)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let module = frame.position.address.module;
        Ok(of.declared(name).map(|place| self.source_place(&place, module)))
    }

    /// Where the function is declared to which the value of an expression points; `None` where it is no pointer to
    /// a function.
    ///
    /// # Errors
    /// [`SessionError::Expression`], [`SessionError::NoSuchFrame`], [`SessionError::NotAlive`].
    pub fn function_of_value(
        &mut self,
        frame: u32,
        expression: &str,
    ) -> Result<Option<SourcePlace>, SessionError> {
        self.alive()?;
        let frame = self.frame(frame)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let module = frame.position.address.module;
        let function = of.pointed_function(expression)?;
        let body = function.and_then(|function| self.program.code(module).body(function));
        let symbol = body.and_then(|body| self.program.symbols(module).function_at(body.start));
        let declared = symbol.and_then(|symbol| symbol.declared);
        Ok(declared.map(|place| self.source_place(&place, module)))
    }

    fn source_place(&self, place: &SourceLocation, module: ModuleId) -> SourcePlace {
        let source = self.program.source_ref(&place.file, module);
        SourcePlace { source, line: place.line, column: place.column }
    }
}
