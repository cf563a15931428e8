//! Conversions from one scalar type to another: casts, and the values of assignments.

use super::{
    Rules,
    scalar::{FloatType, Integer, IntegerType, Rank, Scalar, ScalarType},
};

/// What a cast gives, `None` where the language has none. C's and Rust's differ for booleans only; a float outside of
/// an integer type gives its nearest value, as in Rust (in C it may give anything).
pub(super) fn cast(value: &Scalar, ty: ScalarType, rules: Rules) -> Option<Scalar> {
    Some(match ty {
        ScalarType::Integer(ty) => Scalar::Integer(to_integer(value, ty)?),
        ScalarType::Float(FloatType::Single) => {
            let single = match value.to_integer() {
                Some(integer) => integer.to_single(),
                #[expect(clippy::cast_possible_truncation, reason = "the cast asked for")]
                None => value.to_double()? as f32,
            };
            Scalar::Float(f64::from(single), FloatType::Single)
        }
        ScalarType::Float(_) => Scalar::Float(value.to_double()?, FloatType::Double),
        ScalarType::Quad => return None,
        ScalarType::Boolean => match (value, rules) {
            (Scalar::Boolean(value), _) => Scalar::Boolean(*value),
            (_, Rules::C) => Scalar::Boolean(value.truth()?),
            (_, Rules::Rust) => return None,
        },
        ScalarType::Char => match value {
            Scalar::Char(value) => Scalar::Char(*value),
            Scalar::Integer(Integer { bits, .. }) => {
                Scalar::Char(char::from_u32(u32::try_from(*bits).ok()?)?)
            }
            _ => return None,
        },
        ScalarType::Pointer(target) => match value {
            Scalar::Pointer { address, size, .. } => {
                Scalar::Pointer { address: *address, target, size: *size }
            }
            Scalar::Integer(integer) => {
                Scalar::Pointer { address: u64::try_from(integer.value()?).ok()?, target, size: 4 }
            }
            _ => return None,
        },
    })
}

fn to_integer(value: &Scalar, ty: IntegerType) -> Option<Integer> {
    Some(match value {
        Scalar::Float(value, _) => float_to_integer(*value, ty),
        Scalar::Pointer { address, .. } => Integer::new(u128::from(*address), ty),
        other => Integer::new(other.to_integer()?.extended().cast_unsigned(), ty),
    })
}

/// The nearest integer of the type towards zero, 0 for what is no number.
fn float_to_integer(value: f64, ty: IntegerType) -> Integer {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "these casts saturate, which is what is meant"
    )]
    let wide = if ty.signed {
        let least = i128::MIN >> (128 - ty.bits);
        let most = i128::MAX >> (128 - ty.bits);
        (value as i128).clamp(least, most).cast_unsigned()
    } else {
        (value as u128).min(ty.mask())
    };
    Integer::new(wide, ty)
}

