//! Names of the schema as Rust spells them.

/// `exception breakpoint`, `startCollapsed`, `MD5` → `ExceptionBreakpoint`, `StartCollapsed`, `MD5`.
pub(crate) fn pascal(name: &str) -> String {
    let mut result = String::new();
    let mut upper = true;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() {
            upper = true;
        } else if upper {
            result.push(c.to_ascii_uppercase());
            upper = false;
        } else {
            result.push(c);
        }
    }
    result
}

/// `clientID`, `supportsANSIStyling`, `request_seq` → `client_id`, `supports_ansi_styling`, `request_seq`.
pub(crate) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut result = String::new();
    for (i, &c) in letters.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            if !result.is_empty() {
                result.push('_');
            }
            continue;
        }
        let starts_word = c.is_ascii_uppercase()
            && i > 0
            && (letters[i - 1].is_ascii_lowercase()
                || letters.get(i + 1).is_some_and(char::is_ascii_lowercase));
        if starts_word && !result.is_empty() && !result.ends_with('_') {
            result.push('_');
        }
        result.push(c.to_ascii_lowercase());
    }
    result
}

/// A field's identifier: `snake`, with a trailing underscore where that is a keyword.
pub(crate) fn field(name: &str) -> String {
    let snake = snake(name);
    match snake.as_str() {
        "type" | "final" | "ref" | "mod" | "fn" | "use" | "where" => format!("{snake}_"),
        _ => snake,
    }
}

/// What serde's `rename_all = "camelCase"` makes of a field's identifier.
pub(crate) fn serde_camel(field: &str) -> String {
    let mut result = String::new();
    let mut upper = false;
    for c in field.chars() {
        if c == '_' {
            upper = true;
        } else if upper && !result.is_empty() {
            result.push(c.to_ascii_uppercase());
            upper = false;
        } else {
            result.push(c);
            upper = false;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_one_word() {
        assert_eq!(snake("clientID"), "client_id");
        assert_eq!(snake("supportsANSIStyling"), "supports_ansi_styling");
        assert_eq!(snake("linesStartAt1"), "lines_start_at1");
        assert_eq!(snake("__restart"), "restart");
        assert_eq!(pascal("data breakpoint"), "DataBreakpoint");
        assert_eq!(serde_camel("lines_start_at1"), "linesStartAt1");
    }
}
