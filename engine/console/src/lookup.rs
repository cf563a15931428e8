//! Finding a row of a table by what was typed: its name, an abbreviation, or a beginning that only
//! one has.

use wrtd_debug::nearest;

/// Something that is found by name.
pub(crate) trait Named {
    /// Its name.
    fn name(&self) -> &'static str;
    /// Other names, and beginnings that mean it although others begin so too.
    fn aliases(&self) -> &'static [&'static str];
}

/// Why nothing was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotFound {
    /// No name is like it; the nearest one, if one is near.
    Unknown(Option<&'static str>),
    /// These begin so.
    Ambiguous(Vec<&'static str>),
}

/// The row that `typed` means.
pub(crate) fn find<'a, T: Named>(table: &'a [T], typed: &str) -> Result<&'a T, NotFound> {
    let exact = |row: &&T| row.name() == typed || row.aliases().contains(&typed);
    if let Some(row) = table.iter().find(exact) {
        return Ok(row);
    }
    let begins: Vec<&T> = table.iter().filter(|row| row.name().starts_with(typed)).collect();
    match begins[..] {
        [row] => Ok(row),
        [] => Err(NotFound::Unknown(nearest(table.iter().map(Named::name), typed))),
        _ => Err(NotFound::Ambiguous(begins.iter().map(|row| row.name()).collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Row(&'static str, &'static [&'static str]);

    impl Named for Row {
        fn name(&self) -> &'static str {
            self.0
        }
        fn aliases(&self) -> &'static [&'static str] {
            self.1
        }
    }

    const TABLE: &[Row] =
        &[Row("break", &["b"]), Row("backtrace", &["bt"]), Row("continue", &["c"])];

    fn found(typed: &str) -> Result<&'static str, NotFound> {
        find(TABLE, typed).map(Named::name)
    }

    #[test]
    fn names_abbreviations_and_beginnings() {
        assert_eq!(found("break"), Ok("break"));
        assert_eq!(found("b"), Ok("break"), "an abbreviation wins over two beginnings");
        assert_eq!(found("ba"), Ok("backtrace"));
        assert_eq!(found("co"), Ok("continue"));
        assert_eq!(found(""), Err(NotFound::Ambiguous(vec!["break", "backtrace", "continue"])));
    }

    #[test]
    fn slips_are_recognised_and_nonsense_is_not() {
        assert_eq!(found("brake"), Err(NotFound::Unknown(Some("break"))));
        assert_eq!(found("contineu"), Err(NotFound::Unknown(Some("continue"))));
        assert_eq!(found("xyzzy"), Err(NotFound::Unknown(None)));
        assert_eq!(found(&"b".repeat(100_000)), Err(NotFound::Unknown(None)));
    }
}
