//! Nothing outside a preopened directory can be reached, whatever the path and whatever lies in the
//! directory.

use super::*;

/// Every way out that a path can try: each has to fail, and not as if there were nothing.
const ESCAPES: [&str; 9] = [
    "../secret",
    "..",
    "dir/../../secret",
    "dir/../../root/../secret",
    "./.././secret",
    "/etc/passwd",
    "/",
    "absolute",
    "relative",
];

/// A directory whose parent holds a secret, with symbolic links out of it that the host has made.
fn surrounded() -> Program {
    let mut program = Program::new();
    let outside = program.root.parent().unwrap().to_path_buf();
    fs::write(outside.join("secret"), "secret").unwrap();
    program.on_path("path_create_directory", "dir").unwrap();
    link(&outside.join("secret").to_string_lossy(), &program.root.join("absolute"));
    link("../secret", &program.root.join("relative"));
    link("..", &program.root.join("up"));
    link(&outside.to_string_lossy(), &program.root.join("up_absolute"));
    program
}

#[cfg(unix)]
fn link(target: &str, path: &std::path::Path) {
    std::os::unix::fs::symlink(target, path).unwrap();
}

#[cfg(windows)]
fn link(target: &str, path: &std::path::Path) {
    std::os::windows::fs::symlink_file(target, path).unwrap();
}

fn assert_nothing_changed(program: &Program) {
    let outside = program.root.parent().unwrap();
    let mut names: Vec<_> =
        fs::read_dir(outside).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["root", "secret"]);
    assert_eq!(fs::read(outside.join("secret")).unwrap(), b"secret");
    assert_eq!(fs::metadata(outside.join("secret")).unwrap().len(), 6);
}

#[test]
fn nothing_outside_can_be_opened() {
    let mut program = surrounded();
    for path in ESCAPES {
        for oflags in [0, CREATE, TRUNCATE, CREATE | TRUNCATE, DIRECTORY] {
            for rights in [Rights::FD_READ, Rights::FD_WRITE] {
                let opened = program.open(path, oflags, rights);
                assert!(
                    matches!(opened, Err(Errno::Perm | Errno::Notcapable)),
                    "{path} with {oflags}: {opened:?}"
                );
            }
        }
    }
    for path in ["up/secret", "up_absolute/secret", "up/root/../secret", "dir/../up/secret"] {
        for lookup in [0, 1] {
            let opened = program.open_at(ROOT, path, lookup, 0, Rights::FD_READ, Rights::NONE, 0);
            assert_eq!(opened, Err(Errno::Perm), "{path}");
        }
    }
    assert_nothing_changed(&program);
}

#[test]
fn nothing_outside_can_be_changed() {
    let mut program = surrounded();
    for path in ["../secret", "dir/../../secret", "up/secret", "up_absolute/secret", "/secret"] {
        assert_eq!(program.on_path("path_unlink_file", path), Err(Errno::Perm), "{path}");
        assert_eq!(program.on_path("path_remove_directory", path), Err(Errno::Perm), "{path}");
        assert_eq!(program.rename(path, "stolen"), Err(Errno::Perm), "{path}");
        assert_eq!(program.link(path, 0, "stolen"), Err(Errno::Perm), "{path}");
        assert_eq!(program.stat(path, 0).unwrap_err(), Errno::Perm, "{path}");
        assert_eq!(program.readlink(path, 10), Err(Errno::Perm), "{path}");
        let [address, len] = program.text(path);
        let args = [i(ROOT), i(0), address, len, l(0), l(0), i(5)];
        assert_eq!(program.errno("path_filestat_set_times", &args), Err(Errno::Perm), "{path}");
    }
    program.create("mine");
    for path in ["../new", "up/new", "up_absolute/new", "/new", "dir/../../new"] {
        assert_eq!(program.on_path("path_create_directory", path), Err(Errno::Perm), "{path}");
        assert_eq!(program.rename("mine", path), Err(Errno::Perm), "{path}");
        assert_eq!(program.link("mine", 0, path), Err(Errno::Perm), "{path}");
        assert_eq!(program.symlink("mine", path), Err(Errno::Perm), "{path}");
    }
    assert_nothing_changed(&program);
}

#[test]
fn links_out_can_be_made_but_not_followed() {
    let mut program = surrounded();
    assert_eq!(program.symlink("/etc/passwd", "passwd"), Err(Errno::Perm));
    program.symlink("../secret", "mine").unwrap();
    assert_eq!(program.readlink("mine", 20), Ok(b"../secret".to_vec()));
    assert_eq!(program.open("mine", 0, Rights::FD_READ), Err(Errno::Perm));
    assert_eq!(program.stat("mine", 1).unwrap_err(), Errno::Perm);
    assert_eq!(program.readlink("absolute", 100), Err(Errno::Perm), "the host's paths stay hidden");
    assert_nothing_changed(&program);
}

#[test]
fn a_subdirectory_is_a_border_too() {
    let mut program = surrounded();
    program.create("beside");
    let dir = program.open_at(ROOT, "dir", 0, DIRECTORY, Rights::DIRECTORY, Rights::ALL, 0);
    let dir = dir.unwrap();
    for path in ["../beside", "..", "/beside"] {
        let opened = program.open_at(dir, path, 1, 0, Rights::FD_READ, Rights::NONE, 0);
        assert_eq!(opened, Err(Errno::Perm), "{path}");
    }
}
