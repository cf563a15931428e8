//! What wrtd adds to the protocol, written by hand: the request and the event `wrtd/budget`, and the capability that
//! announces them. `docs/budget.md` explains them to the authors of clients, `dap-adapter/protocol/wrtd.json` is their
//! schema.

use serde::{Deserialize, Serialize};

use super::{
    Event, NoArguments, Request,
    generated::{Capabilities, InitializeRequestArguments},
};

/// The request `initialize`, whose response has wrtd's own capability as well.
pub enum InitializeRequest {}

impl Request for InitializeRequest {
    const COMMAND: &'static str = "initialize";
    type Arguments = InitializeRequestArguments;
    type Body = AllCapabilities;
}

/// The capabilities of the protocol, and wrtd's own.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AllCapabilities {
    /// Those of the protocol.
    #[serde(flatten)]
    pub standard: Capabilities,
    /// The request and the event `wrtd/budget` are there.
    pub supports_wrtd_budget: bool,
}

/// The request `wrtd/budget`: what is held, and what may be. Whoever has sent it gets the event from then on.
pub enum BudgetRequest {}

impl Request for BudgetRequest {
    const COMMAND: &'static str = "wrtd/budget";
    type Arguments = NoArguments;
    type Body = Budget;
}

/// The event `wrtd/budget`: something of it has changed.
pub enum BudgetEvent {}

impl Event for BudgetEvent {
    const EVENT: &'static str = "wrtd/budget";
    type Body = Budget;
}

/// What a program and its debugger hold, and how much they may. Sizes are in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
    /// The platform that the limits are for: `linux`, `qnx` ..
    pub platform: String,
    /// The profile that they scale from, for people.
    pub profile: String,
    /// The safety level.
    pub asil_level: Level,
    /// All accounts together.
    pub total: Total,
    /// The five accounts.
    pub accounts: Vec<Account>,
    /// What is counted, not measured.
    pub counts: Vec<Count>,
    /// The linear memories, instance by instance.
    pub memories: Vec<Memory>,
    /// The tables of all instances together.
    pub tables: Tables,
    /// What the engine holds beside them.
    pub engine: Engine,
    /// What is resident of the debug information, for whoever looks at the program.
    pub symbols: Symbols,
    /// What a user should know of it, the most urgent first.
    pub warnings: Vec<Warning>,
}

/// Something that a user should know of a budget.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Warning {
    /// What it is about: `account-full`, `read-only` .. ; there may be more of them one day.
    pub cause: String,
    /// Name of the limit that leads to it, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// `refused`, `near` or `note`.
    pub urgency: String,
    /// A sentence or several, for people.
    pub text: String,
}

/// A safety level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Level {
    /// `QM`, `A`, `B`, `C` or `D`.
    pub value: String,
    /// Where it comes from, for people.
    pub from: String,
    /// What a debugger may do: `full`, `read-only` or `none`.
    pub debugging: String,
}

/// All accounts together. Sizes are in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Total {
    /// What they hold.
    pub used: u64,
    /// What they may hold; absent without a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u64>,
    /// Where that comes from, for people.
    pub from: String,
}

/// What is held of an account, and how much may be. Sizes are in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The limit that is its capacity: `wasm_linear`, `component_bytes`, `debug`, `runtime` or `reserve`.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// What it holds.
    pub used: u64,
    /// The most that it has ever held.
    pub high_water: u64,
    /// What it may hold, which is less than `used` where it was lowered; absent without a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u64>,
    /// What can still be taken; absent without a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headroom: Option<u64>,
    /// Where the capacity comes from, for people.
    pub from: String,
    /// What to do to get more, for people: a clause without a full stop.
    pub remedy: String,
}

/// How many there are of something, and how many there may be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Count {
    /// The limit's name: `breakpoints`, `instances`, `stack_frames` .. ; there may be more of them one day.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// How many there are.
    pub used: u64,
    /// How many there may be, which is less than `used` where it was lowered; absent without a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// Where the limit comes from, for people.
    pub from: String,
    /// What to do to get more, for people: a clause without a full stop.
    pub remedy: String,
}

/// What was read of the debug information and is kept; it is in no account. Sizes are in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Symbols {
    /// What is resident.
    pub used: u64,
    /// The most that ever was.
    pub high_water: u64,
    /// What may be resident. Nothing is refused for it: what was used least recently goes.
    pub capacity: u64,
    /// What finds everything else again, and always stays.
    pub map: u64,
    /// How often something went to make room.
    pub dropped: u64,
    /// How often something was read again that had gone.
    pub reparsed: u64,
    /// How often one question needed more than the capacity.
    pub overruns: u64,
}

/// A linear memory of an instance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Memory {
    /// Name of the instance.
    pub instance: String,
    /// Its index in the instance, imported ones first.
    pub index: u32,
    /// Present size in pages.
    pub pages: u64,
    /// Bytes of a page.
    pub page_size: u32,
    /// Most pages, where the module declares that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<u64>,
    /// It is another instance's, and told there too.
    pub imported: bool,
}

/// The tables of all instances together. What they take is a part of the engine's memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tables {
    /// How many there are.
    pub count: u64,
    /// Elements that they have now.
    pub elements: u64,
}

/// The engine's own memory. Sizes are in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Engine {
    /// Code sections of the program's modules, for comparison.
    pub code: u64,
    /// What loading the program took of `parts`.
    pub loading: u64,
    /// Of a program on a device, its image, which lies in flash and is charged to no account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flash: Option<u64>,
    /// What is held by what it is used for; linear memories and the modules' files are not in it.
    pub parts: Vec<EnginePart>,
}

/// A part of the engine's own memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnginePart {
    /// What it is used for, for people.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
}
