//! `info`: lists of what the session knows.

use std::fmt::Write;

use wrtd_debug::ScopeKind;

use super::{Command, Context, Group, Invocation, Parameter, Suffix, data, display, where_is};
use crate::console::Answer;
use crate::error::CommandError;
use crate::lookup::{self, Named, NotFound};
use crate::view::{breakpoint, budget, clean, code, frame, limits, place, residency, threads};

/// Something that `info` lists.
#[derive(Debug)]
pub struct Topic {
    /// Its name.
    pub name: &'static str,
    /// Other names.
    pub aliases: &'static [&'static str],
    /// What it lists.
    pub summary: &'static str,
    /// What stands behind it, for completion.
    pub(crate) parameter: Parameter,
    run: fn(&mut Context<'_>, &Invocation<'_>) -> Result<Answer, CommandError>,
}

impl Named for Topic {
    fn name(&self) -> &'static str {
        self.name
    }
    fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }
}

/// All topics, in the order of `help info`.
pub const TOPICS: &[Topic] = &[
    Topic {
        name: "args",
        aliases: &[],
        summary: "Arguments of the selected frame",
        parameter: Parameter::None,
        run: |context, invocation| data::scope(context, invocation, ScopeKind::Arguments),
    },
    Topic {
        name: "breakpoints",
        aliases: &["b"],
        summary: "Breakpoints, and where they landed",
        parameter: Parameter::None,
        run: |context, _| Ok(Answer::Text(breakpoint::table(context.session))),
    },
    Topic {
        name: "budget",
        aliases: &["memory", "mem"],
        summary: "What the program and its debugger hold, how much they may, and who says so",
        parameter: Parameter::None,
        run: |context, _| Ok(Answer::Text(budget::report(context.session))),
    },
    Topic {
        name: "calls",
        aliases: &[],
        summary: "Calls that the line is still to make, for `step into`",
        parameter: Parameter::None,
        run: calls,
    },
    Topic {
        name: "display",
        aliases: &[],
        summary: "What is shown at each stop",
        parameter: Parameter::None,
        run: |context, _| Ok(Answer::Text(display::table(context))),
    },
    Topic {
        name: "frame",
        aliases: &["f"],
        summary: "The selected frame: function, source, module, code position",
        parameter: Parameter::None,
        run: selected_frame,
    },
    Topic {
        name: "functions",
        aliases: &["fu"],
        summary: "Functions of the program; `info functions TEXT`: only those with TEXT in them",
        parameter: Parameter::Function,
        run: |context, invocation| {
            let found = code::functions(context.session, argument(invocation));
            found.map(Answer::Text).map_err(invocation.session())
        },
    },
    Topic {
        name: "line",
        aliases: &[],
        summary: "Where the code of a line or another place is: `info line stock.rs:7`",
        parameter: Parameter::Location,
        run: where_is::line,
    },
    Topic {
        name: "limits",
        aliases: &["limit"],
        summary: "What happens at each limit, and what to do; `info limits TEXT`: only those with TEXT in their name",
        parameter: Parameter::Text,
        run: |context, invocation| {
            Ok(Answer::Text(limits::list(context.session, argument(invocation))))
        },
    },
    Topic {
        name: "locals",
        aliases: &["l"],
        summary: "Local variables of the selected frame",
        parameter: Parameter::None,
        run: |context, invocation| data::scope(context, invocation, ScopeKind::Locals),
    },
    Topic {
        name: "modules",
        aliases: &["sharedlibrary"],
        summary: "Modules of the program, and whether they have debug information",
        parameter: Parameter::None,
        run: |context, invocation| {
            code::modules(context.session).map(Answer::Text).map_err(invocation.session())
        },
    },
    Topic {
        name: "tables",
        aliases: &["module"],
        summary: "Memories and tables of the selected frame's module, with their sizes",
        parameter: Parameter::None,
        run: |context, invocation| data::scope(context, invocation, ScopeKind::Module),
    },
    Topic {
        name: "program",
        aliases: &["p"],
        summary: "Whether the program stands, and why, or how it ended",
        parameter: Parameter::None,
        run: |context, _| Ok(Answer::Text(program(context))),
    },
    Topic {
        name: "source",
        aliases: &[],
        summary: "The source that is shown: its path here and the recorded one",
        parameter: Parameter::None,
        run: where_is::source,
    },
    Topic {
        name: "sources",
        aliases: &[],
        summary: "Source files of the program; `info sources TEXT`: those whose names begin so",
        parameter: Parameter::File,
        run: where_is::sources,
    },
    Topic {
        name: "residency",
        aliases: &["resident"],
        summary: "Which parts of linear memories the machine really holds",
        parameter: Parameter::None,
        run: |context, _| Ok(Answer::Text(residency::strips(context.session))),
    },
    Topic {
        name: "statics",
        aliases: &["s", "variables"],
        summary: "Static variables of the selected frame's compilation unit",
        parameter: Parameter::None,
        run: |context, invocation| data::scope(context, invocation, ScopeKind::Statics),
    },
    Topic {
        name: "symbol",
        aliases: &[],
        summary: "What lies at an address: a static variable, or in the code a function",
        parameter: Parameter::Address,
        run: where_is::symbol,
    },
    Topic {
        name: "threads",
        aliases: &["t"],
        summary: "Threads of the program, and where each stands",
        parameter: Parameter::None,
        run: |context, _| Ok(Answer::Text(threads::table(context.session))),
    },
    Topic {
        name: "watchpoints",
        aliases: &["wat"],
        summary: "Breakpoints at data",
        parameter: Parameter::None,
        run: |context, _| Ok(Answer::Text(breakpoint::watchpoints(context.session))),
    },
    Topic {
        name: "wasm",
        aliases: &["w", "registers", "r"],
        summary: "WebAssembly locals, operands and globals of the selected frame",
        parameter: Parameter::None,
        run: |context, invocation| data::scope(context, invocation, ScopeKind::Wasm),
    },
];

