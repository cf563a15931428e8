// A program that runs: its output, pausing it, how it ends, and how it fails.

import assert from 'node:assert/strict';
import cp from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inventory, marker, sourceMap, types } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const rust = inventory.source;
const c = types.source;

describe('output', () => {
  scenario('comes by category, as the program writes it', async (session) => {
    await session.debug(inventory.o0, {
      args: ['exit', '3'],
      breakpoints: { [rust('main')]: ['exit'] },
    });
    await session.stoppedAt(rust('main'), 'exit', 'breakpoint');
    assert.equal(session.output(), 'inventory: exit\n');
    assert.equal(session.output('stderr'), 'inventory: leaving with 3\n');
    await session.go();
    assert.equal(await session.exited(), 3);
  });

  scenario('is text whatever the program writes', async (session) => {
    await session.debug(types.o0, { args: ['echo'], stdin: { text: 'naïve 🦀\n' } });
    assert.equal(await session.exited(), 1); // the number of lines
    assert.match(session.output(), /naïve 🦀\n/);
  });
});

describe('a pause', () => {
  scenario('stops an endless loop, again and again', async (session) => {
    await session.debug(inventory.o0, {
      args: ['spin'],
      breakpoints: { [rust('flow')]: ['spin'] },
    });
    await session.stopped('breakpoint');
    await session.breakpoints(rust('flow'), []);
    await session.go();
    for (let i = 0; i < 3; i++) {
      await session.ask('pause', { threadId: 1 });
      await session.stopped('pause');
      const names = (await session.stack()).map((frame) => frame.name);
      assert.ok(names.includes('inventory::flow::spin'), names);
      await session.go();
    }
    await session.ask('terminate');
    await session.exited();
  });

  (process.platform === 'win32' ? it.skip : it)('stops a program that waits for input', async () => {
    const { Session } = await import('../client/session.mjs');
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wrtd-'));
    const pipe = path.join(folder, 'input');
    cp.execFileSync('mkfifo', [pipe]);
    const writer = fs.openSync(pipe, 'r+');
    const session = new Session();
    try {
      await session.debug(inventory.o0, { args: ['echo'], stdin: pipe });
      fs.writeSync(writer, 'first\n');
      await session.event('output', ({ output }) => output.includes('1: first'));
      await session.ask('pause', { threadId: 1 });
      await session.stopped('pause');
      const names = (await session.stack()).map((frame) => frame.name);
      assert.ok(names.includes('inventory::echo'), names);
      await session.go();
      fs.writeSync(writer, 'second\n');
      await session.event('output', ({ output }) => output.includes('2: second'));
      await session.ask('terminate');
      await session.exited();
    } finally {
      fs.closeSync(writer);
      fs.rmSync(folder, { recursive: true });
      await session.end();
    }
  });
});

const traps = [
  ['divide', /integer divide by zero/, 'divide'],
  ['unreachable', /unreachable/, 'unreachable'],
  ['memory', /out of bounds memory access/, 'memory'],
  ['pointer', /undefined element/, 'bad pointer'],
  ['signature', /indirect call type mismatch/, 'bad signature'],
];

for (const [build, program] of types.builds) {
  describe(`a trap at -${build.toUpperCase()}`, () => {
    for (const [how, reason, place] of traps) {
      scenario(`${how} stops with its reason and place`, async (session) => {
        await session.debug(program, { args: ['fail', how] });
        const stop = await session.stopped('exception');
        assert.match(stop.text, reason);
        const info = await session.ask('exceptionInfo', { threadId: 1 });
        assert.equal(info.exceptionId, 'trap');
        assert.match(info.description, reason);
        assert.match(info.details.stackTrace, /main/);
        const frames = await session.stack();
        const own = frames.find((frame) => frame.source?.name === 'shapes.c');
        // Optimised, one place may serve for several.
        if (build === 'o0') assert.equal(own.line, marker(c('shapes'), place));
        assert.ok(frames.some((frame) => frame.name === 'main'), JSON.stringify(frames));
        assert.ok(await session.scope('registers'), 'the state at the trap can be looked at');
        const refusal = await session.refusal('next', { threadId: 1 });
        assert.match(refusal.format, /cannot step on/);
        await session.go();
        assert.equal(await session.exited(), 134);
      });
    }
  });
}

