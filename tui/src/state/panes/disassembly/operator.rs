//! Instructions by what they do, for their colours.

use crate::state::{Role, Row};

/// What an instruction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Control,
    Call,
    Memory,
    Variable,
    Constant,
    Reference,
    Computation,
}

fn sort(operator: &str) -> Sort {
    match operator {
        "call"
        | "call_indirect"
        | "call_ref"
        | "return_call"
        | "return_call_indirect"
        | "return_call_ref" => Sort::Call,
        "block" | "loop" | "if" | "else" | "end" | "br" | "br_if" | "br_table" | "return"
        | "unreachable" | "nop" | "br_on_null" | "br_on_non_null" | "throw" | "throw_ref"
        | "rethrow" | "try" | "try_table" | "catch" | "catch_all" | "delegate" => Sort::Control,
        _ if operator.starts_with("local.") || operator.starts_with("global.") => Sort::Variable,
        _ if operator.ends_with(".const") => Sort::Constant,
        _ if operator.starts_with("table.")
            || operator.starts_with("elem.")
            || operator.starts_with("ref.") =>
        {
            Sort::Reference
        }
        _ if operator.starts_with("memory.")
            || operator.starts_with("data.")
            || operator.contains(".load")
            || operator.contains(".store")
            || operator.contains(".atomic.") =>
        {
            Sort::Memory
        }
        _ => Sort::Computation,
    }
}

/// Whether an instruction calls a function, or names one.
pub(super) fn names_function(text: &str) -> bool {
    let operator = text.trim_start().split(' ').next().unwrap_or_default();
    matches!(operator, "call" | "return_call" | "ref.func")
}

/// Whether an instruction calls a function that only its execution tells.
pub(super) fn calls_any(text: &str) -> bool {
    let operator = text.trim_start().split(' ').next().unwrap_or_default();
    sort(operator) == Sort::Call && !names_function(text)
}

/// Adds an instruction to a row, with the blanks before it.
pub(super) fn push(row: &mut Row, text: &str) {
    let indent = text.len() - text.trim_start().len();
    let end = text[indent..].find(' ').map_or(text.len(), |at| indent + at);
    let (operator, operands) = text.split_at(end);
    let sort = sort(operator.trim_start());
    let role = match sort {
        Sort::Control | Sort::Call => Role::Keyword,
        Sort::Memory => Role::Type,
        Sort::Variable => Role::Place,
        Sort::Constant => Role::Dim,
        Sort::Reference => Role::Macro,
        Sort::Computation => Role::Value,
    };
    row.push(operator, role);
    if operands.is_empty() {
        return;
    }
    // `5 <name>`: the number matters less where there is a name.
    if let Some((number, name)) = operands.split_once(" <").filter(|_| operands.ends_with('>')) {
        let role = match sort {
            Sort::Call | Sort::Reference => Role::Function,
            _ => Role::Name,
        };
        row.push(format!("{number} "), Role::Dim);
        row.push(format!("<{name}"), role);
        return;
    }
    let role = match sort {
        Sort::Constant => Role::Number,
        Sort::Variable => Role::Name,
        Sort::Call | Sort::Control => Role::Plain,
        Sort::Memory | Sort::Reference | Sort::Computation => Role::Dim,
    };
    row.push(operands, role);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(text: &str) -> Vec<(String, Role)> {
        let mut row = Row::default();
        push(&mut row, text);
        row.parts.into_iter().map(|part| (part.text, part.role)).collect()
    }

    #[test]
    fn instructions_are_coloured_by_what_they_do() {
        let expected = [
            ("  call".to_owned(), Role::Keyword),
            (" 5 ".to_owned(), Role::Dim),
            ("<a::b<c>>".to_owned(), Role::Function),
        ];
        assert_eq!(roles("  call 5 <a::b<c>>"), expected);
        assert_eq!(roles("local.get 2")[1], (" 2".to_owned(), Role::Name));
        assert_eq!(roles("i32.const -7")[1], (" -7".to_owned(), Role::Number));
        assert_eq!(roles("i32.load8_u offset=4")[0].1, Role::Type);
        assert_eq!(roles("i64.add"), [("i64.add".to_owned(), Role::Value)]);
        assert_eq!(roles("end"), [("end".to_owned(), Role::Keyword)]);
        assert!(names_function("  call 5") && !names_function("call_indirect type 3"));
        assert!(calls_any("call_indirect (i32) -> ()") && !calls_any("call 5"));
    }
}
