//! What operators give, by the rules of C and of Rust.
//!
//! C: small integers are promoted to `int`, two operands are converted to one type, unsigned results wrap, and so do
//! signed ones, as the compiled program does. Rust: both operands have one type, which a literal takes from the other,
//! and a result outside of it is an error, as it is a panic in a debug build. Shifts by as many bits as there are,
//! divisions by zero and of the least integer by -1 are errors in both.

use std::cmp::Ordering;

use super::{
    Rules,
    operator::{Binary, Unary},
    scalar::{FloatType, Integer, IntegerType, Rank, Scalar},
};

/// Applies an operator to one value.
pub(super) fn unary(operator: Unary, operand: &Scalar, rules: Rules) -> Result<Scalar, String> {
    let cannot = |what: &str| Err(format!("{} cannot be {what}", operand.what()));
    match (operator, operand) {
        (Unary::Negate, Scalar::Float(value, ty)) => Ok(Scalar::Float(-value, *ty)),
        (Unary::Plus, Scalar::Float(..)) => Ok(operand.clone()),
        (Unary::Not, Scalar::Boolean(value)) => Ok(Scalar::Boolean(!value)),
        (Unary::Not, _) if rules == Rules::C => match operand.truth() {
            Some(value) => Ok(Scalar::Boolean(!value)),
            None => cannot("inverted"),
        },
        (Unary::Negate, _) => match number(operand, rules) {
            Some(value) => negate(value, rules).map(Scalar::Integer),
            None => cannot("negated"),
        },
        (Unary::Plus, _) => match number(operand, rules) {
            Some(value) => Ok(Scalar::Integer(value)),
            None => cannot("a number"),
        },
        (Unary::Not | Unary::Complement, _) => match number(operand, rules) {
            Some(value) => Ok(Scalar::Integer(Integer::new(!value.bits, value.ty))),
            None => cannot("inverted"),
        },
    }
}

/// The integer that a value is in arithmetic, in C promoted.
fn number(operand: &Scalar, rules: Rules) -> Option<Integer> {
    match (rules, operand) {
        (Rules::Rust, Scalar::Integer(integer)) => Some(*integer),
        (Rules::Rust, _) => None,
        (Rules::C, _) => operand.to_integer().map(promote),
    }
}

/// C's integer promotion: what is smaller than `int` fits one.
fn promote(integer: Integer) -> Integer {
    match integer.ty.rank {
        Rank::Char | Rank::Short => {
            Integer::new(integer.extended().cast_unsigned(), IntegerType::INT)
        }
        // Of a bit-field, which is narrower than its type.
        Rank::Int if integer.ty.bits < 32 => {
            Integer::new(integer.extended().cast_unsigned(), IntegerType::INT)
        }
        Rank::Literal => integer.settled(Rules::C),
        _ => integer,
    }
}

fn negate(value: Integer, rules: Rules) -> Result<Integer, String> {
    let negated = Integer::new(value.bits.wrapping_neg(), value.ty);
    let is_least = value.bits != 0 && value.bits == negated.bits && value.ty.signed;
    match rules {
        Rules::C => Ok(negated),
        Rules::Rust if !value.ty.signed => {
            Err(format!("`{}` has no negative values", value.ty.name()))
        }
        Rules::Rust if is_least => {
            Err(format!("negating {} overflows `{}`", value.text(), value.ty.name()))
        }
        Rules::Rust => Ok(negated),
    }
}

