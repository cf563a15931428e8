// Stops at exceptional events: filters with conditions, paths of exceptions, and what is told of them.

import assert from 'node:assert/strict';
import { file, inventory, lineOf, sourceMap, types } from '../client/fixtures.mjs';
import { scenario, Session } from '../client/session.mjs';

const cpp = {
  source: 'cpp/exceptions/src/main.cpp',
  builds: ['o0', 'o0-legacy', 'o2'].map((build) => [build, file(`cpp/exceptions/exceptions-${build}.wasm`)]),
  o0: file('cpp/exceptions/exceptions-o0.wasm'),
};

/** Launches a program with these arguments of `setExceptionBreakpoints`, which it gives the answer to. */
async function filtered(session, program, args, filters) {
  await session.start();
  await session.initialize();
  await session.ask('launch', { program, args, sourceMap });
  const { breakpoints } = await session.ask('setExceptionBreakpoints', { filters: [], ...filters });
  await session.ask('configurationDone');
  return breakpoints;
}

/** The next exception, with what is told of it and the line of the program's own frame. */
async function exception(session) {
  const stop = await session.stopped('exception');
  const info = await session.ask('exceptionInfo', { threadId: stop.threadId });
  const own = (await session.stack()).find((frame) => frame.presentationHint !== 'subtle');
  return { stop, info, own };
}

/** Goes on to the end, and gives the exit code and what the exceptions on the way were. */
async function all(session) {
  const texts = [];
  while (await session.eitherEvent('stopped', 'exited') === 'stopped') {
    texts.push((await session.ask('exceptionInfo', { threadId: 1 })).details.message);
    await session.ask('continue', { threadId: 1 });
  }
  return { texts, code: session.messages.findLast((message) => message.event === 'exited').body.exitCode };
}

describe('exception filters', () => {
  it('are announced with what their conditions are', async () => {
    const session = await new Session().start();
    const { exceptionBreakpointFilters: filters } = await session.initialize();
    await session.end();
    assert.deepEqual(filters.map(({ filter, default: on }) => [filter, on]), [
      ['trap', true], ['rust-panic', true], ['uncaught', true], ['throw', false], ['exit', false], ['wasi', false],
    ]);
    for (const filter of filters) {
      assert.equal(filter.supportsCondition, true);
      assert.ok(filter.conditionDescription && filter.description && filter.label);
    }
  });

  for (const [condition, expected] of [['divide-by-zero', true], ['memory, divide-*', true], ['!divide-by-zero', false], ['memory', false]]) {
    scenario(`narrow traps to \`${condition}\``, async (session) => {
      const [told] = await filtered(session, types.o0, ['fail', 'divide'], { filterOptions: [{ filterId: 'trap', condition }] });
      assert.equal(told.verified, true);
      if (!expected) return assert.equal(await session.exited(), 134);
      const { info } = await exception(session);
      assert.equal(info.exceptionId, 'trap');
      assert.match(info.description, /integer divide by zero/);
    });
  }

  scenario('say what is wrong with a condition, each in its place', async (session) => {
    const told = await filtered(session, types.o0, [], {
      filters: ['trap', 'anything'],
      filterOptions: [{ filterId: 'trap', condition: 'segfault' }, { filterId: 'throw', condition: '/(/' }, { filterId: 'exit', condition: '1, 2' }],
    });
    assert.deepEqual(told.map(({ verified }) => verified), [true, false, false, false, true]);
    assert.match(told[1].message, /no exception filter `anything`; use one of `trap`/);
    assert.match(told[2].message, /no kind of trap `segfault`; the kinds are unreachable, memory/);
    assert.match(told[3].message, /regular expression/);
  });

  for (const [condition, expected] of [['index out of bounds*', true], ['!/len is 3/', false]]) {
    scenario(`narrow panics to \`${condition}\``, async (session) => {
      await filtered(session, inventory.o0, ['panic'], { filterOptions: [{ filterId: 'rust-panic', condition }] });
      if (!expected) return assert.equal(await session.exited(), 134);
      const { info } = await exception(session);
      assert.equal(info.exceptionId, 'rust-panic');
    });
  }
});

describe('an exit with another code than 0', () => {
  scenario('stops before it, where the program says so', async (session) => {
    await filtered(session, inventory.o0, ['nonsense'], { filters: ['exit'] });
    const { stop, info } = await exception(session);
    assert.match(stop.description, /^exit: the program is about to end with exit code \d+/);
    assert.equal(info.exceptionId, 'exit');
    const code = Number(stop.text.match(/exit code (\d+)/)[1]);
    await session.go();
    assert.equal(await session.exited(), code);
  });

  scenario('does not stop where the code is another one', async (session) => {
    await filtered(session, inventory.o0, ['nonsense'], { filterOptions: [{ filterId: 'exit', condition: '77' }] });
    assert.notEqual(await session.exited(), 0);
  });
});

