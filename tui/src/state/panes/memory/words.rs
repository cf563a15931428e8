//! Bytes as numbers, and texts as bytes.

/// What the bytes at a place are as numbers, those of a size first: what they are called, and the number.
pub(super) fn readings(bytes: &[u8], first: usize) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    let sizes = [1, 2, 4, 8];
    let rest = sizes.into_iter().filter(|&size| size != first);
    for size in std::iter::once(first).chain(rest) {
        all.extend(bytes.get(..size).into_iter().flat_map(of_size));
    }
    all
}

fn of_size(bytes: &[u8]) -> Vec<(&'static str, String)> {
    let word = word(bytes);
    let bits = 8 * bytes.len() as u32;
    let signed = (word << (64 - bits)).cast_signed() >> (64 - bits);
    let [name_unsigned, name_signed] = match bytes.len() {
        1 => ["u8", "i8"],
        2 => ["u16", "i16"],
        4 => ["u32", "i32"],
        _ => ["u64", "i64"],
    };
    let mut all = vec![(name_unsigned, word.to_string())];
    if signed < 0 {
        all.push((name_signed, signed.to_string()));
    }
    match bytes.len() {
        1 => all.push(("bits", format!("{word:08b}"))),
        4 => all.push(("f32", format!("{:?}", f32::from_bits(word as u32)))),
        8 => all.push(("f64", format!("{:?}", f64::from_bits(word)))),
        _ => {}
    }
    all
}

/// Up to eight bytes as a number, the lowest first.
pub(super) fn word(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte))
}

/// The bytes that somebody has typed: a text in quotes, or hexadecimal digits; the error is a sentence.
pub(super) fn typed(text: &str) -> Result<Vec<u8>, String> {
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    match quoted {
        Some(inside) => unescaped(inside),
        None => hexadecimal(text),
    }
}

/// What somebody searches for: `{0d f0}` is bytes, and all else a text.
pub(super) fn sought(text: &str) -> Result<Vec<u8>, String> {
    if let Some(bytes) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        return hexadecimal(bytes);
    }
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    quoted.filter(|text| !text.is_empty()).map_or_else(|| Ok(text.as_bytes().to_vec()), unescaped)
}

fn hexadecimal(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    for word in text.split_whitespace() {
        let digits = word.as_bytes();
        if !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(format!(
                "`{word}` is no bytes; write two hexadecimal digits for each, as in 0d f0, or a \"text\""
            ));
        }
        let (pairs, _) = digits.as_chunks::<2>();
        let digit = |it: u8| char::from(it).to_digit(16).unwrap_or_default() as u8;
        bytes.extend(pairs.iter().map(|&[high, low]| digit(high) << 4 | digit(low)));
    }
    Ok(bytes)
}

fn unescaped(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        if c != '\\' {
            bytes.extend(c.encode_utf8(&mut [0; 4]).bytes());
            continue;
        }
        bytes.push(match characters.next() {
            Some('n') => b'\n',
            Some('r') => b'\r',
            Some('t') => b'\t',
            Some('0') => 0,
            Some('x') => {
                let digits: String = characters.by_ref().take(2).collect();
                match hexadecimal(&digits)?[..] {
                    [byte] => byte,
                    _ => return Err("\\x wants two hexadecimal digits".to_owned()),
                }
            }
            Some(c @ ('\\' | '"' | '\'')) => c as u8,
            other => {
                let other = other.map_or_else(String::new, String::from);
                return Err(format!(
                    "\\{other} is no escape; write \\n \\r \\t \\0 \\\\ \\\" or \\x41"
                ));
            }
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_with_their_lowest_byte_first() {
        let texts = |bytes: &[u8], first| -> Vec<String> {
            readings(bytes, first)
                .into_iter()
                .map(|(name, text)| format!("{name} {text}"))
                .collect()
        };
        assert_eq!(texts(&[0xff], 1), ["u8 255", "i8 -1", "bits 11111111"]);
        let float = 1.5_f32.to_le_bytes();
        assert_eq!(texts(&float, 4)[..2], ["u32 1069547520", "f32 1.5"]);
        assert_eq!(texts(&[0xfe, 0xff], 2)[..2], ["u16 65534", "i16 -2"]);
        let all = texts(&[0xff; 8], 8);
        assert_eq!(all[..3], ["u64 18446744073709551615", "i64 -1", "f64 NaN"]);
        assert!(texts(&[], 4).is_empty());
    }

    #[test]
    fn what_is_typed_becomes_bytes() {
        assert_eq!(typed("0d f0AD"), Ok(vec![0x0d, 0xf0, 0xad]));
        assert_eq!(typed(r#""a\n\x00ä""#), Ok(vec![b'a', b'\n', 0, 0xc3, 0xa4]));
        assert_eq!(sought("{0d}"), Ok(vec![0x0d]));
        assert_eq!(sought("0d"), Ok(b"0d".to_vec()));
        assert_eq!(sought(r#""a b\t""#), Ok(b"a b\t".to_vec()));
        assert_eq!(sought("\""), Ok(vec![b'"']));
        for wrong in ["0", "0x10", "xy", "ä0", r#""\q""#, r#""\x1""#, r#""\""#] {
            assert!(typed(wrong).is_err(), "{wrong}");
        }
    }
}
