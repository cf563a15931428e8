//! Keys as they are written in the table of bindings and in the help.

use std::{collections::HashMap, fmt};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::bindings::{Action, BINDINGS, Scope};
use crate::state::PaneId;

/// A key with the keys that are held with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    held: KeyModifiers,
}

impl Key {
    /// The key of an event. What a letter's shift key does is in the letter itself.
    #[must_use]
    pub fn of(event: KeyEvent) -> Self {
        let held =
            event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        match event.code {
            // Some terminals send a letter with shift, others the capital letter.
            KeyCode::Char(c) if held.contains(KeyModifiers::SHIFT) => Self {
                code: KeyCode::Char(if c.is_ascii_lowercase() {
                    c.to_ascii_uppercase()
                } else {
                    c
                }),
                held: held - KeyModifiers::SHIFT,
            },
            // Terminals that know no modifiers of function keys send these in place of shift.
            KeyCode::F(number @ 13..=24) if held.is_empty() => {
                Self { code: KeyCode::F(number - 12), held: KeyModifiers::SHIFT }
            }
            // Shift is in its name, and only some terminals say it once more.
            KeyCode::BackTab => Self { code: KeyCode::BackTab, held: held - KeyModifiers::SHIFT },
            KeyCode::Tab if held.contains(KeyModifiers::SHIFT) => {
                Self { code: KeyCode::BackTab, held: held - KeyModifiers::SHIFT }
            }
            code => Self { code, held },
        }
    }

    /// The key of a text: `n`, `F5`, `S-F11`, `C-c`, `A-1`, `Enter`, `Space`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut held = KeyModifiers::NONE;
        let mut rest = text;
        while let Some((modifier, key)) = rest.split_once('-').filter(|(_, key)| !key.is_empty()) {
            held |= match modifier {
                "C" => KeyModifiers::CONTROL,
                "A" => KeyModifiers::ALT,
                "S" => KeyModifiers::SHIFT,
                _ => return None,
            };
            rest = key;
        }
        let named = NAMES.iter().find(|(name, _)| *name == rest).map(|&(_, code)| code);
        let function = || rest.strip_prefix('F')?.parse().ok().map(KeyCode::F);
        let letter = || {
            let mut letters = rest.chars();
            letters.next().filter(|_| letters.next().is_none()).map(KeyCode::Char)
        };
        let code = named.or_else(letter).or_else(function)?;
        Some(Self { code, held })
    }

    /// The event of the key, as a terminal sends it.
    #[must_use]
    pub const fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.held)
    }

    /// The letter that it types, if it does.
    #[must_use]
    pub fn letter(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.held.is_empty() => Some(c),
            // AltGr comes as both, and types something.
            KeyCode::Char(c) if self.held == KeyModifiers::CONTROL | KeyModifiers::ALT => Some(c),
            _ => None,
        }
    }
}

const NAMES: &[(&str, KeyCode)] = &[
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("BackTab", KeyCode::BackTab),
    ("Space", KeyCode::Char(' ')),
    ("Backspace", KeyCode::Backspace),
    ("Del", KeyCode::Delete),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (flag, name) in
            [(KeyModifiers::CONTROL, "C-"), (KeyModifiers::ALT, "A-"), (KeyModifiers::SHIFT, "S-")]
        {
            if self.held.contains(flag) {
                f.write_str(name)?;
            }
        }
        match NAMES.iter().find(|(_, code)| *code == self.code) {
            Some((name, _)) => f.write_str(name),
            None => match self.code {
                KeyCode::Char(c) => write!(f, "{c}"),
                KeyCode::F(number) => write!(f, "F{number}"),
                other => write!(f, "{other:?}"),
            },
        }
    }
}

/// One key, or two letters one after the other: `gg`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chord {
    /// One key.
    One(Key),
    /// Two.
    Two(Key, Key),
}

impl Chord {
    /// The keys of a text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(key) = Key::parse(text) {
            return Some(Self::One(key));
        }
        let mut letters = text.chars();
        let (first, second) = (letters.next()?, letters.next()?);
        let key = |c| Key { code: KeyCode::Char(c), held: KeyModifiers::NONE };
        letters.next().is_none().then(|| Self::Two(key(first), key(second)))
    }
}

