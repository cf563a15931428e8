//! The table of keys. Keys, help and palette read this table only.

use crate::state::PaneId;

/// Something that a user can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Start, or go on.
    Continue,
    /// To the next line.
    Next,
    /// Into a call.
    Step,
    /// Out of the function.
    Finish,
    /// One instruction.
    StepInstruction,
    /// One instruction, over calls.
    NextInstruction,
    /// To the line or instruction under the cursor.
    RunToCursor,
    /// Stop the running program.
    Pause,
    /// Load the program again and stand before it.
    Restart,
    /// End the program.
    Kill,
    /// Leave.
    Quit,
    /// Set or remove a breakpoint.
    ToggleBreakpoint,
    /// Enable or disable a breakpoint.
    EnableBreakpoint,
    /// Give a breakpoint a condition.
    Condition,
    /// Remove what is selected.
    Remove,
    /// The frame that called this one.
    FrameUp,
    /// The frame that this one has called.
    FrameDown,
    /// Rows up.
    Up,
    /// Rows down.
    Down,
    /// Half a screen up.
    HalfUp,
    /// Half a screen down.
    HalfDown,
    /// A screen up.
    PageUp,
    /// A screen down.
    PageDown,
    /// The first row.
    Top,
    /// The last row.
    Bottom,
    /// Sideways to the left, or close.
    Left,
    /// Sideways to the right, or open.
    Right,
    /// Sideways to the beginning of the rows.
    RowStart,
    /// Sideways to the end of the selected row.
    RowEnd,
    /// Do what the row is for.
    Open,
    /// Back to where the program stands.
    Home,
    /// Change the value.
    Edit,
    /// Write numbers in another notation.
    Notation,
    /// Write all numbers in another notation.
    NotationOfAll,
    /// Go to an element by its index.
    Element,
    /// Show all of what the row has no room for.
    Detail,
    /// Watch an expression.
    Watch,
    /// Keep the row at the top.
    Pin,
    /// Go to where it points.
    Follow,
    /// Go back to where one was.
    Back,
    /// Go to where one was before going back.
    Forth,
    /// List the sources.
    Sources,
    /// Show memory at a place.
    Goto,
    /// Look at the memory of another instance.
    NextMemory,
    /// Show values at the ends of lines, or not.
    Inline,
    /// Show the lines of the source between the instructions, or not.
    Interleave,
    /// The function before.
    PreviousFunction,
    /// The function behind.
    NextFunction,
    /// The next pane.
    NextPane,
    /// The pane before.
    PreviousPane,
    /// The next pane of the group.
    NextTab,
    /// The pane of the group before.
    PreviousTab,
    /// The whole screen for this pane, or all panes again.
    Zoom,
    /// A layout, by its number.
    Layout(u8),
    /// Wider.
    Wider,
    /// Narrower.
    Narrower,
    /// Higher.
    Higher,
    /// Lower.
    Lower,
    /// Into the next group of panes.
    MovePane,
    /// Out of its group, to the right of it.
    SplitBeside,
    /// Out of its group, below it.
    SplitBelow,
    /// Type a command.
    Command,
    /// Search in this pane.
    Search,
    /// The next place that was searched for.
    SearchNext,
    /// The place before.
    SearchPrevious,
    /// Find something to do by its name.
    Palette,
    /// What the keys mean.
    Help,
    /// Copy the row.
    Copy,
    /// Open the source in an editor.
    OpenEditor,
    /// Type something for the program to read.
    Input,
    /// The program's input ends.
    EndInput,
    /// Clear what is shown.
    Clear,
    /// The next theme.
    Theme,
    /// Draw all of the screen anew.
    Redraw,
    /// Give up what takes long; close what is open.
    Cancel,
    /// Leave the program to the shell for a while.
    Suspend,
    /// Show a pane.
    Show(PaneId),
}

/// Where a key has its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In every pane.
    Everywhere,
    /// In some, where that wins.
    Pane(&'static [PaneId]),
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The keys.
    pub keys: &'static [&'static str],
    /// Where.
    pub scope: Scope,
    /// What it does.
    pub action: Action,
    /// The same in words: an imperative clause without a full stop.
    pub help: &'static str,
}

const fn everywhere(keys: &'static [&'static str], action: Action, help: &'static str) -> Binding {
    Binding { keys, scope: Scope::Everywhere, action, help }
}

