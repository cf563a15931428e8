//! A setup as TOML.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wrtd_debug::{BreakpointOptions, BreakpointPlace};

use crate::{
    connection::{Kept, KeptBreakpoint},
    state::{Direction, Node, PaneId, Preset, Setup},
    theme::Palette,
};

/// The version of the file, which grows when an older wrtd would misread it.
const VERSION: u32 = 1;
/// Breakpoints and watched expressions that are read.
const MOST: usize = 10_000;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    program: String,
    build: String,
    layout: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    theme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    watches: Vec<String>,
    /// `KIND NAMES`.
    #[serde(skip_serializing_if = "Option::is_none")]
    catch: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    breakpoint: Vec<Breakpoint>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    layouts: Vec<ChangedLayout>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Breakpoint {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    function: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instruction: Option<String>,
    #[serde(rename = "if", skip_serializing_if = "Option::is_none")]
    condition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hits: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    disabled: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangedLayout {
    name: String,
    root: Part,
}

/// Panes of which one is seen, or two parts.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    panes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shown: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    split: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<Box<Self>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<Box<Self>>,
}

/// Writes a setup.
pub(super) fn write(setup: &Setup, program: &Path, build: &str) -> Result<String, String> {
    let catch = setup.kept.catch.as_ref().map(|filters| {
        filters.iter().map(|(kind, names)| format!("{kind} {names}").trim().to_owned()).collect()
    });
    let document = Document {
        version: VERSION,
        program: program.to_string_lossy().into_owned(),
        build: build.to_owned(),
        layout: setup.layout.name().to_owned(),
        theme: setup.palette.map(|palette| palette.name().to_owned()),
        source: setup.source.as_ref().map(|(path, _)| path.to_string_lossy().into_owned()),
        line: setup.source.as_ref().map(|(_, line)| *line),
        watches: setup.watches.clone(),
        catch,
        breakpoint: setup.kept.breakpoints.iter().map(breakpoint).collect(),
        layouts: setup
            .layouts
            .iter()
            .map(|(preset, root)| ChangedLayout {
                name: preset.name().to_owned(),
                root: part(root),
            })
            .collect(),
    };
    let text = toml::to_string(&document).map_err(|error| error.to_string())?;
    Ok(format!("# What wrtd has kept of the last session with this program.\n{text}"))
}

fn breakpoint(kept: &KeptBreakpoint) -> Breakpoint {
    let BreakpointOptions { condition, hit_condition, log_message } = kept.options.clone();
    let behaviour = Breakpoint {
        condition,
        hits: hit_condition,
        log: log_message,
        disabled: !kept.enabled,
        ..Breakpoint::default()
    };
    match kept.place.clone() {
        BreakpointPlace::Line { path, line, column } => {
            Breakpoint { file: Some(path), line: Some(line), column, ..behaviour }
        }
        BreakpointPlace::Function(name) => Breakpoint { function: Some(name), ..behaviour },
        BreakpointPlace::Instruction(place) => Breakpoint { instruction: Some(place), ..behaviour },
    }
}

fn part(node: &Node) -> Part {
    match node {
        Node::Group { panes, shown } => Part {
            panes: panes.iter().map(|pane| pane.word().to_owned()).collect(),
            shown: Some(*shown),
            ..Part::default()
        },
        Node::Split { direction, share, first, second } => Part {
            split: Some(word(*direction).to_owned()),
            share: Some(*share),
            first: Some(Box::new(part(first))),
            second: Some(Box::new(part(second))),
            ..Part::default()
        },
    }
}

const fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Beside => "beside",
        Direction::Above => "above",
    }
}

