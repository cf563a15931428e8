// Stepping in, over and out, at line granularity.

import assert from 'node:assert/strict';
import { inventory, marker, types } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const rust = inventory.source;
const c = types.source;

/** Steps and gives `function:line` of each place. */
async function walk(session, ...commands) {
  const places = [];
  for (const command of commands) {
    const { frame } = await session.step(command);
    places.push(`${frame.name.replace(/^inventory::/, '').replace(/ \[inlined\]/, '')}:${frame.line}`);
  }
  return places;
}

for (const [build, program] of inventory.builds) {
  const flow = (name) => marker(rust('flow'), name);

  describe(`stepping in Rust at -${build.toUpperCase()}`, () => {
    scenario('over a call into recursion stays in the frame', async (session) => {
      await session.debug(program, { breakpoints: { [rust('flow')]: ['recursion'] } });
      await session.stoppedAt(rust('flow'), 'recursion', 'breakpoint');
      const depth = (await session.stack()).length;
      await session.breakpoints(rust('flow'), []);
      const [place] = await walk(session, 'next');
      assert.match(place, /^flow::factorial:/);
      assert.equal((await session.stack()).length, depth);
    });

    scenario('out of recursion comes to the right caller, each time', async (session) => {
      await session.debug(program, { breakpoints: { [rust('flow')]: ['recursion bottom'] } });
      await session.stoppedAt(rust('flow'), 'recursion bottom', 'breakpoint');
      let depth = (await session.stack()).length;
      for (let left = 4; left > 0; left--) {
        const [place] = await walk(session, 'stepOut');
        assert.equal(place, `flow::factorial:${flow('recursion')}`);
        assert.equal((await session.stack()).length, --depth);
      }
      assert.deepEqual(await walk(session, 'stepOut'), ['flow::tour:7']);
    });

    scenario('out of inlined frames, one after the other', async (session) => {
      await session.debug(program, { breakpoints: { [rust('flow')]: ['inner inlined'] } });
      await session.stoppedAt(rust('flow'), 'inner inlined', 'breakpoint');
      const places = await walk(session, 'stepOut', 'stepOut', 'stepOut');
      assert.deepEqual(places.map((place) => place.split(':').slice(0, -1).join(':')), [
        'flow::outer', 'flow::inlined', 'flow::tour',
      ]);
    });

    scenario('out of a closure', async (session) => {
      await session.debug(program, { breakpoints: { [rust('flow')]: ['capture'] } });
      await session.stoppedAt(rust('flow'), 'capture', 'breakpoint');
      const [place] = await walk(session, 'stepOut');
      assert.match(place, /^flow::closures:5[34]$/);
    });

    scenario('never stops on a line without code', async (session) => {
      await session.debug(program, { breakpoints: { [rust('flow')]: ['after inlined'] } });
      await session.stopped('breakpoint');
      for (const place of await walk(session, 'next', 'next', 'next', 'next')) {
        assert.match(place, /^flow::(inlined|tour):[1-9]\d*$/);
      }
    });

    scenario('to the end of the program', async (session) => {
      await session.debug(program, { breakpoints: { [rust('main')]: ['main end'] } });
      await session.stopped('breakpoint');
      let left = 200;
      for (let ended = false; !ended; left--) {
        assert.ok(left > 0, 'steps out come to an end');
        await session.go('stepOut');
        ended = (await session.eitherEvent('stopped', 'terminated')) === 'terminated';
      }
      assert.equal((await session.event('exited')).exitCode, 0);
    });
  });
}

