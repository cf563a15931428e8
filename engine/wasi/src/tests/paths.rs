//! Making, linking, renaming and removing, with the errors that libraries tell apart.

use super::*;

#[test]
fn directories_are_made_and_removed() {
    let mut program = Program::new();
    assert_eq!(program.on_path("path_create_directory", "dir"), Ok(()));
    assert_eq!(program.on_path("path_create_directory", "dir"), Err(Errno::Exist));
    assert_eq!(program.on_path("path_create_directory", "no/dir"), Err(Errno::Noent));
    fs::write(program.root.join("dir/file"), "").unwrap();
    assert_eq!(program.on_path("path_create_directory", "dir/file/x"), Err(Errno::Notdir));
    assert_eq!(program.on_path("path_remove_directory", "dir"), Err(Errno::Notempty));
    assert_eq!(program.on_path("path_remove_directory", "dir/file"), Err(Errno::Notdir));
    assert_eq!(program.on_path("path_remove_directory", "dir/file/"), Err(Errno::Notdir));
    assert_eq!(program.on_path("path_remove_directory", "nothing"), Err(Errno::Noent));
    assert_eq!(program.on_path("path_unlink_file", "dir"), Err(Errno::Isdir));
    assert_eq!(program.on_path("path_unlink_file", "dir/"), Err(Errno::Isdir));
    assert_eq!(program.on_path("path_unlink_file", "dir/file/"), Err(Errno::Notdir));
    assert_eq!(program.on_path("path_unlink_file", "dir/file"), Ok(()));
    assert_eq!(program.on_path("path_unlink_file", "dir/file"), Err(Errno::Noent));
    program.symlink("dir", "link").unwrap();
    assert_eq!(program.on_path("path_remove_directory", "link"), Err(Errno::Notdir));
    assert_eq!(program.on_path("path_remove_directory", "dir/"), Ok(()));
    assert_eq!(program.on_path("path_unlink_file", "link"), Ok(()));
    assert_eq!(fs::read_dir(&program.root).unwrap().count(), 0);
}

#[test]
fn renaming() {
    let mut program = Program::new();
    program.on_path("path_create_directory", "source").unwrap();
    assert_eq!(program.rename("source", "target"), Ok(()));
    assert_eq!(program.rename("source", "target"), Err(Errno::Noent));
    program.on_path("path_create_directory", "source").unwrap();
    assert_eq!(program.rename("source", "target"), Ok(()), "an empty directory is replaced");
    program.on_path("path_create_directory", "source").unwrap();
    program.create("target/file");
    assert_eq!(program.rename("source", "target"), Err(Errno::Notempty));
    assert_eq!(program.rename("source", "target/file"), Err(Errno::Notdir));
    assert_eq!(program.rename("target/file", "source"), Err(Errno::Isdir));
    assert_eq!(program.rename("source", "source/inner"), Err(Errno::Inval));
    fs::write(program.root.join("a"), "a").unwrap();
    fs::write(program.root.join("b"), "b").unwrap();
    assert_eq!(program.rename("a", "b"), Ok(()));
    assert_eq!(fs::read(program.root.join("b")).unwrap(), b"a");
    assert!(!program.root.join("a").exists());
}

#[test]
fn a_slash_at_the_end_means_a_directory() {
    let mut program = Program::new();
    assert_eq!(program.on_path("path_create_directory", "a/"), Ok(()));
    assert_eq!(program.rename("a/", "b"), Ok(()));
    assert_eq!(program.rename("b", "c/"), Ok(()));
    assert_eq!(program.rename("c/", "d//"), Ok(()));
    assert_eq!(program.on_path("path_remove_directory", "d///"), Ok(()));
    program.create("file");
    assert_eq!(program.rename("file/", "other"), Err(Errno::Notdir));
    assert_eq!(program.rename("file", "other/"), Err(Errno::Notdir));
    assert_eq!(program.stat("file/", 0).unwrap_err(), Errno::Notdir);
    assert_eq!(program.stat("file/", 1).unwrap_err(), Errno::Notdir);
    assert_eq!(program.on_path("path_remove_directory", "/"), Err(Errno::Perm));
    assert_eq!(program.on_path("path_remove_directory", "."), Err(Errno::Inval));
    assert_eq!(program.rename("/", "x"), Err(Errno::Perm));
    program.symlink("file", "link").unwrap();
    assert_eq!(program.readlink("link/", 10), Err(Errno::Notdir));
    program.on_path("path_create_directory", "dir").unwrap();
    program.symlink("dir", "to_dir").unwrap();
    assert_eq!(program.stat("to_dir", 0).unwrap().file_type, 7);
    assert_eq!(program.stat("to_dir/", 0).unwrap().file_type, 3);
    assert_eq!(program.readlink("to_dir/", 10), Err(Errno::Inval));
}

#[test]
fn hard_links() {
    let mut program = Program::new();
    let fd = program.create("file");
    assert_eq!(program.link("file", 0, "link"), Ok(()));
    assert_eq!(program.stat("link", 0).unwrap().inode, program.fstat(fd).unwrap().inode);
    assert_eq!(program.stat("link", 0).unwrap().links, 2);
    assert_eq!(program.link("file", 0, "link"), Err(Errno::Exist));
    assert_eq!(program.link("file", 0, "other/"), Err(Errno::Noent));
    program.on_path("path_create_directory", "dir").unwrap();
    assert_eq!(program.link("dir", 0, "to_dir"), Err(Errno::Perm));
    assert_eq!(program.link("file", 1, "followed"), Err(Errno::Inval));
    program.symlink("nowhere", "dangling").unwrap();
    assert_eq!(program.link("dangling", 0, "second"), Ok(()));
    assert_eq!(program.stat("second", 0).unwrap().file_type, 7);
}

#[test]
fn symbolic_links() {
    let mut program = Program::new();
    program.create("target");
    assert_eq!(program.symlink("target", "link"), Ok(()));
    assert_eq!(program.symlink("target", "link"), Err(Errno::Exist));
    assert_eq!(program.symlink("target", "new/"), Err(Errno::Noent));
    assert_eq!(program.symlink("", "empty"), Err(Errno::Noent));
    assert_eq!(program.readlink("link", 10), Ok(b"target".to_vec()));
    assert_eq!(program.readlink("link", 4), Ok(b"targ".to_vec()));
    assert_eq!(program.readlink("link", 0), Ok(vec![]));
    assert_eq!(program.readlink("target", 10), Err(Errno::Inval));
    assert_eq!(program.readlink("nothing", 10), Err(Errno::Noent));
    assert_eq!(program.stat("link", 0).unwrap().file_type, 7);
    assert_eq!(program.stat("link", 1).unwrap().file_type, 4);
    program.symlink("nowhere", "dangling").unwrap();
    assert_eq!(program.stat("dangling", 0).unwrap().file_type, 7);
    assert_eq!(program.stat("dangling", 1).unwrap_err(), Errno::Noent);
}
