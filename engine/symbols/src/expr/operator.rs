//! Operators on constants.

use super::constant::Constant;

/// Operators before one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unary {
    /// `-`
    Negate,
    /// `!`, `~`
    Not,
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

    /// How strongly it binds, as in Rust.
    pub(super) fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessOrEqual
            | Self::Greater
            | Self::GreaterOrEqual => 3,
            Self::BitOr => 4,
            Self::BitXor => 5,
            Self::BitAnd => 6,
            Self::ShiftLeft | Self::ShiftRight => 7,
            Self::Add | Self::Subtract => 8,
            Self::Multiply | Self::Divide | Self::Remainder => 9,
        }
    }
}

/// Applies an operator to one constant.
pub(super) fn unary(operator: Unary, operand: &Constant) -> Result<Constant, String> {
    match (operator, operand) {
        (Unary::Negate, Constant::Integer(value)) => {
            value.checked_neg().map(Constant::Integer).ok_or_else(overflow)
        }
        (Unary::Negate, Constant::Float(value)) => Ok(Constant::Float(-value)),
        (Unary::Not, Constant::Integer(value)) => Ok(Constant::Integer(!value)),
        (Unary::Not, Constant::Boolean(value)) => Ok(Constant::Boolean(!value)),
        (Unary::Negate, other) => Err(format!("{} cannot be negated", other.kind())),
        (Unary::Not, other) => Err(format!("{} cannot be inverted", other.kind())),
    }
}

/// Applies an operator to two constants.
pub(super) fn binary(
    operator: Binary,
    left: &Constant,
    right: &Constant,
) -> Result<Constant, String> {
    if let Some(expected) = comparison(operator) {
        return match left.compare(right) {
            Some(ordering) => Ok(Constant::Boolean(expected(ordering))),
            // Only a NaN compares with nothing of its own kind.
            None if matches!((left, right), (Constant::Float(_), _) | (_, Constant::Float(_)))
                && left.is_number()
                && right.is_number() =>
            {
                Ok(Constant::Boolean(operator == Binary::NotEqual))
            }
            None => Err(format!("{} and {} cannot be compared", left.kind(), right.kind())),
        };
    }
    match (left, right) {
        (Constant::Boolean(left), Constant::Boolean(right)) => boolean(operator, *left, *right),
        (Constant::Integer(left), Constant::Integer(right)) => integer(operator, *left, *right),
        _ => match (left.to_float(), right.to_float()) {
            (Some(left), Some(right)) => float(operator, left, right),
            _ => Err(format!("{} and {} do not go together", left.kind(), right.kind())),
        },
    }
}

fn overflow() -> String {
    "the result is outside 128 bits".to_owned()
}

fn comparison(operator: Binary) -> Option<fn(std::cmp::Ordering) -> bool> {
    Some(match operator {
        Binary::Equal => std::cmp::Ordering::is_eq,
        Binary::NotEqual => std::cmp::Ordering::is_ne,
        Binary::Less => std::cmp::Ordering::is_lt,
        Binary::LessOrEqual => std::cmp::Ordering::is_le,
        Binary::Greater => std::cmp::Ordering::is_gt,
        Binary::GreaterOrEqual => std::cmp::Ordering::is_ge,
        _ => return None,
    })
}

fn boolean(operator: Binary, left: bool, right: bool) -> Result<Constant, String> {
    Ok(Constant::Boolean(match operator {
        Binary::Or | Binary::BitOr => left | right,
        Binary::And | Binary::BitAnd => left & right,
        Binary::BitXor => left ^ right,
        _ => return Err("arithmetic needs numbers, these are booleans".to_owned()),
    }))
}

fn integer(operator: Binary, left: i128, right: i128) -> Result<Constant, String> {
    let shift =
        || u32::try_from(right).map_err(|_| "the shift is negative or too large".to_owned());
    let value = match operator {
        Binary::Or | Binary::And => {
            let value = (left != 0, right != 0);
            return boolean(operator, value.0, value.1);
        }
        Binary::BitOr => Some(left | right),
        Binary::BitXor => Some(left ^ right),
        Binary::BitAnd => Some(left & right),
        Binary::ShiftLeft => {
            let shifted = left.checked_shl(shift()?);
            shifted.filter(|value| value.checked_shr(shift().unwrap_or(0)) == Some(left))
        }
        Binary::ShiftRight => left.checked_shr(shift()?),
        Binary::Add => left.checked_add(right),
        Binary::Subtract => left.checked_sub(right),
        Binary::Multiply => left.checked_mul(right),
        Binary::Divide | Binary::Remainder if right == 0 => {
            return Err("division by zero".to_owned());
        }
        Binary::Divide => left.checked_div(right),
        Binary::Remainder => left.checked_rem(right),
        _ => None,
    };
    value.map(Constant::Integer).ok_or_else(overflow)
}

fn float(operator: Binary, left: f64, right: f64) -> Result<Constant, String> {
    Ok(Constant::Float(match operator {
        Binary::Add => left + right,
        Binary::Subtract => left - right,
        Binary::Multiply => left * right,
        Binary::Divide => left / right,
        Binary::Remainder => left % right,
        _ => return Err("bits need integers, these are floats".to_owned()),
    }))
}
