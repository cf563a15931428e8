//! `fd_readdir`: cookies, entries that do not fit, and directories that change.

use std::collections::BTreeSet;

use super::*;

struct Entry {
    next: u64,
    inode: u64,
    file_type: u8,
    name: String,
}

/// One `fd_readdir` with a buffer of `room` bytes: the whole entries, and whether it was the end.
fn readdir(program: &mut Program, fd: u32, cookie: u64, room: u32) -> (Vec<Entry>, bool) {
    let buffer = program.put(&vec![0xaa; room as usize]);
    program.errno("fd_readdir", &[i(fd), i(buffer), i(room), l(cookie), i(RESULT)]).unwrap();
    let used = program.result();
    assert!(used <= room);
    (entries(program, buffer, used), used < room)
}

/// The whole entries in `used` bytes at `buffer`.
fn entries(program: &Program, buffer: u32, used: u32) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut at = buffer;
    while at + 24 <= buffer + used {
        let len = program.u32_at(at + 16);
        if at + 24 + len > buffer + used {
            break;
        }
        let name = &program.memory[at as usize + 24..(at + 24 + len) as usize];
        entries.push(Entry {
            next: program.u64_at(at),
            inode: program.u64_at(at + 8),
            file_type: program.memory[at as usize + 20],
            name: String::from_utf8(name.to_vec()).unwrap(),
        });
        at += 24 + len;
    }
    entries
}

fn names(program: &mut Program, fd: u32, room: u32) -> Vec<String> {
    let (mut names, mut cookie) = (Vec::new(), 0);
    loop {
        let (entries, end) = readdir(program, fd, cookie, room);
        cookie = entries.last().map_or(cookie, |entry| entry.next);
        names.extend(entries.into_iter().map(|entry| entry.name));
        if end {
            return names;
        }
    }
}

#[test]
fn an_empty_directory_has_itself_and_its_parent() {
    let mut program = Program::new();
    let (entries, end) = readdir(&mut program, ROOT, 0, 4096);
    assert!(end);
    assert_eq!(entries.len(), 2);
    assert_eq!((entries[0].name.as_str(), entries[0].file_type), (".", 3));
    assert_eq!((entries[1].name.as_str(), entries[1].file_type), ("..", 3));
    assert_eq!(entries[0].inode, program.fstat(ROOT).unwrap().inode);
    assert_eq!(
        entries[1].inode, entries[0].inode,
        "nothing is told about the directory above a preopened one"
    );
}

#[test]
fn cookies_go_on_behind_an_entry() {
    let mut program = Program::new();
    let fd = program.create("file");
    program.symlink("file", "link").unwrap();
    program.on_path("path_create_directory", "dir").unwrap();
    let (all, end) = readdir(&mut program, ROOT, 0, 4096);
    assert!(end);
    let types: BTreeSet<_> = all.iter().map(|e| (e.name.as_str(), e.file_type)).collect();
    assert_eq!(types, BTreeSet::from([(".", 3), ("..", 3), ("file", 4), ("link", 7), ("dir", 3)]));
    let inode = program.fstat(fd).unwrap().inode;
    assert!(all.iter().any(|entry| entry.name == "file" && entry.inode == inode));
    for (index, entry) in all.iter().enumerate() {
        let (rest, _) = readdir(&mut program, ROOT, entry.next, 4096);
        let rest: Vec<_> = rest.iter().map(|entry| &entry.name).collect();
        assert_eq!(rest, all[index + 1..].iter().map(|entry| &entry.name).collect::<Vec<_>>());
    }
    let (none, end) = readdir(&mut program, ROOT, 1 << 40, 4096);
    assert!(none.is_empty() && end);
    let (none, end) = readdir(&mut program, ROOT, u64::MAX, 4096);
    assert!(none.is_empty() && end);
}

#[test]
fn every_buffer_size_sees_every_entry_once() {
    let mut program = Program::new();
    for number in 0..1000 {
        fs::write(program.root.join(format!("file.{number}")), "").unwrap();
    }
    for room in [40, 64, 100, 256, 4096, 1 << 17] {
        let names = names(&mut program, ROOT, room);
        assert_eq!(names.len(), 1002, "with {room} bytes");
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 1002);
    }
}

#[test]
fn an_entry_that_does_not_fit_fills_the_buffer() {
    let mut program = Program::new();
    let buffer = program.put(&[0xaa; 64]);
    program.errno("fd_readdir", &[i(ROOT), i(buffer), i(30), l(0), i(RESULT)]).unwrap();
    assert_eq!(program.result(), 30, "the second entry is cut off");
    assert_eq!(program.memory[buffer as usize + 30], 0xaa, "nothing beyond is touched");
    program.errno("fd_readdir", &[i(ROOT), i(buffer), i(0), l(0), i(RESULT)]).unwrap();
    assert_eq!(program.result(), 0);
}

#[test]
fn a_program_can_remove_what_it_lists() {
    let mut program = Program::new();
    for number in 0..300 {
        fs::write(program.root.join(format!("file.{number}")), "").unwrap();
    }
    let mut cookie = 0;
    loop {
        let (entries, end) = readdir(&mut program, ROOT, cookie, 200);
        for entry in entries {
            cookie = entry.next;
            if entry.file_type == 4 {
                program.on_path("path_unlink_file", &entry.name).unwrap();
            }
        }
        if end {
            break;
        }
    }
    assert_eq!(fs::read_dir(&program.root).unwrap().count(), 0);
    assert_eq!(names(&mut program, ROOT, 4096), [".", ".."], "cookie 0 lists anew");
}

#[test]
fn a_listing_that_is_paused_goes_on_where_it_was() {
    let mut program = Program::new();
    for number in 0..200 {
        fs::write(program.root.join(format!("file.{number}")), "").unwrap();
    }
    // The first part, so that the pause comes in the middle of the second.
    let (first, _) = readdir(&mut program, ROOT, 0, 1000);
    let cookie = first.last().unwrap().next;
    let args = [i(ROOT), i(HEAP), i(1 << 16), l(cookie), i(RESULT)];
    program.interrupt.request();
    assert_eq!(program.call("fd_readdir", &args), Err(Fault::Interrupted));
    // What has been listed may go while the program stands.
    for entry in first.iter().filter(|entry| entry.file_type == 4) {
        fs::remove_file(program.root.join(&entry.name)).unwrap();
    }
    program.interrupt.clear();
    assert_eq!(program.call("fd_readdir", &args), Ok(()));
    let rest = entries(&program, HEAP, program.result());
    let names: BTreeSet<_> = first.iter().chain(&rest).map(|entry| &entry.name).collect();
    assert_eq!((first.len() + rest.len(), names.len()), (202, 202));
    let cookies: Vec<_> = rest.iter().map(|entry| entry.next).collect();
    assert_eq!(cookies, (cookie + 1..=202).collect::<Vec<_>>());
}

#[test]
fn only_directories_are_listed() {
    let mut program = Program::new();
    let file = program.create("file");
    for (fd, errno) in [(file, Errno::Notdir), (0, Errno::Notdir), (77, Errno::Badf)] {
        let args = [i(fd), i(HEAP), i(100), l(0), i(RESULT)];
        assert_eq!(program.errno("fd_readdir", &args), Err(errno));
    }
    let dir = program.open(".", DIRECTORY, Rights::FD_READ).unwrap();
    let args = [i(dir), i(HEAP), i(100), l(0), i(RESULT)];
    assert_eq!(program.errno("fd_readdir", &args), Err(Errno::Notcapable));
}
