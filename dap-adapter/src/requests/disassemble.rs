//! `disassemble`: a page of the instructions of a module, which a client scrolls through.

use std::fmt::Write;

use wrtd_debug::{InstructionView, SourceRef};

use super::Handle;
use crate::{
    adapter::Adapter,
    client::Client,
    error::RequestError,
    protocol::generated::{
        DisassembleArguments, DisassembleRequest, DisassembleResponseBody, DisassembledInstruction,
        DisassembledInstructionPresentationHint,
    },
    sources,
    state::When,
};

impl Handle for DisassembleRequest {
    const WHEN: When = When::AfterLaunch;

    fn handle(
        adapter: &mut Adapter,
        arguments: DisassembleArguments,
    ) -> Result<DisassembleResponseBody, RequestError> {
        let count = usize::try_from(arguments.instruction_count).unwrap_or(usize::MAX);
        let skip = arguments.instruction_offset.unwrap_or(0);
        let offset = arguments.offset.unwrap_or(0);
        let page = adapter.with(move |session| {
            let at = session.code_ref(&arguments.memory_reference, offset)?;
            session.instructions(at, skip, count)
        })??;
        let client = adapter.shared.run().client.clone();
        let mut before = None;
        let instructions = page.iter().map(|instruction| {
            let view = view(&client, instruction, before);
            before = instruction.source.as_ref().or(before);
            view
        });
        Ok(DisassembleResponseBody { instructions: instructions.collect() })
    }
}

/// An instruction as the protocol writes it; `before` is the source that was named last on its page.
fn view(
    client: &Client,
    instruction: &InstructionView,
    before: Option<&SourceRef>,
) -> DisassembledInstruction {
    let InstructionView { line, column, .. } = *instruction;
    let location = instruction.source.as_ref().filter(|source| Some(*source) != before);
    DisassembledInstruction {
        // Of all modules in one row: clients sort instructions by their addresses.
        address: format!("{:#x}", instruction.code.number()),
        instruction_bytes: instruction.valid.then(|| bytes(&instruction.bytes)),
        instruction: instruction.text.clone(),
        symbol: instruction.function.clone(),
        location: location.map(|source| sources::view(client, source)),
        line: (line > 0).then(|| client.line(line)),
        column: (column > 0).then(|| client.column(column)),
        presentation_hint: (!instruction.valid)
            .then_some(DisassembledInstructionPresentationHint::Invalid),
        ..DisassembledInstruction::default()
    }
}

/// Bytes in hexadecimal, with blanks between them.
fn bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(3 * bytes.len());
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{}{byte:02x}", if text.is_empty() { "" } else { " " });
    }
    text
}