/// What each key means.
#[derive(Debug)]
pub struct Keymap {
    everywhere: HashMap<Key, Action>,
    panes: HashMap<(PaneId, Key), Action>,
    pairs: HashMap<(Key, Key), Action>,
}

impl Default for Keymap {
    fn default() -> Self {
        let (mut everywhere, mut panes, mut pairs) =
            (HashMap::new(), HashMap::new(), HashMap::new());
        for binding in BINDINGS {
            for chord in binding.keys.iter().filter_map(|key| Chord::parse(key)) {
                match (chord, binding.scope) {
                    (Chord::Two(first, second), _) => {
                        pairs.insert((first, second), binding.action);
                    }
                    (Chord::One(key), Scope::Everywhere) => {
                        everywhere.insert(key, binding.action);
                    }
                    (Chord::One(key), Scope::Pane(ids)) => {
                        panes.extend(ids.iter().map(|&id| ((id, key), binding.action)));
                    }
                }
            }
        }
        Self { everywhere, panes, pairs }
    }
}

impl Keymap {
    /// What a key means in a pane: its own meaning there, or else the one that it has everywhere.
    #[must_use]
    pub fn action(&self, pane: PaneId, key: Key) -> Option<Action> {
        self.panes.get(&(pane, key)).or_else(|| self.everywhere.get(&key)).copied()
    }

    /// Whether another key must follow.
    #[must_use]
    pub fn begins(&self, key: Key) -> bool {
        self.pairs.keys().any(|(first, _)| *first == key)
    }

    /// What two keys mean, one after the other.
    #[must_use]
    pub fn pair(&self, first: Key, second: Key) -> Option<Action> {
        self.pairs.get(&(first, second)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_they_are_read() {
        for text in ["n", "N", "F5", "S-F11", "C-c", "A-1", "Enter", "Space", "-", "C--", "/", "?"]
        {
            assert_eq!(Key::parse(text).expect(text).to_string(), text);
        }
        for wrong in ["", "X-c", "Hello", "F"] {
            let parsed = Key::parse(wrong);
            assert!(wrong == "F" || parsed.is_none(), "{wrong}: {parsed:?}");
        }
    }

    #[test]
    fn a_key_has_one_meaning_in_a_pane() {
        let mut seen = HashMap::new();
        for binding in BINDINGS {
            for key in binding.keys {
                let parsed = Chord::parse(key).unwrap_or_else(|| panic!("{key} is no key"));
                let scopes: Vec<Option<PaneId>> = match binding.scope {
                    Scope::Everywhere => vec![None],
                    Scope::Pane(ids) => ids.iter().copied().map(Some).collect(),
                };
                if let Chord::Two(..) = parsed {
                    assert_eq!(binding.scope, Scope::Everywhere, "{key}");
                }
                for scope in scopes {
                    let earlier = seen.insert((scope, parsed), binding.action);
                    assert_eq!(earlier, None, "{key} in {scope:?}");
                }
            }
        }
        // The first of two keys would never mean anything alone.
        let keymap = Keymap::default();
        let alone = seen.keys().filter_map(|(_, chord)| match chord {
            Chord::One(key) => Some(*key),
            Chord::Two(..) => None,
        });
        assert_eq!(alone.filter(|&key| keymap.begins(key)).collect::<Vec<_>>(), []);
    }

    #[test]
    fn terminals_write_one_key_in_several_ways() {
        let of = |code, held| Key::of(KeyEvent::new(code, held)).to_string();
        // Shift-F11 and Shift-F5 of terminals that know no modifiers.
        assert_eq!(of(KeyCode::F(23), KeyModifiers::NONE), "S-F11");
        assert_eq!(of(KeyCode::F(17), KeyModifiers::NONE), "S-F5");
        assert_eq!(of(KeyCode::F(11), KeyModifiers::SHIFT), "S-F11");
        assert_eq!(of(KeyCode::BackTab, KeyModifiers::SHIFT), "BackTab");
        assert_eq!(of(KeyCode::Tab, KeyModifiers::SHIFT), "BackTab");
        assert_eq!(of(KeyCode::Char('g'), KeyModifiers::SHIFT), "G");
        assert_eq!(of(KeyCode::Char('1'), KeyModifiers::ALT), "A-1");
    }
}
