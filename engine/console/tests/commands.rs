//! The command language over small programs without debug information, as transcripts.
//! Programs with sources are debugged in the sessions of `fixtures/sessions`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{console, transcript};
use expect_test::{Expect, expect};
use wrtd_console::batch::{BatchError, Mode};
use wrtd_console::{COMMANDS, Console};
use wrtd_debug::Motion;

fn check(script: &str, expected: &Expect) {
    let (text, result) = transcript(script, Mode::Script);
    result.unwrap();
    expected.assert_eq(&text);
}

/// The answers of a console that goes on after errors.
fn check_answers(script: &str, expected: &Expect) {
    let (text, result) = transcript(script, Mode::Interactive);
    result.unwrap();
    expected.assert_eq(&text);
}

#[test]
fn help_lists_every_command() {
    let (text, result) = transcript("help", Mode::Script);
    result.unwrap();
    for command in COMMANDS {
        assert!(text.contains(&format!("  {}", command.name)), "{}", command.name);
    }
    check(
        "help",
        &expect![[r#"
            (wrtd) help
            Breakpoints
              break, b             Stop where the program reaches a line or enters a function
              tbreak, tb           The same, but once: the breakpoint goes away when it is hit
              logpoint             Print a message where the program gets there, and go on
              watch                Stop where what an expression means changes, whatever changes it
              wwatch               The same for all writes, also of what is there already
              rwatch               The same for reads
              awatch               The same for reads and writes
              condition            Let a breakpoint stop only where this holds, or always again
              hits                 Let a breakpoint stop at some of its hits only, or at all again
              ignore               Let a breakpoint pass the next COUNT hits, and stop at those behind them
              enable               Let these breakpoints, or all, stop the program again
              disable, dis         Keep these breakpoints, or all, without effect
              delete, d            Remove these breakpoints, or all of them
              clear                Remove the breakpoints at a place, or at the current line
              catch                Stop on traps, panics, exceptions, exits, calls of WASI; alone: say on which

            Running
              run, r               Start the program, or start it again from its beginning
              continue, c, fg      Go on until something stops the program
              next, n              Step to the next line, over calls; or to the next statement, where a line has several
              step, s              Step to the next line or statement, into calls that have sources
              finish, fin          Go on until the function of the selected frame has returned to its caller
              until, u             Step over calls to a line behind this one, so that a loop is run to its end; or as `advance`
              advance              Go on until the program gets there, or out of the current function
              goto, j              Let the program go on at another line of the innermost function, without running what is between
              stepi, si            Execute one WebAssembly instruction, or COUNT of them
              nexti, ni            Execute one WebAssembly instruction, or COUNT of them, and all of a call
              skip                 Let steps pass code that fits a pattern, or list what they pass
              alone                Go on with the selected thread alone by `next`, `step`, `finish`, `stepi` or `continue`
              restart              Load the program again and stop before its first instruction; or let the selected frame begin again
              kill, k              End the program where it stands

            Call stack
              backtrace, bt        Show the call stack, innermost frame first
              frame, f             Select a frame by its number, or show the selected one
              up                   Select the caller of the selected frame
              down, dow            Select the frame that the selected one called
              thread, t            Select a thread by its number, show the stacks of several, or end one

            Values
              print, p             Show a value with what is inside it
              call                 The same, for a function of the program that gives nothing back
              display              Show a value at each stop, or now all that are shown so
              undisplay            Show these no more, or none
              whatis               Say of which type a value is
              ptype                Say of which type a value is, and what that has: its members, with their offsets and sizes in bytes
              locals               Show the local variables of the selected frame, innermost block first
              args                 Show the arguments of the selected frame
              children             Show what is inside a value, one level only but with more elements
              set                  Write into the stopped program; in the first lines of a script: how to start it
              examine, x           Show memory: bytes, with a FORMAT numbers, text or instructions
              find                 Say where in memory a text, bytes or a number are

            Sources and code
              list, l              Show source lines around the current one, or around another place
              search, fo           Find the next line of the source that matches, behind the one shown last
              reverse-search, rev  The same backwards
              disassemble          Show WebAssembly code around the selected frame, its whole function, or another place

            Console
              info, i              List what there is of one kind; `help info` names the kinds
              echo                 Print a text
              expect               Fail if TEXT does not occur in the answer before it, or with `not`, if it does
              help, h, ?           List the commands, or explain one
              quit, q              End the program and the debugger

            A command may be shortened while only one begins so. `help COMMAND` tells more.
        "#]],
    );
}

#[test]
fn help_explains_one_command() {
    check(
        "help break\nhelp bt\nhelp info",
        &expect![[r#"
            (wrtd) help break
            break [FILE:LINE[:COLUMN] | LINE | +COUNT | FUNCTION | *ADDRESS] [if CONDITION]
              Stop where the program reaches a line or enters a function.
              FILE may be a whole path or the end of one (`stock.rs`, `src/stock.rs`).
              A LINE alone is one of the file that is shown; nothing at all is the current line, `+2` two lines behind it.
              A line without code moves to the next one that has some.
              With a COLUMN, it is the statement there or the next one of the line.
              A FUNCTION may be a whole path or the end of one (`total`, `stock::total`); with `*` or `?` in it, or as
              /REGEX/, it means all functions that match.
              An ADDRESS is the byte offset of an instruction in the module, or an expression for it: `*0x1f4`, `*$pc`.
              A CONDITION is an expression; where it does not hold, the program goes on.
              Also: b
            (wrtd) help bt
            backtrace [COUNT | all]
              Show the call stack, innermost frame first.
              `→` marks the frame that `print` and `locals` look at.
              Without a COUNT, runs of library frames without sources are folded and a deep stack is cut;
              `all` shows every frame.
              Also: bt, where
            (wrtd) help info
            info[/x] TOPIC [TEXT]
              List what there is of one kind; `help info` names the kinds.
              Also: i
              args         Arguments of the selected frame
              breakpoints  Breakpoints, and where they landed
              budget       What the program and its debugger hold, how much they may, and who says so
              calls        Calls that the line is still to make, for `step into`
              display      What is shown at each stop
              frame        The selected frame: function, source, module, code position
              functions    Functions of the program; `info functions TEXT`: only those with TEXT in them
              line         Where the code of a line or another place is: `info line stock.rs:7`
              limits       What happens at each limit, and what to do; `info limits TEXT`: only those with TEXT in their name
              locals       Local variables of the selected frame
              modules      Modules of the program, and whether they have debug information
              tables       Memories and tables of the selected frame's module, with their sizes
              program      Whether the program stands, and why, or how it ended
              source       The source that is shown: its path here and the recorded one
              sources      Source files of the program; `info sources TEXT`: those whose names begin so
              residency    Which parts of linear memories the machine really holds
              statics      Static variables of the selected frame's compilation unit
              symbol       What lies at an address: a static variable, or in the code a function
              threads      Threads of the program, and where each stands
              watchpoints  Breakpoints at data
              wasm         WebAssembly locals, operands and globals of the selected frame
        "#]],
    );
}

#[test]
fn names_and_abbreviations_mean_one_command_each() {
    let mut words: Vec<&str> = COMMANDS
        .iter()
        .flat_map(|command| std::iter::once(&command.name).chain(command.aliases))
        .copied()
        .collect();
    words.sort_unstable();
    let all = words.len();
    words.dedup();
    assert_eq!(words.len(), all, "{words:?}");
}

#[test]
fn mistakes_are_answered_with_what_would_be_right() {
    check_answers(
        "brake main\nxyzzy\nre\nprint\nnext 3\ndelete one\ndelete 9\nbreak a.c:zero\nbreak a.c:0\n\
         break 3\nlocals/y\nbreak/x main\nframe 9\ndown\nlist\ninfo breaks\ninfo zzzzz\ncatch fish\n\
         expect this\nset args x\nhelp brake",
        &expect![[r#"
            (wrtd) error: there is no command `brake`; did you mean `break`?
            (wrtd) error: there is no command `xyzzy`; `help` lists the commands
            (wrtd) error: `re` could be restart, reverse-search; type more of it
            (wrtd) error: print: an expression is missing; usage: print[/x] EXPRESSION
            (wrtd) out│ hello
            out│ unfinished
            Stepped to main at main:5
            →    5  000000a0:   call 2 <sum>
            (wrtd) error: delete: `one` is not a number that it takes; usage: delete [NUMBER..]
            (wrtd) error: delete: there is no breakpoint 9; `info breakpoints` lists them
            (wrtd) error: break: `zero` is not a line number; usage: break [FILE:LINE[:COLUMN] | LINE | +COUNT | FUNCTION | *ADDRESS] [if CONDITION]
            (wrtd) error: break: `0` is not a line number; usage: break [FILE:LINE[:COLUMN] | LINE | +COUNT | FUNCTION | *ADDRESS] [if CONDITION]
            (wrtd) Breakpoint 1 is not bound yet: the program has no debug information; build it with debug information (rustc -g, clang -g, `debug = true` in the Cargo profile)
            (wrtd) error: locals: there is no format `/y`, only /x (hexadecimal), /d (decimal), /o (octal), /t (binary) and /c (characters); usage: locals[/x]
            (wrtd) error: break: it takes no format such as `/x`; usage: break [FILE:LINE[:COLUMN] | LINE | +COUNT | FUNCTION | *ADDRESS] [if CONDITION]
            (wrtd) error: frame: there is no frame 9; `backtrace` shows which there are
            (wrtd) error: down: the selected frame is the innermost already
            (wrtd)      6  000000a2:   drop
                 7  000000a3:   i32.const 3
                 8  000000a5:   i32.const 4
                 9  000000a7:   call 2 <sum>
                10  000000a9:   drop
                11  000000aa: end
            (wrtd) error: info: there is no topic `breaks` (see `help info`); usage: info[/x] TOPIC [TEXT]
            (wrtd) error: info: there is no topic `zzzzz` (see `help info`); usage: info[/x] TOPIC [TEXT]
            (wrtd) error: catch: `fish` cannot be caught; usage: catch [none | [no] trap | panic | uncaught | throw | exit | wasi [NAMES]]
            (wrtd) error: expect: `this` does not occur in the answer before it
            (wrtd) error: set: the program is loaded already; put it before the other commands of the script
            (wrtd) error: help: there is no command `brake`; `help` alone lists them
            (wrtd) "#]],
    );
}

#[test]
fn a_program_without_debug_information() {
    check(
        "break sum\ninfo breakpoints\nrun\nbacktrace\ninfo frame\nlist\nstepi\nlocals\ninfo wasm\nup\n\
         down\nfinish\nd\nc",
        &expect![[r#"
            (wrtd) break sum
            Breakpoint 1 at sum:3
            (wrtd) info breakpoints
              1  sum:3  (0x7e)
            (wrtd) run
            out│ hello
            out│ unfinished
            Stopped at breakpoint 1: sum at sum:3
                 1  func[2] <sum> (i32, i32) -> (i32)
                 2    local 2: i32
            →●   3  0000007e:   global.get 0 <calls>
                 4  00000080:   i32.const 1
                 5  00000082:   i32.add
            (wrtd) backtrace
            → 0  sum at sum:3
              1  main at main:5
            (wrtd) info frame
            Frame 0: sum
              source    sum:3
                        disassembly of small.wasm
              module    small.wasm
              position  0x7e (byte offset in the module)
            (wrtd) list
                 6  00000083:   global.set 0 <calls>
                 7  00000085:   local.get 0 <left>
                 8  00000087:   local.get 1 <right>
                 9  00000089:   i32.add
                10  0000008a:   local.set 2 <total>
                11  0000008c:   local.get 2 <total>
                12  0000008e:   i32.const 7
                13  00000090:   i32.eq
                14  00000091:   if
                15  00000093:     unreachable
                16  00000094:   end
            (wrtd) stepi
            Stepped to sum at sum:4
            →    4  00000080:   i32.const 1
            (wrtd) locals
            Frame 0 has no local variables; `info wasm` shows those of WebAssembly.
            (wrtd) info wasm
            Locals = 3 values
              $local0 (left): i32 = 1
              $local1 (right): i32 = 2
              $local2 (total): i32 = 0
            Operands = 1 value
              $operand0: i32 = 0
            Globals = 1 value
              $global0 (calls): i32 = 0
            (wrtd) up
            Frame 1: main at main:5
                 3  0000009c:   i32.const 1
                 4  0000009e:   i32.const 2
            →    5  000000a0:   call 2 <sum>
                 6  000000a2:   drop
                 7  000000a3:   i32.const 3
            (wrtd) down
            Frame 0: sum at sum:4
                 2    local 2: i32
             ●   3  0000007e:   global.get 0 <calls>
            →    4  00000080:   i32.const 1
                 5  00000082:   i32.add
                 6  00000083:   global.set 0 <calls>
            (wrtd) finish
            Returned to main at main:6
            →    6  000000a2:   drop
            (wrtd) d
            Removed 1 breakpoint.
            (wrtd) c
            Trapped in sum at sum:15
              unreachable executed
                13  00000090:   i32.eq
                14  00000091:   if
            →   15  00000093:     unreachable
                16  00000094:   end
                17  00000095:   local.get 2 <total>
        "#]],
    );
}

#[test]
fn the_program_can_be_started_again() {
    check(
        "tbreak sum\nr\ninfo b\nkill\ninfo program\nrun\nrestart\nbreak print\nc\nq\nnot reached",
        &expect![[r#"
            (wrtd) tbreak sum
            Temporary breakpoint 1 at sum:3
            (wrtd) r
            out│ hello
            out│ unfinished
            Stopped at breakpoint 1: sum at sum:3
                 1  func[2] <sum> (i32, i32) -> (i32)
                 2    local 2: i32
            →    3  0000007e:   global.get 0 <calls>
                 4  00000080:   i32.const 1
                 5  00000082:   i32.add
            (wrtd) info b
            There are no breakpoints; `break` sets one.
            (wrtd) kill
            The program ended with exit code 130.
            (wrtd) info program
            The program has ended with exit code 130.
            (wrtd) run
            out│ hello
            out│ unfinished
            Trapped in sum at sum:15
              unreachable executed
                13  00000090:   i32.eq
                14  00000091:   if
            →   15  00000093:     unreachable
                16  00000094:   end
                17  00000095:   local.get 2 <total>
            (wrtd) restart
            Stopped before the first instruction: main at main:2
                 1  func[3] <main> () -> ()
            →    2  0000009a:   call 1 <print>
                 3  0000009c:   i32.const 1
                 4  0000009e:   i32.const 2
            (wrtd) break print
            Breakpoint 2 at print:2
            (wrtd) c
            Stopped at breakpoint 2: print at print:2
                 1  func[1] <print> () -> ()
            →●   2  0000006e:   i32.const 1
                 3  00000070:   i32.const 16
                 4  00000072:   i32.const 1
            (wrtd) q
        "#]],
    );
}

#[test]
fn expectations_see_output_and_answers() {
    check(
        "# words count, not blanks\nrun\nexpect   hello\nexpect unfinished\nexpect Trapped",
        &expect![[r#"
            # words count, not blanks
            (wrtd) run
            out│ hello
            out│ unfinished
            Trapped in sum at sum:15
              unreachable executed
                13  00000090:   i32.eq
                14  00000091:   if
            →   15  00000093:     unreachable
                16  00000094:   end
                17  00000095:   local.get 2 <total>
            (wrtd) expect   hello
            (wrtd) expect unfinished
            (wrtd) expect Trapped
        "#]],
    );
    let (text, result) = transcript("echo one\nexpect one\nexpect two\necho three", Mode::Script);
    assert!(matches!(result, Err(BatchError::Command { line: 3, .. })), "{result:?}");
    assert!(!text.contains("three"), "{text}");
}

#[test]
fn settings_stand_at_the_beginning() {
    let (_, result) = transcript("set nonsense", Mode::Script);
    assert!(matches!(result, Err(BatchError::Prelude { line: 1, .. })), "{result:?}");
    let (text, result) = transcript("set args a\necho\nset args b", Mode::Script);
    assert!(result.is_err());
    assert!(text.contains("before the other commands"), "{text}");
}

#[test]
fn a_front_end_sees_which_frame_is_selected_and_what_a_line_would_do() {
    let (_folder, mut console, mut session) = console();
    session.add_function_breakpoint("sum");
    let stop = session.resume(Motion::Continue).unwrap().unwrap();
    console.stopped(&mut session, &stop);
    assert_eq!(console.selection(), (None, 0));
    for (line, frame) in [("up", 1), ("down", 0), ("frame 1", 1)] {
        console.execute(&mut session, line).unwrap();
        assert_eq!(console.selection(), (None, frame), "{line}");
    }
    console.execute(&mut session, "thread 1").unwrap();
    assert_eq!(console.selection(), (Some(1), 0));

    let resumes = |line: &str| Console::command_of(line).map(|command| command.resumes);
    for line in ["c", " next ", "si", "until", "alone n", "restart", "run", "fin", "goto 3"] {
        assert_eq!(resumes(line), Some(true), "{line}");
    }
    for line in ["p x", "x/4xw 0", "skip", "kill", "quit", "b 3"] {
        assert_eq!(resumes(line), Some(false), "{line}");
    }
    for line in ["", "# next", "nonsense", "x/y 0"] {
        assert_eq!(resumes(line), None, "{line}");
    }
    let name = Console::command_of("tb sum").map(|command| command.name);
    assert_eq!(name, Some("tbreak"));
}

#[test]
fn an_empty_line_goes_on_with_what_was_before_where_a_person_types() {
    check_answers(
        "tbreak sum\n\nrun\n\nstepi\n\nx/4xb 100\n\n\nlist 1\n\nprint $local0\n\nx/y\n",
        &expect![[r#"
            (wrtd) Temporary breakpoint 1 at sum:3
            (wrtd) (wrtd) out│ hello
            out│ unfinished
            Stopped at breakpoint 1: sum at sum:3
                 1  func[2] <sum> (i32, i32) -> (i32)
                 2    local 2: i32
            →    3  0000007e:   global.get 0 <calls>
                 4  00000080:   i32.const 1
                 5  00000082:   i32.add
            (wrtd) (wrtd) Stepped to sum at sum:4
            →    4  00000080:   i32.const 1
            (wrtd) Stepped to sum at sum:5
            →    5  00000082:   i32.add
            (wrtd) 0x00000064:  0x68  0x65  0x6c  0x6c
            (wrtd) 0x00000068:  0x6f  0x0a  0x75  0x6e
            (wrtd) 0x0000006c:  0x66  0x69  0x6e  0x69
            (wrtd)      1  func[2] <sum> (i32, i32) -> (i32)
                 2    local 2: i32
                 3  0000007e:   global.get 0 <calls>
                 4  00000080:   i32.const 1
            →    5  00000082:   i32.add
                 6  00000083:   global.set 0 <calls>
                 7  00000085:   local.get 0 <left>
                 8  00000087:   local.get 1 <right>
                 9  00000089:   i32.add
                10  0000008a:   local.set 2 <total>
                11  0000008c:   local.get 2 <total>
            (wrtd)     12  0000008e:   i32.const 7
                13  00000090:   i32.eq
                14  00000091:   if
                15  00000093:     unreachable
                16  00000094:   end
                17  00000095:   local.get 2 <total>
                18  00000097: end
            (wrtd) $local0 (left): i32 = 1
            (wrtd) (wrtd) error: examine: `/y` is no format; write a count, one of x d u o t c a f s i, and a size of b (1 byte), h (2), w (4) or g (8), as in /16xb; usage: examine[/FORMAT] [ADDRESS [COUNT]]
            (wrtd) "#]],
    );
    let (script, _) = transcript("run\n\nx/2xb 100\n\n", Mode::Script);
    assert_eq!(script.matches("0x00000064:").count(), 1, "{script}");
    assert!(!script.contains("0x00000066:"), "{script}");
}

#[test]
fn memory_is_shown_as_what_is_asked_for() {
    check_answers(
        "x\nx/16xb 100\nx/s 100\nx/2s 100\nx/20cb 100\nx/4dw 16\nx\nx/2\nx/3u\nx/2xg 16\nx/3ob 16\n\
         x/2th 16\nx/f 16\nx/2fg 16\nx/a 16\nx 16 4\nx\nx/3xw 0xfff8\nx\nx/s 0xffff\n\
         x/i main\nx\nx/2i\nx/4xb $global0 + 100\nx/5000xb 0\nx/bw 1\nx/0x 1\nx/i nowhere\nx/xb 1.5",
        &expect![[r#"
            (wrtd) error: examine: an address is missing; usage: examine[/FORMAT] [ADDRESS [COUNT]]
            (wrtd) 0x00000064:  0x68  0x65  0x6c  0x6c  0x6f  0x0a  0x75  0x6e
            0x0000006c:  0x66  0x69  0x6e  0x69  0x73  0x68  0x65  0x64
            (wrtd) 0x00000064:  "hello\nunfinished"
            (wrtd) 0x00000064:  "hello\nunfinished"
            0x00000075:  ""
            (wrtd) 0x00000064:  104 'h'  101 'e'  108 'l'  108 'l'  111 'o'  10 '\n'  117 'u'  110 'n'
            0x0000006c:  102 'f'  105 'i'  110 'n'  105 'i'  115 's'  104 'h'  101 'e'  100 'd'
            0x00000074:   0 '\0'   0 '\0'   0 '\0'   0 '\0'
            (wrtd) 0x00000010:  100   16    0    0
            (wrtd) 0x00000020:  0  0  0  0
            (wrtd) 0x00000030:  0  0
            (wrtd) 0x00000038:  0  0  0
            (wrtd) 0x00000010:  0x0000001000000064  0x0000000000000000
            (wrtd) 0x00000010:  0o144    0o0    0o0
            (wrtd) 0x00000010:  0000000001100100  0000000000000000
            (wrtd) 0x00000010:  3.3951932705e-313
            (wrtd) 0x00000010:  3.3951932705e-313                  0
            (wrtd) 0x00000010:  0x00000064
            (wrtd) 0x00000010  64 00 00 00                                       |d...|
            (wrtd) 0x00000014  10 00 00 00                                       |....|
            (wrtd) 0x0000fff8:  0x00000000  0x00000000
              (memory ends at 0x10000)
            (wrtd) error: examine: no memory is at 0x10000; it ends before that
            (wrtd) 0x0000ffff:  ""
            (wrtd) main:
            →  0x0000009a  call 1 <print>
            (wrtd) main:
               0x0000009c  i32.const 1
            (wrtd) main:
               0x0000009e  i32.const 2
               0x000000a0  call 2 <sum>
            (wrtd) 0x00000064:  0x68  0x65  0x6c  0x6c
            (wrtd) error: examine: that is more than 4096 bytes; show them in pieces, an `x` alone goes on
            (wrtd) error: examine: `/bw` is no format; write a count, one of x d u o t c a f s i, and a size of b (1 byte), h (2), w (4) or g (8), as in /16xb; usage: examine[/FORMAT] [ADDRESS [COUNT]]
            (wrtd) error: examine: `0` is no count from 1 on; usage: examine[/FORMAT] [ADDRESS [COUNT]]
            (wrtd) error: examine: `nowhere` is neither a function nor a place in the code such as 0x1f4: no variable `nowhere` is visible here (column 1)
            (wrtd) error: examine: `1.5` is neither a pointer nor a number; `&` before a variable is its address (column 1)
            (wrtd) "#]],
    );
}

#[test]
fn memory_is_searched() {
    check_answers(
        "find \"lo\"\nfind 101, +1000, 'l'\nfind/1 101, +1000, 'l'\nfind 16, 23, 100\nfind/b 16, 19, 100\n\
         find 16, +8, 100, 16\nfind {6c ?? 0a}\nfind \"nowhere\"\nfind\nfind 1, 2\nfind 9, 3, 1\n\
         find {0g}\nfind/b 500\nfind/y 1\nfind/h 100, 116, -1\nfind {}\nfind \"open",
        &expect![[r#"
            (wrtd) 0x00000067
            1 place
            (wrtd) 0x00000066
            0x00000067
            2 places
            (wrtd) 0x00000066
            … more from 0x67 on; `find/COUNT` shows more
            (wrtd) 0x00000010
            1 place
            (wrtd) 0x00000010
            1 place
            (wrtd) 0x00000010
            1 place
            (wrtd) 0x00000067
            1 place
            (wrtd) It is nowhere there.
            (wrtd) error: find: what to look for is missing; usage: find[/SIZE COUNT] [START, END | +LENGTH,] VALUE..
            (wrtd) error: find: START, END or +LENGTH, and a VALUE are three; a comma is missing; usage: find[/SIZE COUNT] [START, END | +LENGTH,] VALUE..
            (wrtd) error: find: the range ends at 0x3, before it begins; `+` gives its length
            (wrtd) error: find: `0g` is no byte; write two hexadecimal digits for each, or ?? for any; usage: find[/SIZE COUNT] [START, END | +LENGTH,] VALUE..
            (wrtd) error: find: `500` does not fit 1 byte (column 1)
            (wrtd) error: find: `/y` is no size (b, h, w, g) and count; usage: find[/SIZE COUNT] [START, END | +LENGTH,] VALUE..
            (wrtd) It is nowhere there.
            (wrtd) error: find: there is nothing to look for; give at least one byte; usage: find[/SIZE COUNT] [START, END | +LENGTH,] VALUE..
            (wrtd) error: find: the closing " is missing (column 1)
            (wrtd) "#]],
    );
}

#[test]
fn the_budget_is_a_table_with_gauges() {
    let (text, result) = transcript("break sum\nrun\ninfo budget", Mode::Script);
    result.unwrap();
    // What the engine takes depends on its build.
    let (table, engine) = text.split_once("The engine's own memory, for ").unwrap();
    assert!(engine.contains("  side tables "), "{engine}");
    let table: Vec<&str> = table
        .lines()
        .skip_while(|line| !line.starts_with("Planned"))
        .skip(1)
        .filter(|line| !line.contains("bytes in all"))
        .filter(|line| !["components", "debug", "runtime"].iter().any(|own| line.starts_with(own)))
        .collect();
    expect![[r#"
        QM (from the default): a debugger may do everything.

        account                      used   at most so far               of
        Wasm linear memory          65536            65536         no limit
        reserve                         0                0         no limit

        count                        used                                of
        instances                       1                          no limit
        breakpoints                     1                          no limit
        watchpoints                     0                          no limit
        stack frames                    1                          no limit
        symbols                         0                           2097152  [....................]  the default
        source files                    0                             16384  [....................]  the default

        Memory 0 of small.wasm: 1 page of 65536 bytes, no maximum of its own"#]]
    .assert_eq(&table.join("\n"));
}

#[test]
fn the_stopped_program_can_be_written_to() {
    check(
        "break sum\nrun\nset var $local0 = 40\nset/x var $local1 = -1\nset var $global0 = 7\n\
         set memory 0x64 = 4a 45 4c\nexamine 0x60 20\nx 100 5\nprint $local0",
        &expect![[r#"
            (wrtd) break sum
            Breakpoint 1 at sum:3
            (wrtd) run
            out│ hello
            out│ unfinished
            Stopped at breakpoint 1: sum at sum:3
                 1  func[2] <sum> (i32, i32) -> (i32)
                 2    local 2: i32
            →●   3  0000007e:   global.get 0 <calls>
                 4  00000080:   i32.const 1
                 5  00000082:   i32.add
            (wrtd) set var $local0 = 40
            $local0 (left): i32 = 40
            (wrtd) set/x var $local1 = -1
            $local1 (right): i32 = 0xffffffff
            (wrtd) set var $global0 = 7
            $global0 (calls): i32 = 7
            (wrtd) set memory 0x64 = 4a 45 4c
            3 bytes written at 0x64
            (wrtd) examine 0x60 20
            0x00000060  00 00 00 00 4a 45 4c 6c  6f 0a 75 6e 66 69 6e 69  |....JELlo.unfini|
            0x00000070  73 68 65 64                                       |shed|
            (wrtd) x 100 5
            0x00000064  4a 45 4c 6c 6f                                    |JELlo|
            (wrtd) print $local0
            $local0 (left): i32 = 40
        "#]],
    );
}

#[test]
fn what_cannot_be_written_says_why() {
    check_answers(
        "set\nset var\nset var $local0\nset var $local0 =\nset colour = 1\nset args x\n\
         set var $local0 = 1\nbreak sum\nrun\nset var $local0 = red\nset var $local7 = 1\n\
         set var total = 1\nset memory 0xffff = 1 2\nset memory nowhere = 1\nset memory 0 = 100\n\
         set memory 0 = +1\nexamine\nexamine 0x10000\nexamine 0 many",
        &expect![[r#"
            (wrtd) error: set: what to set is missing; usage: set var EXPRESSION = VALUE | set memory ADDRESS = BYTES | set host-calls on|off | set listsize LINES | set args ARG.. | set env KEY=VALUE | set stdin FILE | set source-map PREFIX LOCAL
            (wrtd) error: set: the `=` is missing; usage: set var EXPRESSION = VALUE | set memory ADDRESS = BYTES | set host-calls on|off | set listsize LINES | set args ARG.. | set env KEY=VALUE | set stdin FILE | set source-map PREFIX LOCAL
            (wrtd) error: set: the `=` is missing; usage: set var EXPRESSION = VALUE | set memory ADDRESS = BYTES | set host-calls on|off | set listsize LINES | set args ARG.. | set env KEY=VALUE | set stdin FILE | set source-map PREFIX LOCAL
            (wrtd) error: set: what to set, or to what, is missing; usage: set var EXPRESSION = VALUE | set memory ADDRESS = BYTES | set host-calls on|off | set listsize LINES | set args ARG.. | set env KEY=VALUE | set stdin FILE | set source-map PREFIX LOCAL
            (wrtd) error: set: there is nothing called `colour` to set; usage: set var EXPRESSION = VALUE | set memory ADDRESS = BYTES | set host-calls on|off | set listsize LINES | set args ARG.. | set env KEY=VALUE | set stdin FILE | set source-map PREFIX LOCAL
            (wrtd) error: set: the program is loaded already; put it before the other commands of the script
            (wrtd) error: set: the frame has no Wasm locals now
            (wrtd) Breakpoint 1 at sum:3
            (wrtd) out│ hello
            out│ unfinished
            Stopped at breakpoint 1: sum at sum:3
                 1  func[2] <sum> (i32, i32) -> (i32)
                 2    local 2: i32
            →●   3  0000007e:   global.get 0 <calls>
                 4  00000080:   i32.const 1
                 5  00000082:   i32.add
            (wrtd) error: set: `red` is no i32; write a number such as 42, -1 or 0x2a, of 32 bits
            (wrtd) error: set: the frame has 3 Wasm locals; the last one is 2
            (wrtd) error: set: no variable `total` is visible here (column 1)
            (wrtd) error: set: memory at 0xffff does not exist in the program as it stands
            (wrtd) error: set: no variable `nowhere` is visible here (column 1)
            (wrtd) error: set: `100` is no byte; write two hexadecimal digits for each, as in 0d f0; usage: set var EXPRESSION = VALUE | set memory ADDRESS = BYTES | set host-calls on|off | set listsize LINES | set args ARG.. | set env KEY=VALUE | set stdin FILE | set source-map PREFIX LOCAL
            (wrtd) error: set: `+1` is no byte; write two hexadecimal digits for each, as in 0d f0; usage: set var EXPRESSION = VALUE | set memory ADDRESS = BYTES | set host-calls on|off | set listsize LINES | set args ARG.. | set env KEY=VALUE | set stdin FILE | set source-map PREFIX LOCAL
            (wrtd) error: examine: an address is missing; usage: examine[/FORMAT] [ADDRESS [COUNT]]
            (wrtd) error: examine: no memory is at 0x10000; it ends before that
            (wrtd) error: examine: `many` is not a number that it takes; usage: examine[/FORMAT] [ADDRESS [COUNT]]
            (wrtd) "#]],
    );
}

#[test]
fn limits_say_what_happens_where_they_are_reached() {
    check(
        "info limits break\ninfo limits call\ninfo limits bytes of linear\ninfo limits nothing",
        &expect![[r#"
            (wrtd) info limits break
            breakpoints: no limit on breakpoints, as nobody has set one.
              At the limit: a further one stays unverified and says why.
            (wrtd) info limits call
            call_depth: 20000 nested calls, from the default; to have more, configure a higher limit.
              At the limit: the call that is one too many traps.
            (wrtd) info limits bytes of linear
            wasm_linear: no limit on bytes of linear memory, as nobody has set one.
              At the limit: `memory.grow` gives -1, and a program that needs more at its start is refused.
            (wrtd) info limits nothing
            No limit has that in its name; `info limits` lists all.
        "#]],
    );
    let (text, result) = transcript("info limits", Mode::Script);
    result.unwrap();
    let named = |name: &wrtd_limits::LimitName| text.contains(&format!("\n{name}: "));
    assert!(wrtd_limits::LimitName::ALL.iter().all(named), "{text}");
}
