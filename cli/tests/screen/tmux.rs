//! A real terminal with a shell in it: tmux. Keys go in, the screen comes out.

use std::{
    cell::Cell,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Nothing takes as long, but a machine that does many other things.
const DEADLINE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(20);
const SPIN: &str = r#"(module (func (export "_start") (loop (br 0))))"#;

/// A terminal of a server of its own, which ends with it.
pub(crate) struct Tmux {
    socket: String,
    folder: TempDir,
    /// How often wrtd was started.
    started: Cell<u32>,
}

/// The folder of the whole project.
pub(crate) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

impl Tmux {
    /// wrtd with a program that runs in it until somebody ends it.
    pub(crate) fn running(width: u16, height: u16) -> Option<Self> {
        let terminal = Self::open(width, height)?;
        let program = terminal.write("spin.wat", SPIN);
        terminal.debug(&program);
        terminal.wait_for("c continue");
        terminal.keys(&["c"]);
        terminal.wait_for("Ctrl-C pause");
        Some(terminal)
    }

    /// A shell in the project's folder, on a screen of a size. `None`, and a loud line, where there is no tmux.
    pub(crate) fn open(width: u16, height: u16) -> Option<Self> {
        static OPENED: AtomicU32 = AtomicU32::new(0);
        if Command::new("tmux").arg("-V").output().is_err() {
            // Past the test's own output, which nobody sees of tests that pass.
            let text =
                "\nSKIPPED a test on a real terminal: tmux is missing (apt-get install tmux)\n";
            std::io::stdout().write_all(text.as_bytes()).unwrap();
            return None;
        }
        let number = OPENED.fetch_add(1, Ordering::SeqCst);
        let socket = format!("wrtd-test-{}-{number}", std::process::id());
        let tmux = Self { socket, folder: tempfile::tempdir().unwrap(), started: Cell::new(0) };
        let (width, height) = (width.to_string(), height.to_string());
        let folder = project();
        let folder = folder.to_str().unwrap();
        // What sessions leave behind goes away with the terminal.
        let shell = format!(
            "env -u NO_COLOR LANG=C.UTF-8 LC_ALL= PS1='$ ' EDITOR= VISUAL= XDG_STATE_HOME={} sh -i",
            tmux.folder.path().display()
        );
        tmux.tmux(
            &[
                &["-f", "/dev/null", "start-server", ";", "set", "-g", "status", "off", ";"][..],
                &["new-session", "-d", "-x", &width, "-y", &height, "-c", folder, &shell],
            ]
            .concat(),
        );
        tmux.wait_for_shell();
        Some(tmux)
    }

    fn tmux(&self, words: &[&str]) -> String {
        let done = Command::new("tmux").args(["-L", &self.socket]).args(words).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "tmux {words:?}: {said}");
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    /// A file that goes away with the terminal.
    pub(crate) fn file(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Writes such a file.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.file(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Types a line for the shell.
    pub(crate) fn line(&self, text: &str) {
        self.types(text);
        self.keys(&["Enter"]);
    }

    /// Types a text.
    pub(crate) fn types(&self, text: &str) {
        self.tmux(&["send-keys", "-l", text]);
    }

    /// Presses keys, by tmux's names for them.
    pub(crate) fn keys(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    /// Types a command into wrtd.
    pub(crate) fn command(&self, text: &str) {
        self.keys(&[":"]);
        self.line(text);
    }

    /// What is on the screen.
    pub(crate) fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    /// What tmux knows of the terminal.
    pub(crate) fn format(&self, format: &str) -> String {
        self.tmux(&["display-message", "-p", format]).trim_end().to_owned()
    }

    pub(crate) fn resize(&self, width: u16, height: u16) {
        self.tmux(&["resize-window", "-x", &width.to_string(), "-y", &height.to_string()]);
    }

    /// Waits until the screen is as `is` wants it, and gives it.
    pub(crate) fn wait_until(&self, what: &str, is: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let screen = self.screen();
            if is(&screen) {
                return screen;
            }
            assert!(Instant::now() < deadline, "{what} never came:\n{screen}");
            thread::sleep(LOOK);
        }
    }

    /// Waits until a text is on the screen.
    pub(crate) fn wait_for(&self, text: &str) -> String {
        self.wait_until(text, |screen| screen.contains(text))
    }

    /// Waits until the shell waits for a line. Blanks at the end of a line tmux does not give.
    pub(crate) fn wait_for_shell(&self) -> String {
        self.wait_until("the shell", |screen| screen.trim_end().ends_with('$'))
    }

    /// Starts wrtd by the shell with these words, and notes how the terminal was before. What comes behind it on the
    /// line notes how it is afterwards, and prints the exit code.
    pub(crate) fn start(&self, words: &str) {
        self.line(
            "stty -a > \"$D/before\"".replace("$D", self.folder.path().to_str().unwrap()).as_str(),
        );
        // What an earlier start has left on the screen is not to be taken for what comes.
        self.started.set(self.started.get() + 1);
        let wrtd = env!("CARGO_BIN_EXE_wrtd");
        let (pid, after) = (self.file("pid"), self.file("after"));
        self.line(&format!(
            "clear; sh -c 'echo $$ > {pid}; exec {wrtd} {words}'; echo \"code $?\"; stty -a > {after}; echo done {}",
            self.started.get()
        ));
    }

    /// [`Tmux::start`] of `wrtd debug`, with the fixtures' sources.
    pub(crate) fn debug(&self, words: &str) {
        self.start(&format!("debug --source-map /wrtd=. {words}"));
    }

    /// Sends wrtd a signal.
    pub(crate) fn kill(&self, signal: &str) {
        let pid = std::fs::read_to_string(self.file("pid")).unwrap();
        let done = Command::new("kill").args(["-s", signal, pid.trim()]).status().unwrap();
        assert!(done.success());
    }

    /// Waits for the end of wrtd with an exit code, and sees to it that the terminal is as it was. What is on the
    /// screen.
    pub(crate) fn ended(&self, code: i32) -> String {
        let done = format!("\ndone {}\n", self.started.get());
        let screen = self.wait_until("the end", |screen| screen.contains(&done));
        let said = screen.lines().rfind(|line| line.starts_with("code ")).unwrap();
        assert_eq!(said, format!("code {code}"), "{screen}");
        let state = |name| std::fs::read_to_string(self.file(name)).unwrap();
        assert_eq!(without_size(&state("before")), without_size(&state("after")));
        self.is_given_back();
        screen
    }

    /// The shell has the terminal, and nothing of wrtd is left in it.
    pub(crate) fn is_given_back(&self) {
        let state =
            "alternate screen #{alternate_on}, cursor #{cursor_flag}, mouse #{mouse_any_flag}";
        assert_eq!(self.format(state), "alternate screen 0, cursor 1, mouse 0");
    }
}

/// What `stty -a` says, without the size, which tests change.
fn without_size(state: &str) -> &str {
    state.split_once("line = ").map_or(state, |(_, rest)| rest)
}

impl Drop for Tmux {
    fn drop(&mut self) {
        let _ = Command::new("tmux").args(["-L", &self.socket, "kill-server"]).output();
    }
}
