// Attaching to a program that `wrtd run --debug-listen` runs, leaving it, and coming back.

import assert from 'node:assert/strict';
import { runHosted } from '../client/hosted.mjs';
import { inventory } from '../client/fixtures.mjs';
import { Session } from '../client/session.mjs';

const main = inventory.source('main');

/** Runs a scenario with a program that is there already, and with the means to attach to it. */
function attached(title, { args = ['echo'], options = [] }, run) {
  it(title, async () => {
    const program = runHosted(inventory.o0, args, options);
    const sessions = [];
    const connect = async () => {
      const session = await new Session().start(await program.port());
      sessions.push(session);
      return session;
    };
    const attach = async ({ breakpoints = {}, ...attributes } = {}) => {
      const session = await connect();
      await session.initialize();
      await session.ask('attach', attributes);
      for (const [source, places] of Object.entries(breakpoints)) {
        session.bound = await session.breakpoints(source, places);
      }
      await session.ask('configurationDone');
      return session;
    };
    try {
      await run({ program, attach, connect });
      for (const session of sessions) assert.deepEqual(session.problems, []);
    } finally {
      sessions.forEach((session) => session.socket.destroy());
      program.kill();
    }
  });
}

describe('attach', () => {
  attached('finds a running program, stops it and leaves it running', {}, async ({ program, attach }) => {
    program.type('one');
    await program.prints('1: one\n');
    const session = await attach({ breakpoints: { [main]: ['echo'] } });
    assert.equal((await session.event('process')).startMethod, 'attach');
    assert.deepEqual(session.bound.map(({ verified }) => verified), [true]);
    program.type('two');
    await session.stoppedAt(main, 'echo', 'breakpoint');
    assert.deepEqual([(await session.locals()).count.value, (await session.locals()).line.value], ['2', '"two"']);
    // What it prints goes to its own streams, and to the debug console.
    await session.step('next');
    await session.event('output', ({ output }) => output === '2: two\n');
    await session.ask('disconnect', {});
    // Neither the breakpoint nor the step is left behind.
    program.type('three');
    await program.prints('1: one\n2: two\n3: three\n');
    program.process.stdin.end();
    assert.equal(await program.ended(), 0);
    assert.equal(program.stdout, 'inventory: echo\n1: one\n2: two\n3: three\n3 lines\n');
  });

  attached('waits for the first client with --debug-wait', { args: ['exit', '4'], options: ['--debug-wait'] }, async ({ program, attach, connect }) => {
    // One that goes before it is done with its configuration has not started the program.
    const early = await connect();
    await early.initialize();
    await early.ask('attach', {});
    early.socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(program.stdout, '');
    const session = await attach({ breakpoints: { [main]: ['main', 'exit'] } });
    await session.stoppedAt(main, 'main', 'breakpoint');
    assert.equal(program.stdout, '');
    await session.go();
    await session.stoppedAt(main, 'exit', 'breakpoint');
    await session.go();
    assert.equal(await session.exited(), 4);
    assert.equal(await program.ended(), 4);
  });

  attached('stops a waiting program at its entry', { args: ['exit', '4'], options: ['--debug-wait'] }, async ({ program, attach }) => {
    const session = await attach({ stopOnEntry: true });
    await session.stopped('entry');
    await session.go();
    assert.equal(await session.exited(), 4);
    assert.equal(await program.ended(), 4);
  });

  attached('pauses a running program where the client wants it to stand', { args: ['spin'] }, async ({ attach }) => {
    const session = await attach({ stopOnEntry: true });
    await session.stopped('pause');
    assert.ok((await session.stack()).some(({ name }) => name === 'inventory::flow::spin'));
  });

  attached('serves several clients in turn, and refuses a second one meanwhile', {}, async ({ program, attach, connect }) => {
    for (const [line, count] of [['one', '1'], ['two', '2'], ['three', '3']]) {
      const session = await attach({ breakpoints: { [main]: ['echo'] } });
      program.type(line);
      await session.stoppedAt(main, 'echo', 'breakpoint');
      assert.equal((await session.locals()).count.value, count);
      const second = await connect();
      await second.initialize();
      const { message, showUser } = await second.refusal('attach', {});
      assert.match(message, /^the client at 127\.0\.0\.1:\d+ is attached to the program; disconnect it first, a program has one client at a time$/);
      assert.equal(showUser, true);
      await second.ask('disconnect', {});
      await session.ask('disconnect', { terminateDebuggee: false });
      await program.prints(`${count}: ${line}\n`);
    }
  });

  attached('leaves the program standing where it is asked to', {}, async ({ program, attach }) => {
    const session = await attach({ breakpoints: { [main]: ['echo'] } });
    program.type('one');
    await session.stoppedAt(main, 'echo', 'breakpoint');
    assert.ok(session.capabilities.supportSuspendDebuggee);
    await session.ask('disconnect', { suspendDebuggee: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(program.stdout, 'inventory: echo\n');
    const next = await attach();
    await next.stoppedAt(main, 'echo', 'breakpoint');
    await next.ask('disconnect', {});
    await program.prints('1: one\n');
    // A program that runs is stopped for it.
    const last = await attach();
    await last.ask('disconnect', { suspendDebuggee: true });
    program.type('two');
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.ok(!program.stdout.includes('2: two'));
    await (await attach()).stopped('pause');
  });

  attached('ends the program where it is asked to', { args: ['spin'] }, async ({ program, attach }) => {
    const session = await attach();
    assert.ok(session.capabilities.supportTerminateDebuggee);
    await session.ask('disconnect', { terminateDebuggee: true });
    assert.equal(await program.ended(), 130);
  });

  attached('lets the program go on where a client vanishes', {}, async ({ program, attach }) => {
    const session = await attach({ breakpoints: { [main]: ['echo'] } });
    program.type('one');
    await session.stoppedAt(main, 'echo', 'breakpoint');
    session.socket.destroy();
    await program.prints('1: one\n');
    program.type('two');
    await program.prints('2: two\n');
  });

  attached('starts the program anew in its place', {}, async ({ program, attach }) => {
    program.type('one');
    await program.prints('1: one\n');
    const session = await attach({ breakpoints: { [main]: ['main'] } });
    await session.ask('restart', { arguments: { request: 'attach', program: 'nowhere.wasm' } });
    await session.stoppedAt(main, 'main', 'breakpoint');
    await session.go();
    program.type('again');
    await program.prints('1: again\n');
  });

  attached('keeps its output to itself with "redirectOutput": false', {}, async ({ program, attach }) => {
    const session = await attach({ redirectOutput: false, breakpoints: { [main]: ['main end'] } });
    program.type('one');
    await program.prints('1: one\n');
    program.process.stdin.end();
    await session.stoppedAt(main, 'main end', 'breakpoint');
    assert.equal(session.output(), '');
    await session.go();
    assert.equal(await program.ended(), 0);
  });

  attached('is refused what is for sessions that launch', {}, async ({ connect }) => {
    const session = await connect();
    await session.initialize();
    assert.match((await session.refusal('launch', { program: inventory.o0 })).message, /attach to it, in VS Code by `"request": "attach"`/);
  });

  for (const [who, when] of [['nobody was attached', async () => {}], ['its client had left', async (attach) => (await attach()).ask('disconnect', {})]]) {
    attached(`ends with the trap's stack and exit code where ${who}`, { args: ['echo'] }, async ({ program, attach }) => {
      await when(attach);
      program.process.stdin.end(Buffer.from([0xff, 0x0a]));
      assert.equal(await program.ended(), 134);
      assert.match(program.stderr, /standard input is text/);
      assert.match(program.stderr, /error: unreachable.*\n(.*\n)* +\d+: inventory::echo\n/);
    });
  }

  attached('ends with the trap where its client leaves it at one', { args: ['echo'] }, async ({ program, attach }) => {
    const session = await attach();
    program.process.stdin.end(Buffer.from([0xff, 0x0a]));
    assert.match((await session.stopped('exception')).description, /^panic/);
    await session.go();
    assert.match((await session.stopped('exception')).description, /^trap/);
    await session.ask('disconnect', {});
    assert.equal(await program.ended(), 134);
    assert.match(program.stderr, /error: unreachable/);
  });
});

describe('attach through `wrtd dap`', () => {
  const setup = { args: ['echo'] };

  attached('takes what was set before to where the program is', setup, async ({ program }) => {
    const session = await new Session().start();
    try {
      await session.initialize();
      // Before the program is known: bound when there is a connection, under the same id.
      const [before] = await session.breakpoints(main, ['echo']);
      assert.equal(before.verified, false);
      await session.ask('attach', { address: `127.0.0.1:${await program.port()}` });
      const { breakpoint, reason } = await session.event('breakpoint');
      assert.deepEqual([breakpoint.id, breakpoint.verified, reason], [before.id, true, 'changed']);
      await session.ask('configurationDone');
      program.type('one');
      await session.stoppedAt(main, 'echo', 'breakpoint');
      assert.equal((await session.locals()).line.value, '"one"');
      await session.ask('disconnect', {});
      await program.prints('1: one\n');
    } finally {
      await session.end();
    }
    program.process.stdin.end();
    assert.equal(await program.ended(), 0);
  });

  attached('leaves the program running where the editor dies', setup, async ({ program }) => {
    const session = await new Session().start();
    await session.initialize();
    await session.ask('attach', { address: `localhost:${await program.port()}` });
    await session.breakpoints(main, ['echo']);
    await session.ask('configurationDone');
    program.type('one');
    await session.stoppedAt(main, 'echo', 'breakpoint');
    session.process.kill('SIGKILL');
    await program.prints('1: one\n');
    program.type('two');
    await program.prints('2: two\n');
  });

  attached('tells the end of the program, and that of its process', setup, async ({ program }) => {
    const session = await new Session().start();
    await session.initialize();
    await session.ask('attach', { address: `127.0.0.1:${await program.port()}` });
    await session.ask('configurationDone');
    await session.event('process');
    program.kill();
    await session.event('terminated');
    assert.match(session.output('console'), /connection to the program is lost/);
    assert.match((await session.refusal('continue', { threadId: 1 })).message, /session is over/);
    await session.end();
  });

  it('says what is wrong with an address', async () => {
    const session = await new Session().start();
    await session.initialize();
    assert.match((await session.refusal('attach', {})).message, /`address`: it is missing; set it to the `HOST:PORT`/);
    for (const address of ['127.0.0.1:1', 'nowhere', 'no.such.host.invalid:80']) {
      const { message, showUser } = await session.refusal('attach', { address });
      assert.match(message, /^cannot connect to .*; check that the address is the one that/);
      assert.equal(showUser, true);
    }
    // The session can still be used for another program.
    await session.ask('launch', { program: inventory.o0, args: ['exit', '3'] });
    await session.ask('configurationDone');
    assert.equal(await session.exited(), 3);
    await session.end();
  });
});
