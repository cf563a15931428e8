//! Keys while a line is being typed: in the prompt, or in the console.

use crossterm::event::{KeyCode, KeyEvent};

use super::{
    Candidate, Effect, LineEdit, PaneId, Purpose, Role, State,
    assist::Asked,
    keys::{control, edit},
    own,
};
use crate::{
    connection::{Request, Word},
    input::Key,
};

impl State {
    /// The line that is being typed, with what helps.
    fn typed(&mut self) -> (&mut LineEdit, &mut super::Assist) {
        let line = match &mut self.prompt {
            Some(prompt) => &mut prompt.line,
            None => &mut self.panes.console.line,
        };
        (line, &mut self.assist)
    }

    /// Whether the line that is being typed is a command.
    fn is_command(&self) -> bool {
        self.prompt.as_ref().is_none_or(|prompt| prompt.purpose == Purpose::Command)
    }

    /// Types in the prompt.
    pub(super) fn type_key(&mut self, event: KeyEvent, key: Key) -> Vec<Effect> {
        if let Some(effects) = self.assist_key(event, key) {
            return effects;
        }
        let Some(prompt) = &mut self.prompt else { return Vec::new() };
        match event.code {
            KeyCode::Esc => self.leave_prompt(),
            KeyCode::Enter => return self.enter(),
            KeyCode::Char('c') if key == control('c') => self.leave_prompt(),
            KeyCode::Backspace if prompt.line.text().is_empty() => self.leave_prompt(),
            _ => {
                edit(&mut prompt.line, event, key);
                if prompt.purpose == Purpose::Search {
                    let text = prompt.line.text().to_owned();
                    self.search_for(&text);
                }
            }
        }
        Vec::new()
    }

    fn leave_prompt(&mut self) {
        let left = self.prompt.take();
        self.assist.leave();
        self.assist.history.leave();
        if left.is_some_and(|prompt| prompt.purpose == Purpose::Search) {
            self.search_back();
        }
    }

    fn enter(&mut self) -> Vec<Effect> {
        let Some(prompt) = self.prompt.take() else { return Vec::new() };
        self.assist.leave();
        let text = prompt.line.text().to_owned();
        match &prompt.purpose {
            Purpose::Command => self.command(text),
            Purpose::Search => {
                self.search_done();
                Vec::new()
            }
            Purpose::Input => vec![Effect::Feed(format!("{text}\n"))],
            Purpose::Pane(pane, _) => {
                self.panes.get_mut(*pane).entered(&prompt.purpose, &text, &self.known)
            }
        }
    }

