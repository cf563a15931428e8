//! Completion of a half-typed command line.

use wrtd_debug::DebugSession;

use crate::command::{COMMANDS, Parameter, TOPICS};
use crate::console::Console;

impl Console {
    /// Words that could stand where `line` ends, in the order in which to offer them. Each replaces
    /// the last word of `line`.
    #[must_use]
    pub fn complete(&self, session: &mut DebugSession, line: &str) -> Vec<String> {
        let line = line.trim_start();
        let Some((word, rest)) = line.split_once(char::is_whitespace) else {
            return beginning_with(line, COMMANDS.iter().map(|c| c.name.to_owned()));
        };
        let name = word.split('/').next().unwrap_or(word);
        let Ok(command) = crate::lookup::find(COMMANDS, name) else {
            return Vec::new();
        };
        let typed = rest.rsplit(char::is_whitespace).next().unwrap_or_default();
        match command.parameter {
            Parameter::None | Parameter::Text | Parameter::Location | Parameter::Address => {
                Vec::new()
            }
            Parameter::Command => beginning_with(typed, COMMANDS.iter().map(|c| c.name.to_owned())),
            Parameter::Topic => beginning_with(typed, TOPICS.iter().map(|t| t.name.to_owned())),
            Parameter::Breakpoint => {
                let numbers = session.breakpoints().into_iter().map(|b| b.id.0.to_string());
                beginning_with(typed, numbers)
            }
            Parameter::Expression => beginning_with(typed, self.variables(session).into_iter()),
        }
    }

    /// Names of the variables of the selected frame.
    fn variables(&self, session: &mut DebugSession) -> Vec<String> {
        use wrtd_debug::{Format, ScopeKind, VariableFilter};
        /// More are not offered at once.
        const LIMIT: u64 = 200;
        let mut names = Vec::new();
        for scope in session.scopes(self.frame).unwrap_or_default() {
            if matches!(scope.kind, ScopeKind::Arguments | ScopeKind::Locals) {
                let all = VariableFilter::All;
                let found = session.variables(scope.variables, all, 0, LIMIT, Format::default());
                names.extend(found.unwrap_or_default().into_iter().map(|variable| variable.name));
            }
        }
        names.sort();
        names.dedup();
        names
    }
}

fn beginning_with(typed: &str, words: impl Iterator<Item = String>) -> Vec<String> {
    words.filter(|word| word.starts_with(typed)).collect()
}
