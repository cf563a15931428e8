// Steps finer than lines, and into the call that is meant.

import assert from 'node:assert/strict';
import { marker, steps } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const lines = steps.rust.source('lines');
const c = steps.c.source;

/** Steps, with arguments of the request, and gives `function:line` of where that leads. */
async function step(session, command, args = {}) {
  await session.ask(command, { threadId: 1, ...args });
  const { frame } = await session.stopped('step');
  return `${frame.name.replace(/^steps::/, '').replace(/ \[inlined\]/, '')}:${frame.line}`;
}

/** The calls of the present line. */
async function targets(session, frame = session.top) {
  return (await session.ask('stepInTargets', { frameId: frame.id })).targets;
}

for (const [build, program] of steps.c.builds) {
  describe(`steps in C at -${build.toUpperCase()}`, () => {
    scenario('enter the call that is chosen', async (session) => {
      await session.debug(program, { breakpoints: { [c]: ['calls'] } });
      await session.stoppedAt(c, 'calls', 'breakpoint');
      assert.equal(session.capabilities.supportsStepInTargetsRequest, true);
      const found = await targets(session);
      assert.deepEqual(found.map(({ label }) => label), ['twice', 'square', 'thrice', 'thrice']);
      assert.ok(found.every(({ line, column }) => line === marker(c, 'calls') && column > 1));
      assert.deepEqual(found.map(({ column }) => column), found.map(({ column }) => column).toSorted((a, b) => a - b));
      // The pointer that is called is known before it is.
      const place = await step(session, 'stepIn', { targetId: found[2].id });
      assert.equal(place, `thrice:${marker(c, 'thrice')}`);
      // The outer frame has made its call, and one that is gone is refused.
      const stack = await session.stack();
      assert.deepEqual(await targets(session, stack[1]), []);
      const refusal = await session.refusal('stepIn', { threadId: 1, targetId: 77 });
      assert.match(refusal.message, /^there is no call 77 to step into here/);
      // It still stands where it stood.
      assert.equal((await session.stack())[0].line, marker(c, 'thrice'));
    });

    scenario('enter an inlined call that is chosen', async (session) => {
      await session.debug(program, { breakpoints: { [c]: ['calls'] } });
      await session.stoppedAt(c, 'calls', 'breakpoint');
      const [, square] = await targets(session);
      assert.equal(await step(session, 'stepIn', { targetId: square.id }), `square:${marker(c, 'square')}`);
    });

    scenario('go by instructions', async (session) => {
      await session.debug(program, { breakpoints: { [c]: ['kept call'] } });
      await session.stoppedAt(c, 'kept call', 'breakpoint');
      const depth = (await session.stack()).length;
      let count = 0;
      for (let line = marker(c, 'kept call'); line === marker(c, 'kept call'); count++) {
        await step(session, 'next', { granularity: 'instruction' });
        const stack = await session.stack();
        assert.equal(stack.length, depth);
        line = stack[0].line;
        assert.ok(count < 100);
      }
      await session.ask('restart', {});
      await session.stoppedAt(c, 'kept call', 'breakpoint');
      for (let inside = false; !inside; ) inside = (await step(session, 'stepIn', { granularity: 'instruction' })).startsWith('twice:');
      // Out of it to the instruction behind the call.
      assert.equal(await step(session, 'stepOut', { granularity: 'instruction' }), `kept:${marker(c, 'kept call')}`);
    });
  });
}

describe('steps by statement', () => {
  scenario('in C', async (session) => {
    await session.debug(steps.c.o0, { breakpoints: { [c]: ['statements'] } });
    await session.stoppedAt(c, 'statements', 'breakpoint');
    assert.equal(session.capabilities.supportsSteppingGranularity, true);
    const line = marker(c, 'statements');
    const columns = [session.top.column];
    for (let i = 0; i < 2; i++) {
      assert.equal(await step(session, 'next', { granularity: 'statement' }), `statements:${line}`);
      columns.push(session.top.column);
    }
    assert.ok(columns[0] < columns[1] && columns[1] < columns[2], `${columns}`);
    assert.equal(await step(session, 'stepIn', { granularity: 'statement' }), `thrice:${marker(c, 'thrice')}`);
    await step(session, 'stepOut', { granularity: 'statement' });
    // `int i = 0`, `i < limit` and the body are three.
    const parts = [];
    for (let i = 0; i < 3; i++) parts.push(await step(session, 'next', { granularity: 'statement' }));
    assert.deepEqual(parts, Array(3).fill(`statements:${marker(c, 'for')}`));
  });

  scenario('in Rust, where a line is one without', async (session) => {
    await session.debug(steps.rust.o0, { args: ['lines'], breakpoints: { [lines]: ['statements'] } });
    await session.stoppedAt(lines, 'statements', 'breakpoint');
    const line = marker(lines, 'statements');
    assert.equal(await step(session, 'next', { granularity: 'statement' }), `lines::statements:${line}`);
    assert.equal(await step(session, 'next', { granularity: 'line' }), `lines::statements:${line + 1}`);
    assert.equal(await step(session, 'next'), `lines::statements:${line + 2}`);
  });
});
