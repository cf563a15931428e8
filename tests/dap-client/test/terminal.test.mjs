// Programs with a terminal of the client's, and programs that read the debug console.

import assert from 'node:assert/strict';
import cp from 'node:child_process';
import fs from 'node:fs';
import { inventory, sourceMap } from '../client/fixtures.mjs';
import { until } from '../client/hosted.mjs';
import { Session, scenario } from '../client/session.mjs';

const main = inventory.source('main');
const client = { supportsRunInTerminalRequest: true };
const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

/** A terminal as an editor has it: a real one, by `script`, with what is shown in it. */
class Terminal {
  run({ args, cwd, kind, title }) {
    this.asked = { args, cwd, kind, title };
    this.shown = '';
    this.process = cp.spawn('script', ['-qefc', args.map(quoted).join(' '), '/dev/null'], { cwd });
    this.process.stdout.on('data', (data) => (this.shown += data));
    this.process.stdin.on('error', () => {});
    this.process.once('exit', (code, signal) => (this.code = code ?? signal));
    return { shellProcessId: this.process.pid };
  }

  async shows(text) {
    await until(`${JSON.stringify(text)} in ${JSON.stringify(this.shown)}`, () => this.shown.includes(text));
  }

  async ended() {
    await until('the end of the terminal', () => this.code !== undefined);
    return this.code;
  }

  kill() {
    this.process?.kill('SIGKILL');
  }
}

const canHaveTerminals = process.platform === 'linux' && fs.existsSync('/usr/bin/script');

/** A session whose client has a terminal. */
function inTerminal(title, run) {
  (canHaveTerminals ? it : it.skip)(title, async () => {
    const terminal = new Terminal();
    const session = new Session();
    session.serve('runInTerminal', (args) => terminal.run(args));
    try {
      await run(session, terminal);
      await session.end();
    } finally {
      session.process?.kill('SIGKILL');
      terminal.kill();
    }
  });
}

