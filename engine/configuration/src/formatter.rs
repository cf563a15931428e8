//! `[[formatter]]` of the configuration file: how values of some types read.
//!
//! What is wrong with one is a notice: no program stays undebugged for that.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use wrtd_limits::Provenance;

use crate::Notice;

/// The name of the tables.
pub(crate) const FORMATTER: &str = "formatter";

/// Formatters of a file that are read.
const MOST_FORMATTERS: usize = 256;

/// What a table says, as text: what its expressions mean the symbols know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formatter {
    /// File and line of the table (`wrtd.toml:12`).
    pub origin: String,
    /// `type`: names of types, with `*` for anything.
    pub pattern: String,
    /// `summary`: the line, with expressions in braces.
    pub summary: Option<String>,
    /// `children`: names and expressions in place of the members.
    pub children: Option<Vec<(String, String)>>,
    /// `array`: expressions for `pointer` and `length`.
    pub array: Option<[String; 2]>,
    /// `map`: expressions for `pointer` and `length`, and in each element for `key` and `value`.
    pub map: Option<[String; 4]>,
    /// `hide`: members that are not shown.
    pub hide: Vec<String>,
}

/// The tables of a file.
pub(crate) struct Reader<'a> {
    /// The line of an offset in the file.
    pub(crate) line: &'a dyn Fn(usize) -> Provenance,
    pub(crate) found: Vec<Formatter>,
    pub(crate) notices: Vec<Notice>,
}

impl Reader<'_> {
    /// Reads `[[formatter]]`.
    pub(crate) fn read(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Array(tables) = value.get_ref() else {
            return self.wrong(value.span().start, "write it as a table, `[[formatter]]`");
        };
        for table in tables.iter() {
            if self.found.len() == MOST_FORMATTERS {
                let message = format!("there are more than {MOST_FORMATTERS}; take some out");
                return self.wrong(table.span().start, &message);
            }
            match table.get_ref() {
                DeValue::Table(settings) => self.table(table.span().start, settings),
                _ => self.wrong(table.span().start, "write it as a table, `[[formatter]]`"),
            }
        }
    }

    fn wrong(&mut self, offset: usize, message: &str) {
        let provenance = (self.line)(offset);
        self.notices.push(Notice::Formatter { provenance, message: message.to_owned() });
    }

    fn table(&mut self, start: usize, settings: &DeTable<'_>) {
        let mut formatter =
            Formatter { origin: origin((self.line)(start)), ..Formatter::default() };
        for (name, value) in settings {
            let setting = name.get_ref().as_ref();
            if let Err(message) = set(&mut formatter, setting, value) {
                return self.wrong(name.span().start, &message);
            }
        }
        if formatter.pattern.is_empty() {
            return self
                .wrong(start, "it needs a `type`: a name, in which `*` stands for anything");
        }
        self.found.push(formatter);
    }
}

fn set(
    formatter: &mut Formatter,
    setting: &str,
    value: &Spanned<DeValue<'_>>,
) -> Result<(), String> {
    match setting {
        "type" => formatter.pattern = text(setting, value)?,
        "summary" => formatter.summary = Some(text(setting, value)?),
        "children" => formatter.children = Some(children(value)?),
        "array" => formatter.array = Some(expressions("array", value, ["pointer", "length"])?),
        "map" => {
            formatter.map = Some(expressions("map", value, ["pointer", "length", "key", "value"])?);
        }
        "hide" => {
            let DeValue::Array(names) = value.get_ref() else {
                return Err("`hide` is an array of names, such as [\"padding\"]".to_owned());
            };
            formatter.hide =
                names.iter().map(|name| text("hide", name)).collect::<Result<_, _>>()?;
        }
        other => {
            return Err(format!(
                "there is no setting `{}`; there are type, summary, children, array, map and hide",
                other.escape_debug().take(40).collect::<String>()
            ));
        }
    }
    Ok(())
}

fn text(setting: &str, value: &Spanned<DeValue<'_>>) -> Result<String, String> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        _ => Err(format!("`{setting}` is a text in quotation marks")),
    }
}

/// Expressions, or tables of a `name` and a `value`.
fn children(value: &Spanned<DeValue<'_>>) -> Result<Vec<(String, String)>, String> {
    const FORM: &str = "`children` is an array of expressions and of tables like { name = \"area\", value = \"x * y\" }";
    let DeValue::Array(children) = value.get_ref() else { return Err(FORM.to_owned()) };
    let child = |child: &Spanned<DeValue<'_>>| match child.get_ref() {
        DeValue::String(expression) => Ok((expression.to_string(), expression.to_string())),
        DeValue::Table(table) => match (table.get("name"), table.get("value")) {
            (Some(name), Some(value)) if table.len() == 2 => {
                Ok((text("name", name)?, text("value", value)?))
            }
            _ => Err(FORM.to_owned()),
        },
        _ => Err(FORM.to_owned()),
    };
    children.iter().map(child).collect()
}

/// A table with just these settings.
fn expressions<const N: usize>(
    setting: &str,
    value: &Spanned<DeValue<'_>>,
    names: [&str; N],
) -> Result<[String; N], String> {
    let form = || format!("`{setting}` is a table with {}", names.join(", "));
    let DeValue::Table(table) = value.get_ref() else { return Err(form()) };
    if table.len() != N {
        return Err(form());
    }
    let mut found: [String; N] = std::array::from_fn(|_| String::new());
    for (slot, name) in found.iter_mut().zip(names) {
        *slot = text(name, table.get(name).ok_or_else(form)?)?;
    }
    Ok(found)
}

fn origin(provenance: Provenance) -> String {
    match provenance {
        Provenance::ConfigFile { path, line } => format!("{}:{line}", Path::new(path).display()),
        other => other.to_string(),
    }
}