/// The value that an assignment to a place of type `ty` stores, or why there is none.
///
/// Both languages take what fits. A value that would change on its way is refused, but that C lets an unsigned type have
/// the bits of a negative number.
pub(super) fn assigned(value: &Scalar, ty: ScalarType, rules: Rules) -> Result<Scalar, String> {
    let unfit = |name: String| format!("{} cannot become `{name}`", value.what());
    match (ty, value) {
        (ScalarType::Integer(ty), _) => {
            let integer = match (value, rules) {
                (Scalar::Integer(integer), _) => *integer,
                (Scalar::Char(_) | Scalar::Boolean(_), Rules::C) => {
                    value.to_integer().ok_or_else(|| unfit(ty.name()))?
                }
                (Scalar::Char(c), Rules::Rust) if c.is_ascii() && ty.bits == 8 => {
                    Integer::new(u128::from(u32::from(*c)), ty)
                }
                (Scalar::Pointer { address, .. }, Rules::C) => {
                    Integer::new(u128::from(*address), IntegerType::fixed(64, false))
                }
                (Scalar::Float(float, _), Rules::C) => {
                    let integer = float_to_integer(*float, IntegerType::fixed(128, true));
                    #[expect(clippy::float_cmp, reason = "whether it is the same")]
                    if integer.to_double() != *float {
                        return Err(format!("{float} is no integer; cast it to cut it off"));
                    }
                    integer
                }
                _ => return Err(unfit(ty.name())),
            };
            let fits = integer.fit(ty).or_else(|| {
                let signed = IntegerType { signed: true, ..ty };
                let negative = integer.fit(signed).filter(|_| rules == Rules::C)?;
                Some(Integer { ty, ..negative })
            });
            // A bit pattern, such as 0xff for a `signed char`.
            let fits = fits.or_else(|| {
                let unsigned = IntegerType { signed: false, ..ty };
                let pattern = integer.fit(unsigned).filter(|_| rules == Rules::C)?;
                Some(Integer { ty, ..pattern })
            });
            let range = || {
                let (least, most) = if ty.signed {
                    (i128::MIN >> (128 - ty.bits), (i128::MAX >> (128 - ty.bits)).cast_unsigned())
                } else {
                    (0, ty.mask())
                };
                let (text, name) = (integer.text(), ty.name());
                if ty.rank == Rank::Literal {
                    return format!("{text} is too large");
                }
                format!("{text} does not fit `{name}` of {} bits: {least} to {most}", ty.bits)
            };
            fits.map(Scalar::Integer).ok_or_else(range)
        }
        (ScalarType::Float(_), Scalar::Integer(integer))
            if rules == Rules::C || integer.ty.rank == Rank::Literal =>
        {
            cast(value, ty, rules).ok_or_else(|| unfit("float".to_owned()))
        }
        (ScalarType::Float(FloatType::Double), Scalar::Float(_, FloatType::Single))
            if rules == Rules::Rust =>
        {
            Err("the value is an `f32`, and an `f64` is set; cast it with `as`".to_owned())
        }
        (ScalarType::Float(_), Scalar::Float(..)) => {
            cast(value, ty, rules).ok_or_else(|| unfit("float".to_owned()))
        }
        (ScalarType::Boolean, Scalar::Boolean(_)) => Ok(value.clone()),
        (ScalarType::Boolean, Scalar::Integer(Integer { bits: 0 | 1, .. })) => {
            Ok(Scalar::Boolean(value.truth() == Some(true)))
        }
        (ScalarType::Boolean, _) => {
            Err(format!("{} is no boolean; write true or false", value.what()))
        }
        (ScalarType::Char, _) => cast(value, ty, rules)
            .ok_or_else(|| format!("{} is no character; write one such as 'a'", value.what())),
        (ScalarType::Pointer(_), Scalar::Pointer { .. } | Scalar::Integer(_)) => {
            cast(value, ty, rules).ok_or_else(|| "an address is not negative".to_owned())
        }
        (ScalarType::Pointer(_), _) => Err(format!(
            "{} is no address; write a number, `&` and a variable, or null",
            value.what()
        )),
        (ScalarType::Quad, _) => Err("a `long double` cannot be set; set its bytes".to_owned()),
        (ScalarType::Float(_), _) => Err(unfit("float".to_owned())),
    }
}

/// The bytes of a scalar as its type has them, `size` of them.
#[expect(clippy::cast_possible_truncation, reason = "a float of 32 bits is kept exactly")]
pub(super) fn bytes(value: &Scalar, size: usize) -> Option<Vec<u8>> {
    let wide = match value {
        Scalar::Integer(integer) => integer.bits,
        Scalar::Float(value, FloatType::Single) => u128::from((*value as f32).to_bits()),
        Scalar::Float(value, _) => u128::from(value.to_bits()),
        Scalar::Boolean(value) => u128::from(*value),
        Scalar::Char(value) => u128::from(u32::from(*value)),
        Scalar::Pointer { address, .. } => u128::from(*address),
        Scalar::Text(_) => return None,
    };
    let bytes = wide.to_le_bytes();
    let rest = bytes.get(size..)?;
    // An address does not fit a narrower pointer.
    let is_pointer = matches!(value, Scalar::Pointer { .. });
    (!is_pointer || rest.iter().all(|byte| *byte == 0)).then(|| bytes[..size].to_vec())
}
