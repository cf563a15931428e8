//! Arguments, environment, random numbers, exit, signals, sockets.

use super::*;

fn strings(program: &mut Program, sizes: &str, get: &str) -> Vec<Vec<u8>> {
    program.errno(sizes, &[i(RESULT), i(RESULT + 4)]).unwrap();
    let (count, bytes) = (program.u32_at(RESULT), program.u32_at(RESULT + 4));
    let (pointers, buffer) = (HEAP, HEAP + count * 4);
    program.errno(get, &[i(pointers), i(buffer)]).unwrap();
    let end = (buffer + bytes) as usize;
    (0..count)
        .map(|index| {
            let start = program.u32_at(pointers + index * 4) as usize;
            let rest = &program.memory[start..end];
            rest[..rest.iter().position(|byte| *byte == 0).unwrap()].to_vec()
        })
        .collect()
}

#[test]
fn arguments_and_environment_arrive() {
    let config = WasiConfig::new()
        .arg("program")
        .arg("")
        .arg(vec![0xff, 0xfe])
        .arg("näh")
        .var("HOME", "/")
        .var("EMPTY", "");
    let mut program = Program::with(config);
    let args = strings(&mut program, "args_sizes_get", "args_get");
    assert_eq!(args, [b"program".to_vec(), vec![], vec![0xff, 0xfe], "näh".into()]);
    let vars = strings(&mut program, "environ_sizes_get", "environ_get");
    assert_eq!(vars, [b"HOME=/".to_vec(), b"EMPTY=".to_vec()]);
}

#[test]
fn what_cannot_be_passed_is_refused_with_the_remedy() {
    let refuse = |config| Context::new(config, at_most(4)).err().unwrap().to_string();
    let actual = [
        refuse(WasiConfig::new().arg("a\0b")),
        refuse(WasiConfig::new().var("A", "\0")),
        refuse(WasiConfig::new().var("A=B", "")),
        refuse(WasiConfig::new().dir("/nowhere/at/all", "data")),
        refuse(WasiConfig::new().stdin(crate::Stdin::File("/nowhere/at/all".into()))),
        refuse(WasiConfig::new().dir("/", "/").dir(".", ".")),
    ]
    .join("\n");
    expect_test::expect![[r#"
        argument "a\0b" holds a NUL character, which no program can be given. Remove it.
        environment variable "A=\0" holds a NUL character, which no program can be given. Remove it.
        the environment variable name "A=B" is empty or holds '='. Write it as NAME=VALUE.
        cannot open the directory /nowhere/at/all for the program's "data": No such file or directory (os error 2). Name an existing directory that you may read, as --dir HOST::GUEST.
        cannot open /nowhere/at/all as the program's standard input: No such file or directory (os error 2). Name an existing file that you may read, or give the input as text.
        2 preopened directories do not fit the limit of 4 open descriptors (`resources`, from wrtd.toml, line 2). Pass fewer directories, or raise the value there."#]]
    .assert_eq(&actual);
}

#[test]
fn random_numbers_fill_the_buffer_and_no_more() {
    let mut program = Program::new();
    program.errno("random_get", &[i(HEAP), i(300_000)]).unwrap();
    let (from, to) = (HEAP as usize, HEAP as usize + 300_000);
    let zeros = program.memory[from..to].iter().filter(|byte| **byte == 0).count();
    assert!((500..3_000).contains(&zeros), "{zeros} of 300,000 random bytes are 0");
    assert!(program.memory[to..].iter().all(|byte| *byte == 0));
    assert_eq!(program.errno("random_get", &[i(u32::MAX), i(10)]), Err(Errno::Fault));
}

#[test]
fn the_program_ends_as_it_wants() {
    let mut program = Program::new();
    assert_eq!(program.call("proc_exit", &[i(3)]), Err(Fault::Exit(3)));
    assert_eq!(program.call("proc_exit", &[i(u32::MAX)]), Err(Fault::Exit(-1)));
    let Err(Fault::Trap(message)) = program.call("proc_raise", &[i(6)]) else {
        panic!("SIGABRT ends a program");
    };
    assert_eq!(
        message,
        "the program raised SIGABRT, which ends it. Look at the caller for the reason."
    );
    assert_eq!(program.errno("proc_raise", &[i(0)]), Ok(()));
    assert_eq!(program.errno("proc_raise", &[i(16)]), Ok(()), "SIGCHLD");
    assert_eq!(program.errno("proc_raise", &[i(31)]), Err(Errno::Inval));
    assert_eq!(program.errno("sched_yield", &[]), Ok(()));
}

#[test]
fn nothing_is_a_socket() {
    let mut program = Program::new();
    let file = program.create("file");
    for (fd, errno) in
        [(0, Errno::Notsock), (ROOT, Errno::Notsock), (file, Errno::Notsock), (50, Errno::Badf)]
    {
        let result = i(RESULT);
        let calls: [(&str, &[Value]); 4] = [
            ("sock_accept", &[i(fd), i(0), result]),
            ("sock_recv", &[i(fd), i(0), i(0), i(0), result, result]),
            ("sock_send", &[i(fd), i(0), i(0), i(0), result]),
            ("sock_shutdown", &[i(fd), i(3)]),
        ];
        for (name, args) in calls {
            assert_eq!(program.errno(name, args), Err(errno), "{name}");
        }
    }
}
