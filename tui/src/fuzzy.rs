//! Whether a text has some letters in it, one after the other, and how well they fit.

/// What a letter that was found gives, and what it gives more where it begins a word or follows the one before.
const LETTER: i32 = 16;
const BEGINS_WORD: i32 = 12;
const FOLLOWS: i32 = 14;
const BEGINS_TEXT: i32 = 6;
/// What a letter between two that were found costs, up to a few of them.
const GAP: i32 = 1;
const WIDEST_GAP: i32 = 12;

/// How well the letters of `pattern` fit into `text`, in their order; `None` where they are not in it. A capital
/// letter fits itself only; blanks in the pattern are passed over.
#[must_use]
pub(crate) fn score(pattern: &str, text: &str) -> Option<i32> {
    find(pattern, text).map(|(score, _)| score)
}

/// The same, and at which characters of the text.
#[must_use]
pub(crate) fn find(pattern: &str, text: &str) -> Option<(i32, Vec<usize>)> {
    let wanted: Vec<char> = pattern.chars().filter(|c| !c.is_whitespace()).collect();
    if wanted.is_empty() {
        return Some((0, Vec::new()));
    }
    let letters: Vec<char> = text.chars().collect();
    // The best of all places where the first letter is, each with the nearest places of the others behind it.
    let starts = (0..letters.len()).filter(|&at| fits(wanted[0], letters[at]));
    let mut best: Option<(i32, Vec<usize>)> = None;
    for start in starts.take(MOST_STARTS) {
        let Some(places) = nearest(&wanted, &letters, start) else { break };
        let points = points(&places, &letters);
        if best.as_ref().is_none_or(|(known, _)| points > *known) {
            best = Some((points, places));
        }
    }
    best
}

/// Places of the first letter that are tried; a text with more is no name.
const MOST_STARTS: usize = 64;

fn fits(wanted: char, letter: char) -> bool {
    wanted == letter || (!wanted.is_uppercase() && letter.to_lowercase().eq([wanted]))
}

fn nearest(wanted: &[char], letters: &[char], start: usize) -> Option<Vec<usize>> {
    let mut places = Vec::with_capacity(wanted.len());
    let mut from = start;
    for &c in wanted {
        // One that begins a word is nearer to what people mean than one in the middle of the same gap.
        let first = (from..letters.len()).find(|&at| fits(c, letters[at]))?;
        let follows = places.last().is_some_and(|last| last + 1 == first);
        let word = (first..letters.len().min(first + WIDEST_GAP as usize))
            .find(|&at| fits(c, letters[at]) && begins_word(letters, at));
        let at = if follows { first } else { word.unwrap_or(first) };
        places.push(at);
        from = at + 1;
    }
    Some(places)
}

fn begins_word(letters: &[char], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| letters[before]) else { return true };
    !before.is_alphanumeric() || (before.is_lowercase() && letters[at].is_uppercase())
}

fn points(places: &[usize], letters: &[char]) -> i32 {
    let mut points = 0;
    let mut last: Option<usize> = None;
    for &at in places {
        points += LETTER;
        if begins_word(letters, at) {
            points += BEGINS_WORD;
        }
        match last {
            Some(last) if last + 1 == at => points += FOLLOWS,
            Some(last) => points -= GAP * ((at - last - 1) as i32).min(WIDEST_GAP),
            None if at == 0 => points += BEGINS_TEXT,
            None => {}
        }
        last = Some(at);
    }
    // Of two that fit as well the shorter one is meant.
    points - (letters.len() as i32 / 16).min(LETTER / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts that fit, the best first.
    fn ranked<'a>(pattern: &str, texts: &[&'a str]) -> Vec<&'a str> {
        let mut found: Vec<_> =
            texts.iter().filter_map(|text| Some((score(pattern, text)?, *text))).collect();
        found.sort_by_key(|(score, _)| -score);
        found.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn beginnings_of_words_and_letters_in_a_row_come_first() {
        let texts = ["disable", "delete breakpoint", "Set or remove a breakpoint", "rebind"];
        assert_eq!(ranked("db", &texts)[0], "delete breakpoint");
        assert_eq!(ranked("break", &["b r e a k", "set a breakpoint"])[0], "set a breakpoint");
        assert_eq!(ranked("step", &["Step into a call", "Set the place"])[0], "Step into a call");
        assert_eq!(ranked("tot", &["core::fmt::rt::Argument", "stock::total"]), ["stock::total"]);
    }

    #[test]
    fn letters_fit_in_their_order_and_capitals_fit_themselves() {
        assert_eq!(score("ab", "ba"), None);
        assert_eq!(score("M", "main"), None);
        assert_eq!(
            find("vN", "Vec::New"),
            Some((find("vN", "Vec::New").map_or(0, |f| f.0), vec![0, 5]))
        );
        assert_eq!(find("", "anything"), Some((0, vec![])));
        assert_eq!(find("a b", "ab").map(|found| found.1), Some(vec![0, 1]));
        assert_eq!(score("ä", "Ärger").map(|score| score > 0), Some(true));
    }
}