pub(super) const INFO: Command = Command {
    name: "info",
    aliases: &["i"],
    group: Group::Console,
    usage: "info[/x] TOPIC [TEXT]",
    summary: "List what there is of one kind; `help info` names the kinds",
    parameter: Parameter::Topic,
    suffix: Suffix::Value,
    run: |context, invocation| {
        let rest = invocation.required("a topic (see `help info`)")?;
        let word = rest.split_whitespace().next().unwrap_or(rest);
        let topic = lookup::find(TOPICS, word).map_err(|why| match why {
            NotFound::Ambiguous(names) => {
                invocation.usage(format!("`{word}` could be {}", names.join(", ")))
            }
            NotFound::Unknown(Some(near)) => {
                invocation.usage(format!("there is no topic `{word}`; did you mean `{near}`?"))
            }
            NotFound::Unknown(None) => {
                invocation.usage(format!("there is no topic `{word}` (see `help info`)"))
            }
        })?;
        (topic.run)(context, invocation)
    },
    ..Command::PLAIN
};

/// What stands behind the topic.
pub(super) fn argument<'a>(invocation: &Invocation<'a>) -> &'a str {
    invocation.rest.split_once(char::is_whitespace).map_or("", |(_, text)| text.trim())
}

fn selected_frame(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<Answer, CommandError> {
    let index = context.console.frame;
    let view = place::frame(context.session, index)
        .map_err(invocation.session())?
        .ok_or_else(|| invocation.refused("no frame is on the stack; `run` starts the program"))?;
    Ok(Answer::Text(frame::details(&view)))
}

fn calls(context: &mut Context<'_>, invocation: &Invocation<'_>) -> Result<Answer, CommandError> {
    let targets = context.session.step_targets().map_err(invocation.session())?;
    if targets.is_empty() {
        return Ok(Answer::Text("The line makes no more calls.\n".to_owned()));
    }
    let mut text = String::new();
    for target in targets {
        let _ = writeln!(text, "{:>3}  {}", target.id, clean(&target.name));
    }
    Ok(Answer::Text(text))
}

fn program(context: &Context<'_>) -> String {
    match (context.session.stop(), context.session.exit_code()) {
        (Some(stop), _) => format!("The program stands: {}.\n", stop.description),
        (None, Some(code)) => format!("The program has ended with exit code {code}.\n"),
        (None, None) => "The program has ended.\n".to_owned(),
    }
}
