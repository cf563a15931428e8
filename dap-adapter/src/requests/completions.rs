//! `completions`: what could stand where the cursor is in the debug console: names and values of the frame, wrtd's
//! commands and what these take. The console knows them; here they become the protocol's items.

use wrtd_console::{Completion, CompletionKind};

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::generated::{
        CompletionItem, CompletionItemType, CompletionsArguments, CompletionsRequest,
        CompletionsResponseBody,
    },
    state::{Phase, When},
};

/// Characters of a line that are looked at.
const LONGEST: usize = 4096;

impl Handle for CompletionsRequest {
    const WHEN: When = When::Alive;

    fn handle(
        adapter: &mut Adapter,
        arguments: CompletionsArguments,
    ) -> Result<CompletionsResponseBody, RequestError> {
        let client = adapter.shared.run().client.clone();
        let (text, column) = line(&arguments, client.our_line(arguments.line.unwrap_or(0)));
        // In UTF-16 code units, from where the client counts.
        let units = client.our_column(arguments.column).unwrap_or(u32::MAX).saturating_sub(1);
        let column = column.unwrap_or_else(|| characters(&text, units));
        let stopped = adapter.phase() == Phase::Stopped;
        let frame = match (stopped, arguments.frame_id) {
            (true, Some(id)) => Some(adapter.frame(Some(id))?),
            _ => None,
        };
        let console = std::mem::take(&mut adapter.console);
        let asked = text.clone();
        let (console, found) = adapter.with(move |session| {
            let found = console.complete_expression_or_command(session, frame, &asked, column);
            (console, found)
        })?;
        adapter.console = console;
        let targets = found?.into_iter().map(|completion| item(&text, completion)).collect();
        Ok(CompletionsResponseBody { targets })
    }
}

/// The line in which the cursor is; and its end where the text has fewer lines.
fn line(arguments: &CompletionsArguments, line: Option<u32>) -> (String, Option<usize>) {
    let shortened = |text: &str| text.chars().take(LONGEST).collect::<String>();
    let index = line.unwrap_or(1).saturating_sub(1) as usize;
    match arguments.text.split('\n').nth(index) {
        Some(text) => (shortened(text), None),
        None => {
            let text = shortened(arguments.text.rsplit('\n').next().unwrap_or_default());
            let length = text.chars().count();
            (text, Some(length))
        }
    }
}

/// How many characters so many UTF-16 code units are.
fn characters(text: &str, units: u32) -> usize {
    let mut left = units;
    text.chars()
        .take_while(|c| {
            let fits = left >= c.len_utf16() as u32;
            left = left.saturating_sub(c.len_utf16() as u32);
            fits
        })
        .count()
}

/// UTF-16 code units of so many characters.
fn units_before(text: &str, characters: usize) -> u32 {
    text.chars().take(characters).map(|c| c.len_utf16() as u32).sum()
}

fn item(text: &str, completion: Completion) -> CompletionItem {
    let start = units_before(text, completion.replaces.start);
    let end = units_before(text, completion.replaces.end);
    CompletionItem {
        label: completion.label,
        start: Some(start),
        length: Some(end - start),
        type_: Some(match completion.kind {
            CompletionKind::Command | CompletionKind::Word | CompletionKind::Topic => {
                CompletionItemType::Keyword
            }
            CompletionKind::Number => CompletionItemType::Reference,
            CompletionKind::Source => CompletionItemType::File,
            CompletionKind::Variable | CompletionKind::Static => CompletionItemType::Variable,
            CompletionKind::Member => CompletionItemType::Field,
            CompletionKind::Function => CompletionItemType::Function,
            CompletionKind::Machine => CompletionItemType::Value,
        }),
        ..CompletionItem::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_as_the_client_does() {
        let text = "a\u{1f980}b c";
        assert_eq!([0, 1, 2, 3, 4, 99].map(|units| characters(text, units)), [0, 1, 1, 2, 3, 5]);
        assert_eq!(units_before(text, 2), 3);
    }
}