/// Applies an operator to two values, neither of which is a pointer that counts elements.
pub(super) fn binary(
    operator: Binary,
    left: &Scalar,
    right: &Scalar,
    rules: Rules,
) -> Result<Scalar, String> {
    if let Some(holds) = operator.comparison() {
        return match compare(left, right, rules)? {
            Some(ordering) => Ok(Scalar::Boolean(holds(ordering))),
            // A NaN.
            None => Ok(Scalar::Boolean(operator == Binary::NotEqual)),
        };
    }
    if matches!(operator, Binary::Or | Binary::And) {
        return match (left.truth(), right.truth()) {
            (Some(left), Some(right)) => Ok(Scalar::Boolean(match operator {
                Binary::Or => left || right,
                _ => left && right,
            })),
            _ => Err("text is neither true nor false; compare it".to_owned()),
        };
    }
    if let (Scalar::Boolean(left), Scalar::Boolean(right), Rules::Rust) = (left, right, rules) {
        return Ok(Scalar::Boolean(match operator {
            Binary::BitOr => left | right,
            Binary::BitAnd => left & right,
            Binary::BitXor => left ^ right,
            _ => return Err("arithmetic needs numbers, these are booleans".to_owned()),
        }));
    }
    if matches!(left, Scalar::Float(..)) || matches!(right, Scalar::Float(..)) {
        return floats(operator, left, right, rules);
    }
    let (Some(first), Some(second)) = (number(left, rules), number(right, rules)) else {
        return Err(format!("{} and {} do not go together", left.what(), right.what()));
    };
    if matches!(operator, Binary::ShiftLeft | Binary::ShiftRight) {
        return shift(operator, first, second).map(Scalar::Integer);
    }
    let (first, second) = match rules {
        Rules::C => converted(first, second),
        Rules::Rust => unified(first, second)?,
    };
    integers(operator, first, second, rules).map(Scalar::Integer)
}

/// How two values compare; `None` where one is no number. Equality of what is not ordered counts as well.
fn compare(left: &Scalar, right: &Scalar, rules: Rules) -> Result<Option<Ordering>, String> {
    let ordering = match (left, right) {
        (Scalar::Boolean(left), Scalar::Boolean(right)) => left.cmp(right),
        (Scalar::Char(left), Scalar::Char(right)) => left.cmp(right),
        (Scalar::Text(left), Scalar::Text(right)) => left.cmp(right),
        (Scalar::Pointer { address, .. }, Scalar::Pointer { address: other, .. }) => {
            address.cmp(other)
        }
        (Scalar::Pointer { address, .. }, Scalar::Integer(integer)) => {
            i128::from(*address).cmp(&integer.extended())
        }
        (Scalar::Integer(integer), Scalar::Pointer { address, .. }) => {
            integer.extended().cmp(&i128::from(*address))
        }
        (Scalar::Float(..), _) | (_, Scalar::Float(..)) => {
            let (left, right, _) = common_float(left, right, rules)?;
            return Ok(left.partial_cmp(&right));
        }
        (Scalar::Boolean(_), _) | (_, Scalar::Boolean(_)) if rules == Rules::Rust => {
            return Err(incomparable(left, right));
        }
        // In Rust, too, characters and integers of any types compare by their numbers.
        _ => match (left.to_integer(), right.to_integer()) {
            (Some(left), Some(right)) if rules == Rules::Rust => left.compare(right),
            (Some(left), Some(right)) => {
                let (left, right) = converted(promote(left), promote(right));
                left.compare(right)
            }
            _ => return Err(incomparable(left, right)),
        },
    };
    Ok(Some(ordering))
}

fn incomparable(left: &Scalar, right: &Scalar) -> String {
    format!("{} and {} cannot be compared", left.what(), right.what())
}

/// C's usual arithmetic conversions of promoted integers.
fn converted(left: Integer, right: Integer) -> (Integer, Integer) {
    let (first, second) = (left.ty, right.ty);
    let common = if first.signed == second.signed {
        if first.rank.max(second.rank) == first.rank { first } else { second }
    } else {
        let (unsigned, signed) = if second.signed { (first, second) } else { (second, first) };
        if unsigned.rank >= signed.rank {
            unsigned
        } else if signed.bits > unsigned.bits {
            signed
        } else {
            IntegerType { signed: false, ..signed }
        }
    };
    let convert = |integer: Integer| Integer::new(integer.extended().cast_unsigned(), common);
    (convert(left), convert(right))
}