describe('a program in a terminal', () => {
  inTerminal('reads what is typed there, prints there, and is debugged', async (session, terminal) => {
    await session.debug(inventory.o0, {
      client, args: ['echo'], console: 'integratedTerminal', breakpoints: { [main]: ['echo'] },
    });
    assert.deepEqual([terminal.asked.kind, terminal.asked.title], ['integrated', 'wrtd: inventory-o0.wasm']);
    assert.equal((await session.event('process')).startMethod, 'launch');
    await terminal.shows('inventory: echo\r\n');
    terminal.process.stdin.write('hello\n');
    await session.stoppedAt(main, 'echo', 'breakpoint');
    assert.equal((await session.locals()).line.value, '"hello"');
    await session.go();
    await terminal.shows('1: hello\r\n');
    terminal.process.stdin.write('\x04');
    assert.equal(await session.exited(), 0);
    await session.ask('disconnect', {});
    assert.equal(await terminal.ended(), 0);
    // Nothing of it is in the debug console.
    assert.equal(session.output(), '');
    assert.match(terminal.shown, /1 lines\r\n$/);
  });

  inTerminal('keeps the breakpoints that came before the terminal', async (session, terminal) => {
    await session.start();
    await session.initialize(client);
    const [before] = await session.breakpoints(main, ['main']);
    await session.ask('configurationDone');
    await session.ask('launch', { program: inventory.o0, args: ['exit', '5'], console: 'externalTerminal' });
    assert.equal(terminal.asked.kind, 'external');
    const stop = await session.stopped('breakpoint');
    assert.deepEqual(stop.hitBreakpointIds, [before.id]);
    await session.go();
    assert.equal(await session.exited(), 5);
    await session.ask('disconnect', {});
    assert.equal(await terminal.ended(), 5);
  });

  inTerminal('tells how the breakpoints are that came while it was awaited', async (session, terminal) => {
    let isSet;
    const set = new Promise((resolve) => (isSet = resolve));
    session.serve('runInTerminal', async (args) => {
      await set;
      return terminal.run(args);
    });
    await session.start();
    await session.initialize(client);
    const launch = { program: inventory.o0, args: ['exit', '5'], console: 'integratedTerminal', sourceMap };
    const launching = session.ask('launch', launch);
    const [before] = await session.breakpoints(main, ['main']);
    const { breakpoints: [function_] } = await session.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'leaving' }] });
    await session.ask('configurationDone');
    assert.deepEqual([before.verified, function_.verified], [false, false]);
    isSet();
    await launching;
    const changed = (id) => session.event('breakpoint', ({ breakpoint }) => breakpoint.id === id);
    const { breakpoint } = await changed(before.id);
    assert.deepEqual([breakpoint.verified, breakpoint.line], [true, before.line]);
    assert.equal((await changed(function_.id)).breakpoint.verified, false);
    assert.deepEqual((await session.stopped('breakpoint')).hitBreakpointIds, [before.id]);
    await session.go();
    assert.equal(await session.exited(), 5);
  });

  inTerminal('starts anew there, also with other arguments', async (session, terminal) => {
    const launch = { program: inventory.o0, args: ['exit', '5'], console: 'integratedTerminal' };
    await session.debug(inventory.o0, { ...launch, client, breakpoints: { [main]: ['exit'] } });
    await session.stopped('breakpoint');
    await session.ask('restart', { arguments: { ...launch, args: ['exit', '6'] } });
    await session.event('continued');
    await session.stopped('breakpoint');
    assert.equal((await session.locals()).code.value, '6');
    await session.ask('restart');
    await session.stopped('breakpoint');
    await session.go();
    assert.equal(await session.exited(), 6);
    assert.equal(terminal.shown.split('inventory: leaving with').length, 4);
  });

  inTerminal('ends with its editor', async (session, terminal) => {
    await session.debug(inventory.o0, { client, args: ['spin'], console: 'integratedTerminal' });
    await session.event('process');
    session.process.kill('SIGKILL');
    assert.equal(await terminal.ended(), 130);
  });

  inTerminal('goes on where its editor leaves it so', async (session, terminal) => {
    await session.debug(inventory.o0, {
      client, args: ['echo'], console: 'integratedTerminal', breakpoints: { [main]: ['echo'] },
    });
    await terminal.shows('inventory: echo\r\n');
    terminal.process.stdin.write('hello\n');
    await session.stopped('breakpoint');
    await session.ask('disconnect', { terminateDebuggee: false });
    await terminal.shows('1: hello\r\n');
    terminal.process.stdin.write('again\n');
    await terminal.shows('2: again\r\n');
    terminal.process.stdin.write('\x04');
    assert.equal(await terminal.ended(), 0);
  });

  inTerminal('is over for the editor where the terminal is closed', async (session, terminal) => {
    await session.debug(inventory.o0, { client, args: ['spin'], console: 'integratedTerminal' });
    await session.event('process');
    terminal.kill();
    await session.event('terminated');
  });

  inTerminal('says in the editor why it cannot be launched', async (session, terminal) => {
    await session.start();
    await session.initialize(client);
    const wrong = { program: 'no-such.wasm', console: 'integratedTerminal' };
    assert.match((await session.refusal('launch', wrong)).message, /^cannot read .*no-such\.wasm/);
    assert.match((await session.refusal('launch', { ...wrong, console: 'tty' })).message, /`tty` is none of `internalConsole`/);
    await session.ask('disconnect', {});
    assert.equal(await terminal.ended(), 1);
  });

  it('says why there is no terminal, and can be launched without', async () => {
    const session = await new Session().start();
    session.serve('runInTerminal', () => {
      throw new Error('no more windows');
    });
    await session.initialize(client);
    const { message, showUser } = await session.refusal('launch', { program: inventory.o0, console: 'integratedTerminal' });
    assert.equal(message, 'the client cannot run wrtd in a terminal: no more windows; set `console` to `internalConsole`');
    assert.equal(showUser, true);
    await session.ask('launch', { program: inventory.o0, args: ['exit', '3'] });
    await session.ask('configurationDone');
    assert.equal(await session.exited(), 3);
    await session.end();
  });

  it('can be ended while its terminal is awaited', async () => {
    const session = await new Session().start();
    session.serve('runInTerminal', () => ({}));
    await session.initialize(client);
    const launching = session.refusal('launch', { program: inventory.o0, console: 'integratedTerminal' });
    await session.ask('terminate');
    assert.match((await launching).message, /ended before the program was there/);
    await session.end();
  });

  scenario('runs in the debug console where the client has no terminals', async (session) => {
    await session.debug(inventory.o0, { args: ['exit', '3'], console: 'integratedTerminal' });
    assert.equal(await session.exited(), 3);
    assert.match(session.output('console'), /has no terminal to lend/);
    assert.equal(session.output(), 'inventory: exit\n');
  });
});

describe('a program that reads the debug console', () => {
  scenario('gets lines while it runs, and commands are commands while it stands', async (session) => {
    await session.debug(inventory.o0, {
      args: ['echo'], stdin: { console: true }, breakpoints: { [main]: ['echo'] },
    });
    assert.match(session.output('console'), /standard input, line by line; `\^D` ends/);
    await session.evaluate('hello there', 'repl');
    await session.stoppedAt(main, 'echo', 'breakpoint');
    assert.equal((await session.evaluate('line', 'repl')).result, '"hello there"');
    await session.go();
    await session.event('output', ({ output }) => output === '1: hello there\n');
    await session.breakpoints(main, []);
    await session.evaluate('again', 'repl');
    await session.event('output', ({ output }) => output === '2: again\n');
    await session.evaluate('^D', 'repl');
    assert.equal(await session.exited(), 0);
    assert.match(session.output(), /2 lines\n$/);
  });

  scenario('has a new input when it starts anew', async (session) => {
    await session.debug(inventory.o0, {
      args: ['echo'], stdin: { console: true }, breakpoints: { [main]: ['main end'] },
    });
    for (let run = 0; run < 2; run++) {
      await session.evaluate(`run ${run}`, 'repl');
      await session.evaluate('^D', 'repl');
      await session.stoppedAt(main, 'main end', 'breakpoint');
      await session.ask('restart');
      await session.event('continued');
    }
    assert.match(session.output(), /1: run 0\n1 lines\ninventory: echo\n1: run 1\n1 lines\n/);
  });

  scenario('reads a file with a path as before', async (session) => {
    await session.debug(inventory.o0, { args: ['echo'], stdin: { file: new URL(import.meta.url).pathname } });
    assert.equal(await session.exited(), 0);
    assert.match(session.output(), /^inventory: echo\n1: \/\/ Programs with a terminal/);
  });
});