describe('calls of WASI', () => {
  scenario('stop before the functions that are named, and go on with their effect', async (session) => {
    await filtered(session, types.o0, [], { filterOptions: [{ filterId: 'wasi', condition: 'fd_write' }] });
    const { stop, info, own } = await exception(session);
    assert.match(stop.description, /^call: wasi_snapshot_preview1\.fd_write\(1, \d+, \d+, \d+\)$/);
    assert.equal(info.exceptionId, 'wasi');
    assert.match(own.source.name, /\.c$/);
    const printed = () => session.messages.filter((m) => m.event === 'output' && m.body.category === 'stdout').length;
    assert.equal(printed(), 0);
    await session.go();
    await session.stopped('exception');
    assert.ok(printed() > 0);
    // The filter is taken away while the program stands.
    await session.ask('setExceptionBreakpoints', { filters: [] });
    await session.go();
    assert.equal(await session.exited(), 0);
  });
});

for (const [build, program] of cpp.builds) {
  describe(`exceptions of C++ at -${build.toUpperCase()}`, () => {
    scenario('stop where they are thrown, with their type and what they say', async (session) => {
      await filtered(session, program, ['text'], { filters: ['throw'] });
      const { stop, info, own } = await exception(session);
      assert.equal(stop.description, 'exception: std::runtime_error "out of paper"');
      assert.equal(info.exceptionId, 'throw');
      assert.equal(info.breakMode, 'always');
      assert.equal(info.details.typeName, 'std::runtime_error');
      assert.match(info.details.stackTrace, /text/);
      if (build !== 'o2') assert.equal(own.line, lineOf(cpp.source, 'BREAK: throws a text'));
      await session.go();
      assert.equal(await session.exited(), 0);
    });

    scenario('are narrowed by their types', async (session) => {
      await filtered(session, program, ['all'], { filterOptions: [{ filterId: 'throw', condition: 'OwnError, int' }] });
      const { texts, code } = await all(session);
      assert.equal(code, 0);
      assert.ok(texts.length >= 4, texts.join('\n'));
      assert.ok(texts.every((line) => /^(OwnError|int) /.test(line)), texts.join('\n'));
    });

    scenario('that nobody catches stop where they are thrown', async (session) => {
      await session.debug(program, { args: ['uncaught', 'stock'] });
      const { stop, info, own } = await exception(session);
      assert.equal(stop.description, 'uncaught exception: StockError "shelf is empty" {shelf = 12}');
      assert.equal(info.exceptionId, 'uncaught');
      assert.equal(info.breakMode, 'unhandled');
      assert.equal(info.details.typeName, 'StockError');
      if (build !== 'o2') assert.equal(own.name, 'throw_kind');
      await session.go();
      const end = await exception(session);
      assert.equal(end.info.exceptionId, 'trap');
      assert.equal(end.info.details.typeName, 'StockError');
      assert.match(end.stop.text, /uncaught C\+\+ exception StockError: shelf is empty/);
    });

    scenario('that are caught stop nothing by default', async (session) => {
      await session.debug(program, { args: ['all'] });
      assert.equal(await session.exited(), 0);
    });
  });
}

describe('paths of exceptions', () => {
  const path = (...segments) => segments.map((names) => ({ names: [names].flat() }));

  scenario('choose a category, a name in it, and when', async (session) => {
    const told = await filtered(session, cpp.o0, ['all'], {
      exceptionOptions: [
        { path: path('exception', ['int', 'Refusal']), breakMode: 'always' },
        { path: path('exception'), breakMode: 'unhandled' },
        { path: path('nothing'), breakMode: 'always' },
      ],
    });
    assert.deepEqual(told.map(({ verified }) => verified), [true, true, false]);
    const { texts, code } = await all(session);
    assert.equal(code, 0);
    assert.ok(texts.length > 0 && texts.every((line) => /^(int|Refusal) /.test(line)), texts.join('\n'));
  });

  scenario('leave out what is negated', async (session) => {
    await filtered(session, types.o0, ['fail', 'divide'], {
      exceptionOptions: [{ path: [{ names: ['trap'] }, { names: ['divide-by-zero'], negate: true }], breakMode: 'always' }],
    });
    assert.equal(await session.exited(), 134);
  });

  scenario('without a path mean everything, and never means nothing', async (session) => {
    await filtered(session, types.o0, ['fail', 'divide'], { exceptionOptions: [{ breakMode: 'never' }] });
    assert.equal(await session.exited(), 134);
    await session.ask('setExceptionBreakpoints', { filters: [], exceptionOptions: [{ breakMode: 'unhandled' }] });
  });
});