describe('a trap', () => {
  scenario('that is not caught ends the program', async (session) => {
    await session.start();
    await session.initialize();
    await session.ask('launch', { program: types.o0, args: ['fail', 'divide'] });
    await session.ask('setExceptionBreakpoints', { filters: [] });
    await session.ask('configurationDone');
    assert.equal(await session.exited(), 134);
    assert.match(session.messages.filter((m) => m.event === 'output').map((m) => m.body.output).join(''),
      /integer divide by zero/);
  });
});

for (const [build, program] of inventory.builds) {
  describe(`a Rust panic at -${build.toUpperCase()}`, () => {
    for (const [how, message] of [
      ['panic', /index out of bounds: the len is 3 but the index is 9/],
      ['unwrap', /called `Option::unwrap\(\)` on a `None` value/],
      ['divide', /attempt to divide by zero/],
    ]) {
      scenario(`${how} stops with its message, at the program's own frame`, async (session) => {
        await session.debug(program, { args: [how] });
        const stop = await session.stopped('exception');
        assert.match(stop.description, /panic/);
        assert.match(stop.text, message);
        const info = await session.ask('exceptionInfo', { threadId: 1 });
        assert.equal(info.exceptionId, 'rust-panic');
        assert.match(info.description, message);
        const frames = await session.stack();
        const focused = frames.find((frame) => frame.presentationHint !== 'subtle');
        assert.equal(focused.source.name, 'failures.rs');
        assert.ok(frames.some((frame) => frame.name === 'inventory::main'));
        // After the panic comes the abort, which is a trap.
        await session.go();
        const trap = await session.stopped('exception');
        assert.match(trap.text, /unreachable/);
      });
    }
  });
}

describe('the end', () => {
  scenario('can be had at once', async (session) => {
    await session.debug(inventory.o0, { args: ['spin'] });
    await session.event('process');
    await session.ask('terminate');
    assert.equal(await session.exited(), 130);
  });

  scenario('is not the end of the session: it starts again', async (session) => {
    await session.debug(inventory.o0, {
      args: ['exit', '4'],
      breakpoints: { [rust('main')]: ['exit'] },
    });
    for (let run = 0; run < 2; run++) {
      await session.stoppedAt(rust('main'), 'exit', 'breakpoint');
      await session.ask('restart');
    }
    await session.stoppedAt(rust('main'), 'exit', 'breakpoint');
    await session.go();
    assert.equal(await session.exited(), 4);
  });
});

describe('a restart', () => {
  scenario('takes changed arguments, and another program', async (session) => {
    const launch = { program: inventory.o0, args: ['exit', '4'], sourceMap };
    await session.debug(inventory.o0, { ...launch, breakpoints: { [rust('main')]: ['exit'], [c('main')]: ['exit'] } });
    await session.stoppedAt(rust('main'), 'exit', 'breakpoint');
    await session.ask('restart', { arguments: { ...launch, args: ['exit', '5'], stopOnEntry: true } });
    await session.stopped('entry');
    await session.go();
    await session.stoppedAt(rust('main'), 'exit', 'breakpoint');
    assert.equal((await session.locals()).code.value, '5');
    await session.ask('restart', { arguments: { ...launch, program: types.o0, args: ['exit', '6'] } });
    await session.event('continued');
    await session.stoppedAt(c('main'), 'exit', 'breakpoint');
    await session.go();
    assert.equal(await session.exited(), 6);
  });

  for (const [title, change, reason] of [
    ['a program that is not there', { program: 'no-such.wasm' }, /^cannot read .*no-such\.wasm/],
    ['an attribute that cannot be', { args: 'exit 5' }, /`args`: an array of strings was expected/],
  ]) {
    scenario(`with ${title} leaves the program as it is`, async (session) => {
      const launch = { program: inventory.o0, args: ['exit', '4'], sourceMap };
      await session.debug(inventory.o0, { ...launch, breakpoints: { [rust('main')]: ['main', 'exit'] } });
      const stop = await session.stoppedAt(rust('main'), 'main', 'breakpoint');
      assert.match((await session.refusal('restart', { arguments: { ...launch, ...change } })).message, reason);
      assert.deepEqual((await session.stack({ levels: 1 }))[0].line, stop.frame.line);
      await session.go();
      await session.stoppedAt(rust('main'), 'exit', 'breakpoint');
      await session.go();
      assert.equal(await session.exited(), 4);
    });
  }
});