/// A number of C in the type to which it and another one are converted; `None` where one is no number.
pub(super) fn in_common_type(number: &Scalar, other: &Scalar) -> Option<Scalar> {
    match (number, other) {
        (Scalar::Boolean(_), Scalar::Boolean(_)) => Some(number.clone()),
        (Scalar::Float(..), _) | (_, Scalar::Float(..)) => {
            let (value, _, ty) = common_float(number, other, Rules::C).ok()?;
            Some(Scalar::Float(value, ty))
        }
        _ => {
            let (number, other) = (number.to_integer()?, other.to_integer()?);
            Some(Scalar::Integer(converted(promote(number), promote(other)).0))
        }
    }
}

/// Rust's operands: of one type, or a literal that takes the other's.
fn unified(left: Integer, right: Integer) -> Result<(Integer, Integer), String> {
    let take = |literal: Integer, ty: IntegerType| {
        literal
            .fit(ty)
            .ok_or_else(|| format!("{} is outside the values of `{}`", literal.text(), ty.name()))
    };
    match (left.ty.rank, right.ty.rank) {
        (Rank::Literal, Rank::Literal) => Ok((left, right)),
        (Rank::Literal, _) => Ok((take(left, right.ty)?, right)),
        (_, Rank::Literal) => Ok((left, take(right, left.ty)?)),
        (first, second)
            if left.ty.bits == right.ty.bits
                && left.ty.signed == right.ty.signed
                && (first == Rank::Size) == (second == Rank::Size) =>
        {
            Ok((left, right))
        }
        _ => Err(format!(
            "Rust computes with one type, and these are `{}` and `{}`; cast one with `as`",
            left.ty.name(),
            right.ty.name()
        )),
    }
}

fn shift(operator: Binary, value: Integer, count: Integer) -> Result<Integer, String> {
    let bits = value.ty.bits;
    let count = count.value().and_then(|count| u32::try_from(count).ok());
    let Some(count) = count.filter(|count| *count < bits) else {
        return Err(format!(
            "`{}` has {bits} bits, and can be shifted by 0 to {}",
            value.ty.name(),
            bits - 1
        ));
    };
    Ok(match operator {
        Binary::ShiftLeft => Integer::new(value.bits << count, value.ty),
        _ => Integer::new((value.extended() >> count).cast_unsigned(), value.ty),
    })
    .map(|shifted| match value.ty {
        // Of 128 unsigned bits the highest is no sign.
        IntegerType { signed: false, .. } if operator == Binary::ShiftRight => {
            Integer::new(value.bits >> count, value.ty)
        }
        _ => shifted,
    })
}

/// Two integers of one type.
fn integers(
    operator: Binary,
    left: Integer,
    right: Integer,
    rules: Rules,
) -> Result<Integer, String> {
    let ty = if left.ty.rank == Rank::Literal { right.ty } else { left.ty };
    let exact = |bits: u128| Ok(Integer::new(bits, ty));
    match operator {
        Binary::BitOr => return exact(left.bits | right.bits),
        Binary::BitXor => return exact(left.bits ^ right.bits),
        Binary::BitAnd => return exact(left.bits & right.bits),
        Binary::Divide | Binary::Remainder if right.bits == 0 => {
            return Err("division by zero".to_owned());
        }
        _ => {}
    }
    let (wrapped, checked) = if ty.signed {
        let (left, right) = (left.extended(), right.extended());
        let (wrapped, checked) = match operator {
            Binary::Add => (left.wrapping_add(right), left.checked_add(right)),
            Binary::Subtract => (left.wrapping_sub(right), left.checked_sub(right)),
            Binary::Multiply => (left.wrapping_mul(right), left.checked_mul(right)),
            Binary::Divide => (left.wrapping_div(right), left.checked_div(right)),
            _ => (left.wrapping_rem(right), left.checked_rem(right)),
        };
        (wrapped.cast_unsigned(), checked.map(i128::cast_unsigned))
    } else {
        let (left, right) = (left.bits, right.bits);
        match operator {
            Binary::Add => (left.wrapping_add(right), left.checked_add(right)),
            Binary::Subtract => (left.wrapping_sub(right), left.checked_sub(right)),
            Binary::Multiply => (left.wrapping_mul(right), left.checked_mul(right)),
            Binary::Divide => (left / right, Some(left / right)),
            _ => (left % right, Some(left % right)),
        }
    };
    let result = Integer::new(wrapped, ty);
    let is_exact = checked.is_some_and(|checked| result.extended().cast_unsigned() == checked);
    // The remainder of the least integer by -1 is 0, but both compilers compute it with the quotient.
    let is_least_by_minus_one =
        ty.signed && right.extended() == -1 && left.bits == 1_u128 << (ty.bits - 1);
    let is_division = matches!(operator, Binary::Divide | Binary::Remainder);
    let overflows = !is_exact || (is_least_by_minus_one && is_division);
    if overflows && (rules == Rules::Rust || is_division || ty.rank == Rank::Literal) {
        return Err(format!(
            "{} {} {} overflows `{}`",
            left.text(),
            operator.symbol(),
            right.text(),
            ty.name()
        ));
    }
    Ok(result)
}

