//! What the code of a function writes of its locals and globals, and which of it may have been done.

use std::ops::Range;

use wasmparser::Operator;

use crate::disassembly::ModuleCode;

/// The instructions of a function that write locals or globals.
pub(crate) struct Writes {
    /// Wasm offset of each, and which local.
    pub(super) locals: Vec<(u32, u32)>,
    /// Wasm offset of each, and which global.
    pub(super) globals: Vec<(u32, u32)>,
    /// Wasm offsets of the loops.
    loops: Vec<Range<u32>>,
}

impl Writes {
    pub(crate) fn of(code: &ModuleCode, wasm: &[u8], function: u32) -> Self {
        let mut writes = Self { locals: Vec::new(), globals: Vec::new(), loops: Vec::new() };
        let Some(range) = code.instructions(wasm, function) else { return writes };
        // For each open block where it begins if it is a loop.
        let mut open: Vec<Option<u32>> = Vec::new();
        for (offset, operator) in code.operators(wasm, range) {
            match operator {
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                    writes.locals.push((offset, local_index));
                }
                Operator::GlobalSet { global_index } => writes.globals.push((offset, global_index)),
                Operator::Loop { .. } => open.push(Some(offset)),
                Operator::Block { .. }
                | Operator::If { .. }
                | Operator::Try { .. }
                | Operator::TryTable { .. } => open.push(None),
                Operator::End | Operator::Delegate { .. } => {
                    if let Some(Some(begin)) = open.pop() {
                        writes.loops.push(begin..offset + 1);
                    }
                }
                _ => {}
            }
        }
        writes
    }

    /// Whether the instruction at `write` may have been executed in a frame that stands at `pc`.
    ///
    /// Control goes back only to the beginnings of loops that it is in. So an instruction further on was executed only
    /// where a loop holds both: a way from it to `pc` goes back over `pc`, and the loop to whose beginning it does
    /// so, or one around it through which it came there, has both in it.
    pub(super) fn may_have_run(&self, write: u32, pc: u32) -> bool {
        let is_in_both = |range: &Range<u32>| range.contains(&write) && range.contains(&pc);
        write < pc || self.loops.iter().any(is_in_both)
    }

    /// The first instruction that may have written one of so many first locals.
    pub(crate) fn overwritten(&self, parameters: u32, pc: u32) -> Option<(u32, u32)> {
        let is_done =
            |&&(offset, local): &&(u32, u32)| local < parameters && self.may_have_run(offset, pc);
        self.locals.iter().find(is_done).copied()
    }

    /// The only instruction that writes a local, if it is one.
    pub(super) fn is_written_once(&self, local: u32) -> bool {
        self.locals.iter().filter(|(_, written)| *written == local).count() == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_further_on_was_done_only_in_a_loop() {
        let wat = r#"(module (func (param i32 i32 i32)
            (local.set 0 (i32.const 1))
            (loop (nop) (local.set 1 (i32.const 2)) (br_if 0 (local.get 1)))
            (nop)
            (local.set 2 (i32.const 3))))"#;
        let wasm = wat::parse_str(wat).unwrap();
        let code = ModuleCode::read(&wasm);
        let writes = Writes::of(&code, &wasm, 0);
        let range = code.instructions(&wasm, 0).unwrap();
        let nops: Vec<u32> = code
            .operators(&wasm, range.clone())
            .filter(|(_, operator)| matches!(operator, Operator::Nop))
            .map(|(offset, _)| offset)
            .collect();
        let overwritten = |pc| {
            let is_done = |local| {
                writes.locals.iter().any(|&(at, it)| it == local && writes.may_have_run(at, pc))
            };
            [0, 1, 2].map(is_done)
        };
        assert_eq!(overwritten(range.start), [false, false, false]);
        assert_eq!(overwritten(nops[0]), [true, true, false]);
        assert_eq!(overwritten(nops[1]), [true, true, false]);
        assert_eq!(overwritten(range.end - 1), [true, true, true]);
        assert_eq!(writes.overwritten(3, nops[0]).unwrap().1, 0);
        assert_eq!(writes.overwritten(0, nops[0]), None);
        assert!(writes.is_written_once(2) && !writes.is_written_once(3));
    }
}
