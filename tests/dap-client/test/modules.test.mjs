// Modules that are published with a JavaScript host, as large as modules get. They load, and run up to what only
// that host can give them: to a stub that names it, or to the end where a few functions stand in for the host.

import assert from 'node:assert/strict';
import { command } from '../client/command.mjs';
import { file } from '../client/fixtures.mjs';
import { fetched, skipUnlessFetched } from '../client/modules.mjs';
import { scenario } from '../client/session.mjs';

const [sql, sqlDebug, esbuild, ffmpeg, pyodide, ruby] = [
  'sql', 'sql-debug', 'esbuild', 'ffmpeg', 'pyodide', 'ruby-debug',
].map(fetched);
const wat = (name) => file(`wat/${name}.wasm`);

/**
 * What is called first of each, what its imports say of where it comes from, and the stub at which it ends. The
 * optimised ones of Emscripten have lost the names of their exports: `P` and `sa` are `__wasm_call_ctors`.
 */
const starts = [
  { name: 'sql.js', program: sql, imports: 40, from: 'optimised Emscripten', invoke: ['P'], stub: 'a.H' },
  {
    name: "sql.js' debug build",
    program: sqlDebug,
    imports: 30,
    from: 'Emscripten',
    invoke: ['__wasm_call_ctors'],
    // Nobody has told it where its stack is.
    stub: 'env.__handle_stack_overflow',
  },
  {
    name: 'esbuild-wasm',
    program: esbuild,
    imports: 22,
    from: 'Go for JavaScript',
    invoke: ['run', '0', '0'],
    stub: 'gojs.runtime.nanotime1',
  },
  { name: '@ffmpeg/core', program: ffmpeg, imports: 71, from: 'optimised Emscripten', invoke: ['sa'], stub: 'a.da' },
  {
    name: 'pyodide',
    program: pyodide,
    imports: 534,
    from: 'Emscripten',
    invoke: ['__wasm_call_ctors'],
    stub: 'env.__hiwire_deduplicate_new',
  },
];

for (const { name, program, imports, from, invoke: [invoke, ...args], stub } of starts) {
  describe(`a module for JavaScript: ${name}`, () => {
    skipUnlessFetched(program);

    it('is refused for what is missing, with a remedy', () => {
      const { code, stderr } = command(['run', program]);
      assert.equal(code, 1);
      assert.match(stderr, new RegExp(`${from}.* These ${imports} imports are missing:`));
      assert.match(stderr, /Remedy: .*--stub-missing/);
    });

    it('says which functions there are to start it with', () => {
      const { code, stderr } = command(['run', '--stub-missing', program]);
      assert.equal(code, 1);
      assert.match(stderr, /neither `_start` nor `_initialize`.*--invoke FUNC/);
      assert.match(stderr, new RegExp(`It exports .*\\b${invoke}\\b`));
    });

    it('runs up to the first function that only its JavaScript has', () => {
      const { code, stdout, stderr } = command(['run', '--stub-missing', '--invoke', invoke, program, ...args]);
      assert.deepEqual([code, stdout], [134, '']);
      assert.ok(stderr.startsWith(`error: the missing import ${stub} was called;`), stderr);
      const functions = [...stderr.matchAll(/^ +\d+: (.*)$/gm)].map((match) => match[1]);
      assert.equal(functions.at(-1), invoke, stderr);
    });

    scenario('stops there in the debugger, with the state of each frame', async (session) => {
      await session.debug(program, { stubMissing: true, invoke: [invoke, ...args] });
      const stop = await session.stopped('exception');
      assert.ok(stop.text.startsWith(`the missing import ${stub} was called`), stop.text);
      const frames = await session.stack();
      assert.equal(frames.at(-1).name, invoke);
      for (const frame of frames) {
        const { content } = await session.ask('source', {
          source: frame.source, sourceReference: frame.source.sourceReference,
        });
        assert.match(content.split('\n')[frame.line - 1], /\bcall(_indirect)? /, `${frame.name}:${frame.line}`);
        assert.ok(await session.scope('registers', frame), frame.name);
      }
      await session.go();
      assert.equal(await session.exited(), 134);
    });
  });
}

describe('sql.js, with a module that does what its JavaScript does', () => {
  skipUnlessFetched(sqlDebug);
  const launch = { stubMissing: true, preload: { sql: sqlDebug } };

  it('answers a query', () => {
    const done = command(['run', '--stub-missing', '--preload', `sql=${sqlDebug}`, wat('sql-query')]);
    assert.deepEqual(done, { code: 0, stdout: 'sum 5050\n', stderr: '' });
  });

  it('knows its stack when it has been told', () => {
    const free = (...init) =>
      command(['run', '--stub-missing', ...init, '--invoke', 'emscripten_stack_get_free', sqlDebug]).stdout.trim();
    const before = Number(free());
    const after = Number(free('--init', 'emscripten_stack_init'));
    assert.notEqual(before, after);
    assert.ok(after > 60_000 && after % 16 === 0, `${after}`);
  });

  scenario('is stopped and stepped inside', async (session) => {
    await session.debug(wat('sql-query'), { ...launch, stopOnEntry: true });
    await session.stopped('entry');
    await session.evaluate('break sqlite3_column_text', 'repl');
    await session.go();
    const stop = await session.stopped('breakpoint');
    assert.equal(stop.frame.name, 'sqlite3_column_text');
    const frames = await session.stack();
    assert.deepEqual(frames.map((frame) => frame.name), ['sqlite3_column_text', '_start']);
    // The first column.
    assert.equal((await session.evaluate('$local1')).result, '0');
    const { frame } = await session.step('stepOut');
    assert.equal(frame.name, '_start');
    await session.go();
    assert.equal(await session.exited(), 0);
    assert.equal(session.output(), 'sum 5050\n');
  });
});

describe('Pyodide, with the two functions that its constructors call', () => {
  skipUnlessFetched(pyodide);
  const invoke = (...words) => command([
    'run', '--stub-missing', '--preload', `env=${wat('pyodide-env')}`, '--init', '__wasm_call_ctors', '--invoke',
    ...words,
  ]);

  it('is ready', () => {
    const { code, stdout, stderr } = invoke('malloc', pyodide, '100');
    assert.deepEqual([code, stderr], [0, '']);
    assert.ok(Number(stdout) > 0, stdout);
  });

  it('initialises Python up to the first call of its JavaScript', () => {
    const { code, stderr } = invoke('Py_Initialize', pyodide);
    assert.equal(code, 134);
    assert.match(stderr, /^error: the missing import env\._Py_emscripten_runtime was called;/);
    assert.match(stderr, /: Py_InitializeFromConfig\n.*\n.*: Py_InitializeEx\n.*\n.*: Py_Initialize\n/);
  });
});

describe('the Ruby of @ruby/wasm-wasi', () => {
  skipUnlessFetched(ruby);

  it('is initialised before the function that is called', () => {
    const show = 'ruby-show-version: func() -> ()';
    const { code, stdout } = command(['run', '--stub-missing', '--invoke', show, ruby]);
    assert.deepEqual([code, stdout], [0, 'ruby 3.4.1 (2024-12-25 revision 48d4efcb85) [wasm32-wasi]\n']);
  });
});