/// Two numbers of which one is a float as floats of one type.
fn common_float(
    left: &Scalar,
    right: &Scalar,
    rules: Rules,
) -> Result<(f64, f64, FloatType), String> {
    let ty = |scalar: &Scalar| match scalar {
        Scalar::Float(_, ty) => Some(*ty),
        _ => None,
    };
    let common = match (ty(left), ty(right), rules) {
        (Some(FloatType::Literal), Some(other), Rules::Rust)
        | (Some(other), Some(FloatType::Literal), Rules::Rust) => other,
        (Some(first), Some(second), Rules::Rust) if first != second => {
            return Err(
                "Rust computes with one type, and these are `f32` and `f64`; cast one with `as`"
                    .to_owned(),
            );
        }
        // A literal is a `double` in C.
        (Some(FloatType::Single), Some(FloatType::Single) | None, _)
        | (None, Some(FloatType::Single), _) => FloatType::Single,
        (Some(ty), None, Rules::Rust) | (None, Some(ty), Rules::Rust) => ty,
        _ => FloatType::Double,
    };
    let convert = |scalar: &Scalar| {
        let number = match scalar {
            Scalar::Float(value, _) => return Ok(*value),
            Scalar::Integer(integer)
                if rules == Rules::Rust && integer.ty.rank != Rank::Literal =>
            {
                return Err(format!(
                    "Rust computes with one type, and these are `{}` and a float; cast one with \
                     `as`",
                    integer.ty.name()
                ));
            }
            _ => number(scalar, rules),
        };
        let Some(number) = number else {
            return Err(format!("{} and {} do not go together", left.what(), right.what()));
        };
        Ok(match common {
            FloatType::Single => f64::from(number.to_single()),
            _ => number.to_double(),
        })
    };
    Ok((single(convert(left)?, common), single(convert(right)?, common), common))
}

/// A value in the precision of its type.
fn single(value: f64, ty: FloatType) -> f64 {
    match ty {
        #[expect(clippy::cast_possible_truncation, reason = "rounding to 32 bits")]
        FloatType::Single => f64::from(value as f32),
        _ => value,
    }
}

fn floats(operator: Binary, left: &Scalar, right: &Scalar, rules: Rules) -> Result<Scalar, String> {
    let (left, right, ty) = common_float(left, right, rules)?;
    // Of two floats of 32 bits the 64 bits of a result hold enough for it to be rounded as if at once.
    let value = match operator {
        Binary::Add => left + right,
        Binary::Subtract => left - right,
        Binary::Multiply => left * right,
        Binary::Divide => left / right,
        Binary::Remainder if rules == Rules::Rust => left % right,
        Binary::Remainder => return Err("`%` needs integers in C; call `fmod`".to_owned()),
        _ => return Err("bits need integers, these are floats".to_owned()),
    };
    Ok(Scalar::Float(single(value, ty), ty))
}