const fn within(
    panes: &'static [PaneId],
    keys: &'static [&'static str],
    action: Action,
    help: &'static str,
) -> Binding {
    Binding { keys, scope: Scope::Pane(panes), action, help }
}

const CODE: &[PaneId] = &[PaneId::Source, PaneId::Disassembly];
const TREES: &[PaneId] = &[PaneId::Variables, PaneId::Machine];

/// All keys. Where a key has a meaning of its own in a pane, that wins there.
pub const BINDINGS: &[Binding] = &[
    everywhere(&["F5", "c"], Action::Continue, "Start the program, or let it go on"),
    everywhere(&["F10", "n"], Action::Next, "Step to the next line, over calls"),
    everywhere(&["F11", "s"], Action::Step, "Step into a call"),
    everywhere(&["S-F11", "f"], Action::Finish, "Finish the selected function"),
    everywhere(&["i"], Action::StepInstruction, "Step one instruction"),
    everywhere(&["I"], Action::NextInstruction, "Step one instruction, over calls"),
    within(CODE, &["t"], Action::RunToCursor, "Run to the line under the cursor"),
    everywhere(&["C-c", "F6"], Action::Pause, "Pause the running program"),
    everywhere(&["R", "C-S-F5"], Action::Restart, "Load the program again"),
    everywhere(&["S-F5"], Action::Kill, "End the program"),
    everywhere(&["F9", "b"], Action::ToggleBreakpoint, "Set or remove a breakpoint"),
    everywhere(&["u"], Action::FrameUp, "Look at the caller"),
    everywhere(&["d"], Action::FrameDown, "Look at what was called"),
    everywhere(&["k", "Up"], Action::Up, "Go up"),
    everywhere(&["j", "Down"], Action::Down, "Go down"),
    everywhere(&["C-u"], Action::HalfUp, "Go half a screen up"),
    everywhere(&["C-d"], Action::HalfDown, "Go half a screen down"),
    everywhere(&["C-b", "PageUp"], Action::PageUp, "Go a screen up"),
    everywhere(&["C-f", "PageDown"], Action::PageDown, "Go a screen down"),
    everywhere(&["gg", "Home"], Action::Top, "Go to the first row, or to row 12 with 12gg"),
    everywhere(&["G", "End"], Action::Bottom, "Go to the last row, or to row 12 with 12G"),
    everywhere(&["h", "Left"], Action::Left, "Scroll to the left, or close the row"),
    everywhere(&["l", "Right"], Action::Right, "Scroll to the right, or open the row"),
    everywhere(&["0", "^"], Action::RowStart, "Scroll to the beginning of the rows"),
    everywhere(&["$"], Action::RowEnd, "Scroll to the end of the row"),
    everywhere(&["Enter"], Action::Open, "Do what the row is for"),
    everywhere(&["."], Action::Home, "Go back to where the program stands"),
    everywhere(&["Tab"], Action::NextPane, "Go to the next pane"),
    everywhere(&["BackTab"], Action::PreviousPane, "Go to the pane before"),
    everywhere(&["]", "gt"], Action::NextTab, "Show the next pane of the group"),
    everywhere(&["[", "gT"], Action::PreviousTab, "Show the pane of the group before"),
    everywhere(&["z"], Action::Zoom, "Give this pane the whole screen, or show all again"),
    everywhere(&["F2", "A-1"], Action::Layout(0), "Layout for sources"),
    everywhere(&["F3", "A-2"], Action::Layout(1), "Layout for instructions and memory"),
    everywhere(&["F4", "A-3"], Action::Layout(2), "Layout for the budget"),
    everywhere(&["F7", "A-4"], Action::Layout(3), "Layout for the program's output"),
    everywhere(&[">"], Action::Wider, "Make the pane wider"),
    everywhere(&["<"], Action::Narrower, "Make the pane narrower"),
    everywhere(&["+"], Action::Higher, "Make the pane higher"),
    everywhere(&["-"], Action::Lower, "Make the pane lower"),
    everywhere(&["W"], Action::MovePane, "Move the pane into the next group"),
    everywhere(&["|"], Action::SplitBeside, "Give the pane a place of its own, beside its group"),
    everywhere(&["_"], Action::SplitBelow, "Give the pane a place of its own, below its group"),
    everywhere(&[":"], Action::Command, "Type a command; Tab completes, C-r searches earlier ones"),
    everywhere(&["/"], Action::Search, "Search in this pane"),
    everywhere(&[";"], Action::SearchNext, "Go to the next place found"),
    everywhere(&[","], Action::SearchPrevious, "Go to the place found before"),
    everywhere(&["C-p"], Action::Palette, "Find a command or an action by its name"),
    everywhere(&["?", "F1"], Action::Help, "Explain the keys of this pane"),
    everywhere(&["y"], Action::Copy, "Copy the row, also over ssh"),
    everywhere(&["e"], Action::OpenEditor, "Open the source in your editor"),
    everywhere(&["T"], Action::Theme, "Change the theme"),
    everywhere(&["Esc"], Action::Cancel, "Give up what takes long, or close what is open"),
    everywhere(&["C-l"], Action::Redraw, "Draw the screen anew"),
    everywhere(&["C-z"], Action::Suspend, "Go back to the shell for a while"),
    everywhere(&["q"], Action::Quit, "End the program and leave"),
    within(TREES, &["Space"], Action::Open, "Open or close the value"),
    within(TREES, &["="], Action::Edit, "Set the value"),
    within(TREES, &["x"], Action::Notation, "Write the row's numbers in the next notation"),
    within(TREES, &["X"], Action::NotationOfAll, "Write all numbers in the next notation"),
    within(TREES, &["v"], Action::Detail, "Show the whole value, and all about it"),
    within(TREES, &["#"], Action::Element, "Go to an element by its index"),
    within(TREES, &["m"], Action::Follow, "Show where the value lies, or points to, in memory"),
    within(&[PaneId::Variables], &["p"], Action::Pin, "Keep the row at the top, or no longer"),
    within(&[PaneId::Variables], &["w"], Action::Watch, "Watch an expression"),
    within(&[PaneId::Variables], &["Del"], Action::Remove, "Watch the expression no longer"),
    within(&[PaneId::Breakpoints], &["Space"], Action::EnableBreakpoint, "Enable or disable it"),
    within(&[PaneId::Breakpoints], &["Del"], Action::Remove, "Remove it"),
    within(
        &[PaneId::Breakpoints, PaneId::Source],
        &["C"],
        Action::Condition,
        "Give the breakpoint a condition, a hit rule or a message",
    ),
    within(&[PaneId::Source], &["o"], Action::Sources, "List the program's sources, to open one"),
    within(
        &[PaneId::Source],
        &["C-o", "Backspace"],
        Action::Back,
        "Go back to the place looked at before",
    ),
    within(&[PaneId::Source], &["A-Right"], Action::Forth, "Go forth again"),
    within(&[PaneId::Memory], &["="], Action::Edit, "Set bytes, or a text in quotes"),
    within(
        &[PaneId::Memory],
        &["@"],
        Action::Goto,
        "Show another place: an address or an expression",
    ),
    within(&[PaneId::Memory], &["m"], Action::Follow, "Follow the pointer under the cursor"),
    within(&[PaneId::Memory], &["Backspace"], Action::Back, "Go back to the place before"),
    within(&[PaneId::Memory], &["x"], Action::Notation, "Group the bytes in another way"),
    within(&[PaneId::Memory], &["M"], Action::NextMemory, "Show the memory of another instance"),
    within(
        &[PaneId::Memory],
        &["/"],
        Action::Search,
        "Search all of memory for a text, or {0d f0} bytes",
    ),
    within(&[PaneId::Source], &["v"], Action::Inline, "Show values at the ends of lines, or not"),
    within(&[PaneId::Disassembly], &["F10", "n"], Action::Next, "Step one instruction, over calls"),
    within(&[PaneId::Disassembly], &["F11", "s"], Action::Step, "Step one instruction"),
    within(&[PaneId::Disassembly], &["Enter"], Action::Open, "Go to the function that is called"),
    within(&[PaneId::Disassembly], &["Backspace"], Action::Back, "Go back to the place before"),
    within(&[PaneId::Disassembly], &["{"], Action::PreviousFunction, "Go to the function before"),
    within(&[PaneId::Disassembly], &["}"], Action::NextFunction, "Go to the next function"),
    within(&[PaneId::Disassembly], &["v"], Action::Interleave, "Show source lines between, or not"),
    within(&[PaneId::Output], &["a"], Action::Input, "Type a line for the program to read"),
    within(&[PaneId::Output], &["A"], Action::EndInput, "End the program's input"),
    within(&[PaneId::Output, PaneId::Console], &["C-l"], Action::Clear, "Clear it"),
];
