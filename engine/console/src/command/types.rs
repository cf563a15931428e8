//! Types: `whatis`, `ptype`.

use std::fmt::Write;

use wrtd_debug::TypeView;

use super::{Command, Context, Group, Invocation, Parameter};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::clean;

pub(super) const WHATIS: Command = Command {
    name: "whatis",
    group: Group::Data,
    usage: "whatis EXPRESSION | TYPE",
    summary: "Say of which type a value is",
    parameter: Parameter::Expression,
    run: |context, invocation| Ok(Answer::Text(headline(&type_of(context, invocation)?))),
    ..Command::PLAIN
};

pub(super) const PTYPE: Command = Command {
    name: "ptype",
    group: Group::Data,
    usage: "ptype EXPRESSION | TYPE",
    summary: "Say of which type a value is, and what that has: its members, with their offsets and sizes in bytes",
    details: "Of a pointer or an array, the members are those of what it points to or holds.",
    parameter: Parameter::Expression,
    run: |context, invocation| Ok(Answer::Text(whole(&type_of(context, invocation)?))),
    ..Command::PLAIN
};

fn type_of(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<TypeView, CommandError> {
    let text = invocation.required("an expression or a type")?;
    let frame = context.console.frame;
    context.session.type_of(frame, text).map_err(invocation.session())
}

fn headline(view: &TypeView) -> String {
    match (&view.name[..], view.size) {
        ("", _) => "It has no type.\n".to_owned(),
        (name, Some(size)) => format!("{}, {}\n", clean(name), bytes(size)),
        (name, None) => format!("{}\n", clean(name)),
    }
}

fn bytes(size: u64) -> String {
    if size == 1 { "1 byte".to_owned() } else { format!("{size} bytes") }
}

fn whole(view: &TypeView) -> String {
    let Some(declaration) = &view.declaration else { return headline(view) };
    let name = clean(&declaration.name);
    // A pointer has a type of its own.
    let is_it = declaration.size == view.size && name.ends_with(&clean(&view.name));
    let mut text = if is_it { String::new() } else { headline(view) };
    let _ = match declaration.size {
        Some(size) => writeln!(text, "{name} {{  {}", bytes(size)),
        None => writeln!(text, "{name} {{"),
    };
    let has_places = declaration.members.iter().any(|member| member.place.is_some());
    for member in &declaration.members {
        let line = clean(&member.text);
        let _ = match (member.place, has_places) {
            (Some((offset, size)), _) => writeln!(text, "  {offset:>6} {size:>5}  {line}"),
            (None, true) => writeln!(text, "  {:12}  {line}", ""),
            (None, false) => writeln!(text, "  {line}"),
        };
    }
    if declaration.more > 0 {
        let _ = writeln!(text, "  … {} more", declaration.more);
    }
    text.push_str("}\n");
    text
}
