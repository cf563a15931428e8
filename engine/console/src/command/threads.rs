//! The threads of the program: `thread`.

use super::{Command, Context, Group, Invocation, Parameter, Repeat, stack};
use crate::console::{Action, Answer};
use crate::error::CommandError;
use crate::view::threads;

pub(super) const THREAD: Command = Command {
    name: "thread",
    aliases: &["t"],
    group: Group::Stack,
    usage: "thread [NUMBER | apply (NUMBER.. | all) backtrace [COUNT | all] | end NUMBER]",
    summary: "Select a thread by its number, show the stacks of several, or end one",
    details: "`info threads` lists them. All of them stand when one stops.\n\
              `next`, `step` and `finish` step the selected thread, and let the others run meanwhile;\n\
              with `alone` before them the others stand.",
    parameter: Parameter::Either(
        &Parameter::Words(&[
            (
                "apply",
                Parameter::Words(&[("all", Parameter::Words(&[("backtrace", Parameter::None)]))]),
            ),
            ("end", Parameter::Thread),
        ]),
        &Parameter::Thread,
    ),
    run: thread,
    ..Command::PLAIN
};

pub(super) const ALONE: Command = Command {
    name: "alone",
    resumes: true,
    repeat: Repeat::Same,
    group: Group::Running,
    usage: "alone COMMAND",
    summary: "Go on with the selected thread alone by `next`, `step`, `finish`, `stepi` or `continue`",
    details: "The other threads stand. Where the thread needs what one of them does, the program stops.",
    parameter: Parameter::Command,
    run: |context, invocation| {
        let rest = invocation.required("a command that lets the program go on")?;
        let command = crate::console::parse(rest)?;
        if command.command.group != Group::Running || command.command.name == ALONE.name {
            return Err(invocation.usage(format!("`{rest}` does not let the program go on")));
        }
        let answer = (command.command.run)(context, &command)?;
        if matches!(answer, Answer::Action(Action::Resume(_))) {
            context.session.run_alone(true);
        }
        Ok(answer)
    },
    ..Command::PLAIN
};

fn thread(context: &mut Context<'_>, invocation: &Invocation<'_>) -> Result<Answer, CommandError> {
    let (word, rest) =
        invocation.rest.split_once(char::is_whitespace).unwrap_or((invocation.rest, ""));
    match word {
        "" => {
            let thread = context.session.selected_thread();
            Ok(Answer::Text(threads::line(context.session, thread, true)))
        }
        "apply" => apply(context, invocation, rest.trim()),
        "end" => {
            let thread = invocation.number(rest.trim())?;
            context.session.terminate_threads(&[thread]).map_err(invocation.session())?;
            context.console.thread = None;
            context.console.frame = 0;
            Ok(Answer::Text(String::new()))
        }
        number => {
            let thread = invocation.number(number)?;
            if !rest.trim().is_empty() {
                return Err(invocation.usage("it takes one number"));
            }
            context.session.select_thread(thread).map_err(invocation.session())?;
            context.console.thread = Some(thread);
            let text = threads::line(context.session, thread, true);
            let index = context.session.innermost_own_frame();
            let frame = stack::select(context, invocation, index)?;
            Ok(Answer::Text(match frame {
                Answer::Text(frame) => text + &frame,
                Answer::Action(_) => text,
            }))
        }
    }
}

/// `apply all bt`, for all threads or those that are named.
fn apply(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    rest: &str,
) -> Result<Answer, CommandError> {
    let is_target = |word: &&str| *word == "all" || word.parse::<u32>().is_ok();
    let mut words = rest.split_whitespace().peekable();
    let mut named = Vec::new();
    let mut all = false;
    while let Some(word) = words.next_if(is_target) {
        match word {
            "all" => all = true,
            number => named.push(invocation.number(number)?),
        }
    }
    if !all && named.is_empty() {
        return Err(invocation.usage("`apply` wants numbers of threads, or `all`"));
    }
    if !words.next().is_some_and(stack::is_backtrace) {
        return Err(invocation.usage("`apply` can show a `backtrace` only"));
    }
    let extent = stack::extent(invocation, &words.collect::<Vec<_>>().join(" "))?;
    let selected = context.session.selected_thread();
    let threads = context.session.threads();
    let mut text = String::new();
    for id in threads.iter().map(|thread| thread.id).filter(|id| all || named.contains(id)) {
        context.session.select_thread(id).map_err(invocation.session())?;
        text += &threads::heading(&threads, id);
        let frame = if id == selected { context.console.frame } else { u32::MAX };
        text += &crate::view::frame::stack(context.session, frame, extent)
            .map_err(invocation.session())?;
    }
    context.session.select_thread(selected).map_err(invocation.session())?;
    match named.iter().find(|&&id| !threads.iter().any(|thread| thread.id == id)) {
        Some(id) => Err(invocation.refused(format!("there is no thread {id}; see `info threads`"))),
        None => Ok(Answer::Text(text)),
    }
}
