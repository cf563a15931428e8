// What a launch request says: each attribute, by what the program sees of it.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { file, fixtures, inventory, marker, sourceMap } from '../client/fixtures.mjs';
import { Session, scenario } from '../client/session.mjs';

const rust = inventory.source;

/** A folder of its own, gone afterwards. */
async function withFolder(run) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wrtd-'));
  try {
    await run(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

describe('a launch', () => {
  scenario('passes arguments and the environment, and nothing else', async (session) => {
    await session.debug(inventory.o0, { args: ['env', 'SHELF'], env: { SHELF: 'top=1', GONE: null } });
    assert.equal(await session.exited(), 0);
    assert.equal(session.output(), 'inventory: env\nSHELF=top=1\n');
  });

  scenario('inherits no environment', async (session) => {
    await session.debug(inventory.o0, { args: ['env', 'PATH'] });
    assert.equal(await session.exited(), 0);
    assert.equal(session.output('stderr'), 'PATH: environment variable not found\n');
  });

  scenario('finds relative paths from `cwd`, and shows only `dirs`', async (session) => {
    await session.debug('rust/quill/quill-o0.wasm', {
      cwd: fixtures,
      dirs: ['rust/quill/samples::/scripts'],
      args: ['/scripts/primes.quill'],
    });
    assert.equal(await session.exited(), 0);
    assert.match(session.output(), /2 3 5 7|2, 3, 5, 7|2\n3\n5\n7/);
    assert.equal(session.output('stderr'), '');
  });

  scenario('shows nothing outside of `dirs`', async (session) => {
    await session.debug(file('rust/quill/quill-o0.wasm'), {
      dirs: [`${file('rust/quill/samples')}::/scripts`],
      args: ['/scripts/../src/main.rs'],
    });
    assert.notEqual(await session.exited(), 0);
    assert.match(session.output('stderr'), /main\.rs/);
  });

  for (const [what, stdin, expected] of [
    ['a text', { text: 'one\ntwo' }, '1: one\n2: two\n2 lines\n'],
    ['nothing', undefined, '0 lines\n'],
  ]) {
    scenario(`takes standard input from ${what}`, async (session) => {
      await session.debug(inventory.o0, { args: ['echo'], stdin });
      assert.equal(await session.exited(), 0);
      assert.equal(session.output(), `inventory: echo\n${expected}`);
    });
  }

  scenario('takes standard input from a file', async (session) => {
    await withFolder(async (folder) => {
      fs.writeFileSync(path.join(folder, 'input.txt'), 'from a file\n');
      await session.debug(inventory.o0, { args: ['echo'], cwd: folder, stdin: 'input.txt' });
      assert.equal(await session.exited(), 0);
      assert.equal(session.output(), 'inventory: echo\n1: from a file\n1 lines\n');
    });
  });

  scenario('stops on entry, before anything is done', async (session) => {
    await session.debug(inventory.o0, { stopOnEntry: true });
    const stop = await session.stopped('entry');
    assert.equal(stop.frame.name, '_start');
    assert.equal(session.output(), '');
    await session.go();
    assert.equal(await session.exited(), 0);
  });

  scenario('says in the console how the program ended, as editors show no exit code', async (session) => {
    await session.debug(inventory.o0, { args: ['exit', '42'] });
    assert.equal(await session.exited(), 42);
    assert.equal(session.output('console'), 'The program ended with exit code 42.\n');
  });

  scenario('calls a function by its types', async (session) => {
    await session.debug(file('wat/plain.wasm'), { invoke: ['divide', 17, '-5'] });
    assert.equal(await session.exited(), 0);
    assert.match(session.output('console'), /^Result: -3\nResult: 2\n$/m);
  });

  scenario('initialises a reactor before it calls a function', async (session) => {
    const source = 'c/reactor/src/reactor.c';
    await session.debug(file('c/reactor/reactor.wasm'), {
      invoke: 'scaled',
      args: ['4'],
      breakpoints: { [source]: ['constructor', 'scaled'] },
    });
    await session.stoppedAt(source, 'constructor', 'breakpoint');
    await session.go();
    await session.stoppedAt(source, 'scaled', 'breakpoint');
    assert.equal((await session.evaluate('result')).result, '40');
    assert.equal((await session.evaluate('value')).result, '4');
    await session.go();
    assert.equal(await session.exited(), 0);
    assert.equal(session.output('console'), 'Result: 40\n');
  });

  scenario('links other modules, which are debugged as well', async (session) => {
    await session.debug(file('c/preload/main.wasm'), {
      preload: { counter: file('c/preload/counter.wasm') },
      breakpoints: { 'c/preload/src/counter.c': ['next'] },
    });
    await session.stoppedAt('c/preload/src/counter.c', 'next', 'breakpoint');
    const [inner, outer] = await session.stack();
    assert.deepEqual([inner.name, outer.name], ['next', 'main']);
    assert.equal(outer.line, marker('c/preload/src/main.c', 'call next'));
    await session.breakpoints('c/preload/src/counter.c', []);
    await session.go();
    assert.equal(await session.exited(), 0);
    assert.match(session.output(), /next\(3\) = 106\n/);
  });

  scenario('names missing imports, and lets them trap on request', async (session) => {
    const program = file('wat/missing-import.wasm');
    await session.start();
    await session.initialize();
    const { format } = await session.refusal('launch', { program });
    assert.match(format, /host\.log: function \(i32\) -> \(\)/);
    assert.match(format, /`stubMissing`/);
    await session.ask('launch', { program, stubMissing: true, args: ['call'] });
    await session.ask('configurationDone');
    const stop = await session.stopped('exception');
    assert.match(stop.text ?? stop.description, /host\.log/);
  });

  scenario('maps sources by the longest prefix, in either form', async (session) => {
    const map = [['/wrtd', '/nowhere'], ['/wrtd/fixtures', fixtures]];
    await session.debug(inventory.o0, {
      sourceMap: map,
      breakpoints: { [rust('main')]: ['main'] },
    });
    await session.stoppedAt(rust('main'), 'main', 'breakpoint');
  });

  scenario('says where sources are missing', async (session) => {
    await session.start();
    await session.initialize();
    await session.ask('launch', { program: inventory.o0, args: ['exit'], stopOnEntry: true });
    await session.ask('configurationDone');
    await session.stopped('entry');
    await session.evaluate('break inventory::main', 'repl');
    await session.go();
    const stop = await session.stopped('breakpoint');
    assert.equal(stop.frame.name, 'inventory::main');
    assert.equal(stop.frame.source.name, 'main.rs');
    assert.equal(stop.frame.source.path, undefined);
    await session.event('output', ({ category, output }) => category === 'console' &&
      /\/wrtd\/fixtures\/rust\/inventory\/src\/main\.rs.*`sourceMap`/.test(output));
  });

  scenario('bounds linear memory, and says so where the program wants more', async (session) => {
    await session.debug(file('wat/plain.wasm'), { invoke: ['grow', 2], limits: { wasm_linear: '128 KiB' } });
    assert.equal(await session.exited(), 0);
    const text = session.output('console');
    assert.match(text, /Result: -1\n/);
    assert.match(text, /131072.*`limits\.wasm_linear`/);
  });

  scenario('bounds the call depth', async (session) => {
    await session.debug(inventory.o0, { args: ['overflow'], limits: { call_depth: 200 } });
    const stop = await session.stopped('exception');
    assert.match(stop.text, /call depth|call stack/);
    const { totalFrames } = await session.ask('stackTrace', { threadId: 1 });
    assert.ok(totalFrames >= 200, `${totalFrames}`);
  });

  scenario('without debugging stops nowhere', async (session) => {
    await session.debug(inventory.o0, {
      noDebug: true,
      stopOnEntry: true,
      args: ['panic'],
      breakpoints: { [rust('main')]: ['main'] },
    });
    assert.equal(await session.exited(), 134);
    assert.match(session.output('stderr'), /index out of bounds/);
    assert.ok(!session.has('stopped'));
  });

  scenario('with a seed gives the same random numbers in each run', async (session) => {
    const breakpoints = { [rust('collections')]: ['maps'] };
    const seen = [];
    await session.debug(inventory.o0, { args: ['collections'], randomSeed: 7, breakpoints });
    for (let run = 0; run < 3; run++) {
      await session.stoppedAt(rust('collections'), 'maps', 'breakpoint');
      seen.push((await session.evaluate('prices')).result);
      await session.ask('restart');
    }
    await session.stoppedAt(rust('collections'), 'maps', 'breakpoint');
    assert.deepEqual(seen, Array(3).fill(seen[0]));
  });

  it('writes both directions to a trace', async () => {
    await withFolder(async (folder) => {
      const trace = path.join(folder, 'trace.log');
      const session = new Session('--trace', trace);
      await session.debug(inventory.o0, { args: ['exit', '0'] });
      await session.exited();
      await session.end();
      const text = fs.readFileSync(trace, 'utf8');
      for (const part of ['"command":"initialize"', '"event":"initialized"', '"event":"exited"']) {
        assert.ok(text.includes(part), `${part} in ${text.slice(0, 300)}`);
      }
      assert.ok(text.indexOf('"command":"launch"') < text.indexOf('"event":"exited"'));
    });
  });

  scenario('says what a file is that is no program', async (session) => {
    await session.start();
    await session.initialize();
    const refused = async (program, pattern) =>
      assert.match((await session.refusal('launch', { program, sourceMap })).format, pattern);
    await refused(file('rust/component/component.wasm'), /component.*wasm32-wasip1/);
    await refused(file('wat/bindgen.wasm'), /wasm-bindgen/);
    await refused(file('wat/emscripten.wasm'), /Emscripten.*STANDALONE_WASM/s);
    await refused(file('README.md'), /text file/);
    await refused(fixtures, /folder/);
    await refused(file('nowhere.wasm'), /cannot read .*nowhere\.wasm/);
    await withFolder(async (folder) => {
      const cut = path.join(folder, 'cut.wasm');
      fs.writeFileSync(cut, fs.readFileSync(inventory.o0).subarray(0, 1000));
      await refused(cut, /cut\.wasm/);
    });
  });
});
