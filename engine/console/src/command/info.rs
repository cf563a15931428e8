//! `info`: lists of what the session knows.

use wrtd_debug::ScopeKind;

use super::{Command, Context, Group, Invocation, Parameter, data};
use crate::console::Answer;
use crate::error::CommandError;
use crate::lookup::{self, Named, NotFound};
use crate::view::{breakpoint, frame, place};

/// Something that `info` lists.
pub(crate) struct Topic {
    /// Its name.
    pub(crate) name: &'static str,
    aliases: &'static [&'static str],
    /// What it lists.
    pub(crate) summary: &'static str,
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
pub(crate) const TOPICS: &[Topic] = &[
    Topic {
        name: "args",
        aliases: &[],
        summary: "Arguments of the selected frame",
        run: |context, invocation| data::scope(context, invocation, ScopeKind::Arguments),
    },
    Topic {
        name: "breakpoints",
        aliases: &["b"],
        summary: "Breakpoints, and where they landed",
        run: |context, _| Ok(Answer::Text(breakpoint::table(context.session))),
    },
    Topic {
        name: "frame",
        aliases: &["f"],
        summary: "The selected frame: function, source, module, code position",
        run: selected_frame,
    },
    Topic {
        name: "locals",
        aliases: &["l"],
        summary: "Local variables of the selected frame",
        run: |context, invocation| data::scope(context, invocation, ScopeKind::Locals),
    },
    Topic {
        name: "program",
        aliases: &["p"],
        summary: "Whether the program stands, and why, or how it ended",
        run: |context, _| Ok(Answer::Text(program(context))),
    },
    Topic {
        name: "statics",
        aliases: &["s"],
        summary: "Static variables of the selected frame's compilation unit",
        run: |context, invocation| data::scope(context, invocation, ScopeKind::Statics),
    },
    Topic {
        name: "wasm",
        aliases: &["w"],
        summary: "WebAssembly locals, operands and globals of the selected frame",
        run: |context, invocation| data::scope(context, invocation, ScopeKind::Wasm),
    },
];

pub(super) const INFO: Command = Command {
    name: "info",
    aliases: &["i"],
    group: Group::Console,
    usage: "info[/x] TOPIC",
    summary: "List what there is of one kind; `help info` names the kinds",
    details: "",
    parameter: Parameter::Topic,
    formats: true,
    run: |context, invocation| {
        let word = invocation.required("a topic (see `help info`)")?;
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
};

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

fn program(context: &Context<'_>) -> String {
    match (context.session.stop(), context.session.exit_code()) {
        (Some(stop), _) => format!("The program stands: {}.\n", stop.description),
        (None, Some(code)) => format!("The program has ended with exit code {code}.\n"),
        (None, None) => "The program has ended.\n".to_owned(),
    }
}
