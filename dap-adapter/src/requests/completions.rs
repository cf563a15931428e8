//! `completions`: what could stand where the cursor is in the debug console: names and values of the frame, and at the
//! beginning of a line wrtd's commands.

use wrtd_debug::{Completion, CompletionKind};

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
        let (console, found, commands) = adapter.with(move |session| {
            let found = match stopped {
                true => session.completions(frame, &asked, column),
                false => Ok(Vec::new()),
            };
            let before: String = asked.chars().take(column).collect();
            let commands = console.complete(session, &before);
            (console, found, commands)
        })?;
        adapter.console = console;
        let mut targets: Vec<CompletionItem> =
            found?.iter().map(|completion| item(&text, completion)).collect();
        let start = last_word(&text, column);
        for command in commands {
            if targets.iter().all(|target| target.label != command) {
                targets.push(CompletionItem {
                    start: Some(units_before(&text, start)),
                    length: Some(units_before(&text, column) - units_before(&text, start)),
                    type_: Some(CompletionItemType::Keyword),
                    label: command,
                    ..CompletionItem::default()
                });
            }
        }
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

/// First character of the word that ends at a column.
fn last_word(text: &str, column: usize) -> usize {
    let before: Vec<char> = text.chars().take(column).collect();
    before.iter().rposition(|c| c.is_whitespace()).map_or(0, |blank| blank + 1)
}

fn item(text: &str, completion: &Completion) -> CompletionItem {
    let start = units_before(text, completion.start);
    let end = units_before(text, completion.start + completion.length);
    CompletionItem {
        label: completion.label.clone(),
        text: (completion.text != completion.label).then(|| completion.text.clone()),
        start: Some(start),
        length: Some(end - start),
        type_: Some(match completion.kind {
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
        assert_eq!(last_word(text, 5), 4);
        assert_eq!(last_word(text, 2), 0);
    }
}
