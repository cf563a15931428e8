//! Operators and how strongly they bind, which differs between C and Rust.

use super::Rules;

/// Operators before one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unary {
    /// `-`
    Negate,
    /// `+`, which promotes in C.
    Plus,
    /// `!`
    Not,
    /// `~`
    Complement,
}

/// Operators between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    BitOr,
    BitXor,
    BitAnd,
    ShiftLeft,
    ShiftRight,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Binary {
    /// The operator that a symbol is.
    pub(super) fn of(symbol: &str) -> Option<Self> {
        Some(match symbol {
            "||" => Self::Or,
            "&&" => Self::And,
            "==" => Self::Equal,
            "!=" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            "|" => Self::BitOr,
            "^" => Self::BitXor,
            "&" => Self::BitAnd,
            "<<" => Self::ShiftLeft,
            ">>" => Self::ShiftRight,
            "+" => Self::Add,
            "-" => Self::Subtract,
            "*" => Self::Multiply,
            "/" => Self::Divide,
            "%" => Self::Remainder,
            _ => return None,
        })
    }

    /// The operator of a compound assignment such as `+=`.
    pub(super) fn of_assignment(symbol: &str) -> Option<Self> {
        let compound = [
            Self::BitOr,
            Self::BitXor,
            Self::BitAnd,
            Self::ShiftLeft,
            Self::ShiftRight,
            Self::Add,
            Self::Subtract,
            Self::Multiply,
            Self::Divide,
            Self::Remainder,
        ];
        let operator = Self::of(symbol.strip_suffix('=')?)?;
        compound.contains(&operator).then_some(operator)
    }

    /// How it is written.
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::Or => "||",
            Self::And => "&&",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::BitOr => "|",
            Self::BitXor => "^",
            Self::BitAnd => "&",
            Self::ShiftLeft => "<<",
            Self::ShiftRight => ">>",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }

    /// How strongly it binds: in C comparisons bind more than bits do, in Rust less.
    pub(super) fn strength(self, rules: Rules) -> u8 {
        match (self, rules) {
            (Self::Or, _) => 1,
            (Self::And, _) => 2,
            (
                Self::Equal
                | Self::NotEqual
                | Self::Less
                | Self::LessOrEqual
                | Self::Greater
                | Self::GreaterOrEqual,
                Rules::Rust,
            ) => 3,
            (Self::BitOr, Rules::C) => 3,
            (Self::BitOr, Rules::Rust) | (Self::BitXor, Rules::C) => 4,
            (Self::BitXor, Rules::Rust) | (Self::BitAnd, Rules::C) => 5,
            (Self::BitAnd, Rules::Rust) | (Self::Equal | Self::NotEqual, Rules::C) => 6,
            (Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual, Rules::C) => 7,
            (Self::ShiftLeft | Self::ShiftRight, _) => 8,
            (Self::Add | Self::Subtract, _) => 9,
            (Self::Multiply | Self::Divide | Self::Remainder, _) => 10,
        }
    }

    /// Whether an ordering makes the comparison true; `None` for what compares nothing.
    pub(super) fn comparison(self) -> Option<fn(std::cmp::Ordering) -> bool> {
        Some(match self {
            Self::Equal => std::cmp::Ordering::is_eq,
            Self::NotEqual => std::cmp::Ordering::is_ne,
            Self::Less => std::cmp::Ordering::is_lt,
            Self::LessOrEqual => std::cmp::Ordering::is_le,
            Self::Greater => std::cmp::Ordering::is_gt,
            Self::GreaterOrEqual => std::cmp::Ordering::is_ge,
            _ => return None,
        })
    }
}