    /// In the console letters are typed, so that it feels like a shell of the debugger; other keys mean what they mean
    /// everywhere.
    pub(super) fn console_key(&mut self, event: KeyEvent, key: Key) -> Option<Vec<Effect>> {
        if self.focus != PaneId::Console {
            return None;
        }
        if let Some(effects) = self.assist_key(event, key) {
            return Some(effects);
        }
        let console = &mut self.panes.console;
        match event.code {
            KeyCode::Enter => {
                self.assist.leave();
                let line = console.enter();
                if line.trim().is_empty() {
                    return Some(vec![Effect::Request(Request::Again)]);
                }
                return Some(self.command(line));
            }
            // As in a shell: what was typed goes first.
            KeyCode::Char('c') if key == control('c') && !console.line.text().is_empty() => {
                console.enter();
            }
            KeyCode::Tab | KeyCode::BackTab => return None,
            _ if edit(&mut console.line, event, key) => console.at_end(),
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Carries out a command, and keeps it in the history.
    pub(crate) fn command(&mut self, line: String) -> Vec<Effect> {
        // Whoever types in the console may begin as elsewhere.
        let line = line.trim_start().trim_start_matches(':').to_owned();
        // Nobody wants to find the way out first the next time.
        if !own::leaves(&line) {
            self.assist.history.remember(&line);
        }
        if line.trim().is_empty() {
            return Vec::new();
        }
        self.panes.console.asked(&line);
        match self.run_own(&line) {
            Some(effects) => effects,
            None => vec![Effect::command(line)],
        }
    }

    /// Keys that complete and recall; `None` if it is none of them, and then the line is no more what they were for.
    fn assist_key(&mut self, event: KeyEvent, key: Key) -> Option<Vec<Effect>> {
        if self.assist.recall.is_some() && self.recall_key(event, key) {
            return Some(Vec::new());
        }
        let (command, prompted) = (self.is_command(), self.prompt.is_some());
        let (line, assist) = self.typed();
        let listed = assist.candidates.is_some();
        match event.code {
            KeyCode::Tab | KeyCode::Down if listed => {
                assist.cycle(line, true);
            }
            KeyCode::BackTab | KeyCode::Up if listed => {
                assist.cycle(line, false);
            }
            KeyCode::Esc if listed => assist.candidates = None,
            // An empty line has nothing to complete, and Tab leads on to the next pane.
            KeyCode::Tab if prompted || !line.text().is_empty() => {
                return Some(self.complete());
            }
            KeyCode::Char('r') if command && key == control('r') => assist.search(line),
            KeyCode::Up if command => {
                if let Some(earlier) = assist.history.earlier(line.text()) {
                    *line = LineEdit::new(earlier);
                }
            }
            KeyCode::Down if command => {
                if let Some(later) = assist.history.later() {
                    *line = LineEdit::new(later);
                }
            }
            _ => {
                assist.leave();
                if key.letter().is_some() {
                    assist.history.leave();
                }
                return None;
            }
        }
        Some(Vec::new())
    }

    /// Keys of a search in what was typed before; `false` ends it and leaves the key to others.
    fn recall_key(&mut self, event: KeyEvent, key: Key) -> bool {
        let (line, assist) = self.typed();
        match event.code {
            KeyCode::Esc => assist.forget_search(line),
            KeyCode::Char('g' | 'c') if key == control('g') || key == control('c') => {
                assist.forget_search(line);
            }
            KeyCode::Char('r') if key == control('r') => assist.search(line),
            KeyCode::Backspace => assist.search_for(line, |part| {
                part.pop();
            }),
            _ => match key.letter() {
                Some(letter) => assist.search_for(line, |part| part.push(letter)),
                None => {
                    assist.recall = None;
                    return false;
                }
            },
        }
        true
    }

    /// Asks which words could stand where one types.
    fn complete(&mut self) -> Vec<Effect> {
        // What panes ask for are expressions.
        let before_it = match self.prompt.as_ref().map(|prompt| &prompt.purpose) {
            None | Some(Purpose::Command) => "",
            Some(Purpose::Pane(..)) => "print ",
            Some(Purpose::Search | Purpose::Input) => return Vec::new(),
        };
        let (line, assist) = self.typed();
        let (text, before) = (line.text().to_owned(), line.before().to_owned());
        let own = if before_it.is_empty() { own::complete(&before) } else { Vec::new() };
        let asked = |only, shift| Asked { typed: line.clone(), own, shift, only };
        let (asked, language) = match text.strip_prefix("open ") {
            Some(rest) if before_it.is_empty() => {
                (asked(Some("source"), 1), format!("break {rest}"))
            }
            _ => (asked(None, before_it.len() as isize), format!("{before_it}{text}")),
        };
        let column = before.chars().count().saturating_add_signed(asked.shift);
        assist.asked = Some(asked);
        vec![Effect::Request(Request::Complete { line: language, column })]
    }

    /// Words that could stand where one types have come.
    pub(super) fn completed(&mut self, words: Vec<Word>) {
        let (line, assist) = self.typed();
        // Whoever has typed on wants others.
        let Some(Asked { mut own, shift, only, .. }) =
            assist.asked.take().filter(|asked| asked.typed == *line)
        else {
            return;
        };
        let fitting = words.into_iter().filter(|word| only.is_none_or(|only| word.kind == only));
        let shifted = |at: usize| at.saturating_add_signed(-shift);
        own.extend(fitting.map(|word| Candidate {
            label: word.text,
            replaces: shifted(word.replaces.start)..shifted(word.replaces.end),
            kind: word.kind,
        }));
        let nothing = own.is_empty();
        assist.offer(line, own);
        if nothing && self.prompt.is_none() {
            self.said = Some((Role::Dim, "nothing completes this".to_owned()));
        }
    }
}