/// Reads a setup of a program; what is wrong, in a clause.
pub(super) fn read(text: &str, program: &Path, build: &str) -> Result<Setup, String> {
    let document: Document = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        format!("line {line}: {}", error.message())
    })?;
    if document.version != VERSION {
        return Err(format!(
            "it is of version {}, and this wrtd reads {VERSION}",
            document.version
        ));
    }
    if document.program != program.to_string_lossy() {
        return Err(format!("it is about another program, {}", document.program));
    }
    if document.breakpoint.len() > MOST || document.watches.len() > MOST {
        return Err(format!("it has more than {MOST} breakpoints or watches"));
    }
    let mut breakpoints = Vec::new();
    let mut left_out = 0;
    for breakpoint in document.breakpoint {
        let kept = kept(breakpoint)?;
        if matches!(kept.place, BreakpointPlace::Instruction(_)) && document.build != build {
            left_out += 1;
        } else {
            breakpoints.push(kept);
        }
    }
    let catch = document.catch.map(|filters| {
        let pair = |text: String| match text.split_once(' ') {
            Some((kind, names)) => (kind.to_owned(), names.to_owned()),
            None => (text, String::new()),
        };
        filters.into_iter().map(pair).collect()
    });
    let preset =
        |name: &str| Preset::named(name).ok_or_else(|| format!("there is no layout `{name}`"));
    let mut layouts = Vec::new();
    for changed in document.layouts {
        layouts.push((preset(&changed.name)?, node(changed.root, &mut Vec::new())?));
    }
    let palette = document
        .theme
        .map(|name| Palette::named(&name).ok_or_else(|| format!("there is no theme `{name}`")));
    Ok(Setup {
        kept: Kept { breakpoints, catch },
        watches: document.watches,
        layout: preset(&document.layout)?,
        layouts,
        palette: palette.transpose()?,
        source: document
            .source
            .map(|path| (PathBuf::from(path), document.line.unwrap_or(1)))
            .filter(|(path, _)| path.is_file()),
        left_out,
    })
}

fn kept(breakpoint: Breakpoint) -> Result<KeptBreakpoint, String> {
    let place = match (breakpoint.file, breakpoint.function, breakpoint.instruction) {
        (Some(path), None, None) => {
            let line = breakpoint.line.filter(|&line| line > 0);
            let line = line.ok_or("a breakpoint in a file has no line")?;
            BreakpointPlace::Line { path, line, column: breakpoint.column }
        }
        (None, Some(name), None) => BreakpointPlace::Function(name),
        (None, None, Some(place)) => BreakpointPlace::Instruction(place),
        _ => return Err("a breakpoint has not one place".to_owned()),
    };
    let options = BreakpointOptions {
        condition: breakpoint.condition,
        hit_condition: breakpoint.hits,
        log_message: breakpoint.log,
    };
    Ok(KeptBreakpoint { place, options, enabled: !breakpoint.disabled })
}

/// A part of a layout: each pane is in it at most once, so it ends.
fn node(part: Part, seen: &mut Vec<PaneId>) -> Result<Node, String> {
    match part {
        Part {
            split: Some(split), share, first: Some(first), second: Some(second), panes, ..
        } if panes.is_empty() => {
            let direction = match split.as_str() {
                "beside" => Direction::Beside,
                "above" => Direction::Above,
                other => return Err(format!("a layout is split `{other}`, not beside or above")),
            };
            let share = share.unwrap_or(500).clamp(50, 950);
            let first = Box::new(node(*first, seen)?);
            let second = Box::new(node(*second, seen)?);
            Ok(Node::Split { direction, share, first, second })
        }
        Part { split: None, first: None, second: None, panes, shown, .. } if !panes.is_empty() => {
            let mut group = Vec::new();
            for name in &panes {
                let pane = PaneId::ALL.into_iter().find(|pane| pane.word() == name);
                let pane = pane.ok_or_else(|| format!("there is no pane `{name}`"))?;
                if seen.contains(&pane) {
                    return Err(format!("the pane `{name}` is in a layout twice"));
                }
                seen.push(pane);
                group.push(pane);
            }
            let shown = shown.unwrap_or(0).min(group.len() - 1);
            Ok(Node::Group { panes: group, shown })
        }
        _ => Err("a part of a layout is neither panes nor two parts".to_owned()),
    }
}
