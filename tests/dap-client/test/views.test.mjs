// What there is of a program beside its stops: places for breakpoints, modules, sources, declarations, scopes,
// what a trap is, what could be typed.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { file, inventory, marker, types } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const main = types.source('main');
const shapes = types.source('shapes');

for (const [build, program] of types.builds) {
  describe(`places for breakpoints at -${build.toUpperCase()}`, () => {
    scenario('are those at which a breakpoint then is', async (session) => {
      await session.debug(program, { stopOnEntry: true });
      await session.stopped('entry');
      const source = { path: file(main) };
      const first = marker(main, 'loop body') - 4;
      const { breakpoints } = await session.ask('breakpointLocations', { source, line: first, endLine: first + 14 });
      assert.ok(breakpoints.length > 5, JSON.stringify(breakpoints));
      const sorted = [...breakpoints].sort((a, b) => a.line - b.line || a.column - b.column);
      assert.deepEqual(breakpoints, sorted);
      const set = await session.ask('setBreakpoints', { source, breakpoints });
      assert.deepEqual(set.breakpoints.map((b) => [b.verified, b.line, b.column]),
        breakpoints.map((place) => [true, place.line, place.column]));
      const one = await session.ask('breakpointLocations', { source, line: breakpoints[0].line });
      assert.deepEqual(one.breakpoints, breakpoints.filter((place) => place.line === breakpoints[0].line));
    });

    // Optimised, a line has no more than one such place here.
    if (build === 'o0') scenario('in a line can be told apart by their columns', async (session) => {
      await session.debug(program, { stopOnEntry: true });
      await session.stopped('entry');
      const source = { path: file(main) };
      const line = marker(main, 'loop body') - 1;
      const { breakpoints } = await session.ask('breakpointLocations', { source, line });
      assert.ok(breakpoints.length >= 2, JSON.stringify(breakpoints));
      const last = breakpoints.at(-1);
      const set = await session.ask('setBreakpoints', { source, breakpoints: [last] });
      assert.equal(set.breakpoints[0].column, last.column);
      await session.go();
      const { frame } = await session.stopped('breakpoint');
      assert.deepEqual([frame.line, frame.column], [line, last.column]);
    });
  });
}

