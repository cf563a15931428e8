//! What a client sent, in messages about it: a client may send megabytes where a name was expected.

/// Characters of a name or value of the client's that are shown.
const SHOWN: usize = 100;

/// The text, or its beginning and an ellipsis.
pub(crate) fn shortened(text: &str) -> String {
    shortened_to(text, SHOWN)
}

/// The text, or its first `most` characters and an ellipsis.
pub(crate) fn shortened_to(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_long_is_shortened_and_never_inside_a_character() {
        assert_eq!(shortened("threads"), "threads");
        assert_eq!(shortened(&"ä".repeat(100)), "ä".repeat(100));
        assert_eq!(shortened(&"ä".repeat(101)), format!("{}…", "ä".repeat(100)));
        assert_eq!(shortened_to("abc", 2), "ab…");
    }
}