describe('stepping in Rust', () => {
  const flow = (name) => marker(rust('flow'), name);

  scenario('over lines with calls, inlined or not', async (session) => {
    await session.debug(inventory.o0, { breakpoints: { [rust('flow')]: ['before inlined'] } });
    await session.stoppedAt(rust('flow'), 'before inlined', 'breakpoint');
    const start = flow('before inlined');
    assert.deepEqual(await walk(session, 'next', 'next', 'next', 'next'), [
      `flow::inlined:${start + 1}`, `flow::inlined:${start + 2}`, `flow::inlined:${start + 3}`, 'flow::tour:12',
    ]);
  });

  scenario('into inlined calls, one level at a time', async (session) => {
    await session.debug(inventory.o0, { breakpoints: { [rust('flow')]: [flow('before inlined') + 1] } });
    await session.stopped('breakpoint');
    const places = [];
    for (let i = 0; i < 12 && !places.at(-1)?.startsWith('counters::count'); i++) {
      places.push(...(await walk(session, 'stepIn')).filter((place) => !place.startsWith('core::')));
    }
    const functions = [...new Set(places.map((place) => place.split(':').slice(0, -1).join(':')))];
    assert.deepEqual(functions, ['flow::outer', 'flow::inner', 'counters::count']);
  });

  scenario('round a loop', async (session) => {
    await session.debug(inventory.o0, { breakpoints: { [rust('flow')]: ['loop body'] } });
    await session.stoppedAt(rust('flow'), 'loop body', 'breakpoint');
    await session.breakpoints(rust('flow'), []);
    const body = flow('loop body');
    const sums = [];
    for (let i = 1; i <= 4; i++) {
      sums.push((await session.evaluate('sum')).result, (await session.evaluate('i')).result);
      await walk(session, 'next');
      if (i < 4) assert.deepEqual(await walk(session, 'next'), [`flow::sum_to:${body}`]);
    }
    assert.deepEqual(sums, ['0', '1', '1', '2', '3', '3', '6', '4']);
    assert.deepEqual(await walk(session, 'next'), [`flow::sum_to:${flow('after loop')}`]);
  });

  scenario('into a dynamic call', async (session) => {
    await session.debug(inventory.o0, { breakpoints: { [rust('shapes')]: ['dynamic call'] } });
    await session.stoppedAt(rust('shapes'), 'dynamic call', 'breakpoint');
    const { frame } = await session.step('stepIn');
    assert.equal(frame.line, marker(rust('shapes'), 'circle area'));
  });

  scenario('stops at a breakpoint on the way', async (session) => {
    await session.debug(inventory.o0, {
      breakpoints: { [rust('flow')]: ['before inlined', 'inner inlined'] },
    });
    await session.stoppedAt(rust('flow'), 'before inlined', 'breakpoint');
    await walk(session, 'next');
    await session.go('next');
    await session.stoppedAt(rust('flow'), 'inner inlined', 'breakpoint');
  });
});

for (const [build, program] of types.builds) {
  const shapes = (name) => marker(c('shapes'), name);

  describe(`stepping in C at -${build.toUpperCase()}`, () => {
    scenario('through a function pointer and back', async (session) => {
      await session.debug(program, { breakpoints: { [c('shapes')]: ['apply'] } });
      await session.stoppedAt(c('shapes'), 'apply', 'breakpoint');
      assert.deepEqual(await walk(session, 'stepIn', 'stepOut'), [
        `add:${shapes('add')}`, `apply:${shapes('apply')}`,
      ]);
    });

    scenario('out of an inlined function', async (session) => {
      await session.debug(program, { breakpoints: { [c('shapes')]: ['inlined'] } });
      await session.stoppedAt(c('shapes'), 'inlined', 'breakpoint');
      const places = await walk(session, 'stepOut', 'stepOut');
      assert.deepEqual(places.map((place) => place.split(':')[0]), ['shape_area', 'aggregates']);
    });
  });
}

describe('stepping in C', () => {
  scenario('over each line of main', async (session) => {
    await session.debug(types.o0, { breakpoints: { [c('main')]: ['main'] } });
    await session.stoppedAt(c('main'), 'main', 'breakpoint');
    const lines = [];
    for (let i = 0; i < 8; i++) lines.push((await session.step('next')).frame.line);
    const main = marker(c('main'), 'main');
    assert.deepEqual(lines.slice(-3), [main + 19, main + 20, main + 21]);
    assert.ok(lines.every((line) => line > main));
  });
});