describe('a program', () => {
  scenario('has modules, which say where their debug information is', async (session) => {
    await session.debug(types.o0, { stopOnEntry: true });
    const { module, reason } = await session.event('module');
    assert.equal(reason, 'new');
    assert.deepEqual(module, { id: 0, name: 'types-o0.wasm', path: types.o0 });
    const { frame } = await session.stopped('entry');
    assert.equal(frame.moduleId, 0);
    // It is read when somebody looks.
    const changed = await session.event('module', ({ reason }) => reason === 'changed');
    assert.equal(changed.module.symbolStatus, 'debug information in the module');
    const { modules, totalModules } = await session.ask('modules');
    assert.equal(totalModules, 1);
    assert.deepEqual(modules, [changed.module]);
    const [start, end] = modules[0].addressRange.split('-').map(BigInt);
    const at = BigInt(frame.instructionPointerReference.replace('code:', ''));
    assert.ok(start < at && at < end);
    assert.deepEqual((await session.ask('modules', { startModule: 1, moduleCount: 5 })).modules, []);
  });

  scenario('tells of modules without debug information, and of those with it in another file', async (session) => {
    await session.start();
    await session.initialize();
    const folder = fs.mkdtempSync(path.join(fs.realpathSync('/tmp'), 'wrtd-modules-'));
    try {
      const program = path.join(folder, 'x.wasm');
      fs.copyFileSync(file('c/types/types-stripped.wasm'), program);
      await session.ask('launch', { program, stopOnEntry: true });
      assert.match((await session.ask('modules')).modules[0].symbolStatus, /^no debug information; build it with/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  scenario('has the sources that its debug information names', async (session) => {
    await session.debug(types.o0, { stopOnEntry: true });
    await session.stopped('entry');
    const { sources } = await session.ask('loadedSources');
    const own = sources.filter((source) => source.path?.startsWith(file()));
    assert.deepEqual(own.map((source) => source.path).sort(), ['main', 'shapes'].map((n) => file(types.source(n)))
      .concat(file('c/types/src/shapes.h')).sort());
    // The others are not here, and say so.
    const other = sources.find((source) => !source.path);
    if (other) assert.match(other.origin, /^not found: /);
  });

  scenario('has sources that are no files here, in its debug information', async (session) => {
    await session.start();
    await session.initialize();
    // Without a map to where they are now.
    await session.ask('launch', { program: file('c/types/types-embedded.wasm'), stopOnEntry: true });
    await session.ask('configurationDone');
    await session.stopped('entry');
    const { sources } = await session.ask('loadedSources');
    const source = sources.find(({ name }) => name === 'main.c');
    assert.equal(source.path, undefined);
    assert.equal(source.origin, 'from the debug information');
    const { content, mimeType } = await session.ask('source', { sourceReference: source.sourceReference });
    assert.equal(content, fs.readFileSync(file(main), 'utf8'));
    assert.equal(mimeType, 'text/plain');
    const line = marker(main, 'globals') - 1;
    const { breakpoints } = await session.ask('setBreakpoints', { source, breakpoints: [{ line }] });
    assert.deepEqual([breakpoints[0].verified, breakpoints[0].line], [true, line]);
    await session.go();
    const { frame } = await session.stopped('breakpoint');
    assert.deepEqual([frame.line, frame.source.sourceReference], [line, source.sourceReference]);
    // A step ends in it as in any file.
    const next = await session.step('next');
    assert.deepEqual([next.frame.line, next.frame.source.sourceReference], [line + 1, source.sourceReference]);
  });

  scenario('says of a source that was edited that it is not what runs', async (session) => {
    const folder = fs.mkdtempSync(path.join(fs.realpathSync('/tmp'), 'wrtd-edited-'));
    try {
      fs.cpSync(file('c'), path.join(folder, 'c'), { recursive: true, filter: (from) => !from.endsWith('.wasm') });
      const source = { path: path.join(folder, main) };
      await session.debug(types.o0, { stopOnEntry: true, sourceMap: { '/wrtd/fixtures': folder } });
      await session.stopped('entry');
      const line = marker(main, 'globals') - 1;
      const set = async (args) => (await session.ask('setBreakpoints', { source, ...args })).breakpoints[0];
      const before = await set({ breakpoints: [{ line }] });
      assert.deepEqual([before.verified, before.source.origin], [true, undefined]);
      fs.writeFileSync(source.path, `// One line more.\n${fs.readFileSync(source.path, 'utf8')}`);
      const after = await set({ breakpoints: [{ line: line + 1 }], sourceModified: true });
      assert.equal(after.source.origin, 'changed since the program was built');
      assert.match(session.output('console'), /main\.c has changed since the program was built: lines may be wrong\. Build it again\./);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  scenario('says where its variables are declared, and the functions that they point to', async (session) => {
    await session.debug(types.o0, { breakpoints: { [shapes]: ['apply'], [main]: ['globals'] } });
    await session.stoppedAt(shapes, 'apply', 'breakpoint');
    const { op, left } = await session.locals();
    const declared = await session.ask('locations', { locationReference: left.declarationLocationReference });
    assert.equal(declared.source.path, file(shapes));
    assert.equal(declared.line, marker(shapes, 'apply') - 1);
    assert.match(op.value, /<add>/);
    const add = await session.ask('locations', { locationReference: op.valueLocationReference });
    assert.deepEqual([add.source.path, add.line], [file(shapes), marker(shapes, 'add') - 1]);
    assert.equal(left.valueLocationReference, undefined);
    await session.go();
    await session.stopped('breakpoint');
    const gone = await session.refusal('locations', { locationReference: op.valueLocationReference });
    assert.match(gone.format, /no location \d+ at this stop/);
    const nonsense = await session.refusal('locations', { locationReference: -5 });
    assert.match(nonsense.format, /no location -5/);
  });

  scenario('shows memories, tables and the budget as scopes', async (session) => {
    await session.debug(types.o0, { breakpoints: { [main]: ['globals'] }, limits: { debug: '4 MiB' } });
    await session.stopped('breakpoint');
    const module = await session.values(await session.scope('Module'));
    assert.match(module['memory 0'], /^\d+ pages of 65536 bytes, \d+ in all, /);
    assert.match(module['table 0'], /^\d+ elements of funcref, /);
    const budget = await session.values(await session.scope('Budget'));
    assert.deepEqual(Object.keys(budget).length, 5);
    assert.match(budget.debug, /^\d+ of 4194304 bytes \(from the launch attribute `limits.debug`\)/);
    for (const name of ['Module', 'Budget', 'Wasm']) assert.equal((await session.scope(name)).expensive, true);
  });
});

for (const [build, program] of types.builds) {
  describe(`a trap at -${build.toUpperCase()}`, () => {
    const trapped = async (session, how) => {
      await session.debug(program, { args: ['fail', how] });
      const { text } = await session.stopped('exception');
      const info = await session.ask('exceptionInfo', { threadId: 1 });
      assert.equal(info.exceptionId, 'trap');
      assert.equal(info.breakMode, 'unhandled');
      assert.equal(info.details.message, text);
      assert.match(info.details.stackTrace, /main/);
      assert.match(info.description, /\nThe instruction at 0x[0-9a-f]+ is `/);
      return info.description;
    };

    scenario('of a division names what is divided', async (session) => {
      const text = await trapped(session, 'divide');
      assert.match(text, /integer divide by zero/);
      assert.match(text, /`i32.div_s`.\nIt divides 10 by 0 \(signed\)\./);
    });

    scenario('of an access names address, length and the size of memory', async (session) => {
      const text = await trapped(session, 'memory');
      assert.match(text, /out of bounds memory access.*\b4 bytes.*0x[0-9a-f]+.*memory.*\d+/s);
    });

    scenario('of an indirect call names the types that are wanted and found', async (session) => {
      const text = await trapped(session, 'signature');
      assert.match(text, /It calls element \d+ of table 0 as a function \(i32, i32\) -> \(i32\)\./);
      assert.match(text, /That element is \w+, a function \(.*\) -> \(.*\)\./);
    });
  });
}

describe('what is displayed', () => {
  scenario('is shown at each stop where it has a value, until it is displayed no more', async (session) => {
    await session.debug(types.o0, { breakpoints: { [types.source('main')]: ['aggregates'] } });
    await session.stopped('breakpoint');
    const shown = (text) => session.output('console').split(text).length - 1;
    const { result } = await session.evaluate('display/x point.x', 'repl');
    assert.equal(result, '1: point.x: int = 0x3');
    await session.evaluate('display/2dw numbers', 'repl');
    assert.equal(shown('point.x'), 0);
    await session.ask('next', { threadId: 1 });
    await session.stopped('step');
    await session.locals();
    assert.equal(shown('1: point.x: int = 0x3\n2: /2dw numbers\n'), 1);
    // In a function that has neither nothing is shown.
    await session.evaluate('tbreak shape_area', 'repl');
    await session.ask('continue', { threadId: 1 });
    await session.stopped();
    await session.locals();
    assert.equal(shown('point.x'), 1);
    await session.evaluate('undisplay 2', 'repl');
    await session.ask('stepOut', { threadId: 1 });
    await session.stopped('step');
    await session.locals();
    assert.equal(shown('1: point.x: int = 0x3\n'), 2);
    assert.equal(shown('2: /2dw numbers'), 1);
  });
});

describe('completions', () => {
  scenario('are places, files and words where a command takes these', async (session) => {
    await session.debug(inventory.o0, { breakpoints: { [inventory.source('values')]: ['compounds'] } });
    await session.stopped('breakpoint');
    const frameId = session.top.id;
    const ask = async (text) => {
      const { targets } = await session.ask('completions', { frameId, text, column: text.length + 1 });
      return targets.map(({ label, start, length, type }) => [label, text.slice(start, start + length), type]);
    };
    assert.deepEqual((await ask('b sto'))[0], ['stock.rs', 'sto', 'file']);
    assert.deepEqual((await ask('b flow.rs:2'))[0].slice(1), ['2', 'file']);
    assert.deepEqual((await ask('tb factor'))[0].slice(1), ['factor', 'function']);
    assert.deepEqual(await ask('set host-calls o'), [['on', 'o', 'keyword'], ['off', 'o', 'keyword']]);
    const name = Object.keys(await session.locals()).find((local) => local.length > 3);
    assert.deepEqual((await ask(`x/4xw &${name.slice(0, 3)}`))[0], [name, name.slice(0, 3), 'variable']);
    assert.deepEqual((await ask(`b flow.rs:20 if ${name.slice(0, 3)}`))[0], [name, name.slice(0, 3), 'variable']);
  });

  scenario('are names of the frame, members and commands', async (session) => {
    await session.debug(inventory.o0, { breakpoints: { [inventory.source('values')]: ['compounds'] } });
    await session.stopped('breakpoint');
    const frameId = session.top.id;
    const ask = async (text, column = text.length + 1) =>
      (await session.ask('completions', { frameId, text, column })).targets;
    const locals = Object.keys(await session.locals());
    const name = locals.find((local) => local.length > 3);
    const found = (await ask(name.slice(0, 2))).find((target) => target.label === name);
    assert.ok(found, JSON.stringify(await ask(name.slice(0, 2))));
    assert.deepEqual([found.start, found.length, found.type], [0, 2, 'variable']);
    // In the middle of a line, and behind what is no ASCII.
    const later = (await ask(`"\u{1f980}" == ${name.slice(0, 3)}`)).find((target) => target.label === name);
    assert.deepEqual([later.start, later.length], [8, 3]);
    assert.ok((await ask('dele')).some((target) => target.label === 'delete' && target.type === 'keyword'));
    assert.ok((await ask('$loc')).some((target) => target.label.startsWith('$local')));
    assert.deepEqual(await ask('no_such_name_at_all'), []);
    const wrong = await session.refusal('completions', { frameId: 4711, text: 'x', column: 1 });
    assert.match(wrong.format, /no frame 4711/);
  });
});
