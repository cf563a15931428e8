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

for (const [build, program] of steps.rust.builds) {
  describe(`steps through Rust at -${build.toUpperCase()}`, () => {
    const chains = steps.rust.source('chains');
    const results = steps.rust.source('results');

    scenario('enter the closures of a chain', async (session) => {
      await session.debug(program, { args: ['chains'], breakpoints: { [chains]: ['lazy'] } });
      await session.stoppedAt(chains, 'lazy', 'breakpoint');
      await session.breakpoints(chains, []);
      const places = [];
      while (places.at(-1) !== `chains::halves::{{closure}}:${marker(chains, 'closure')}`) {
        places.push(await step(session, 'stepIn'));
        assert.ok(places.length < 20, places.join(' '));
      }
      // The filter is asked first, and of library code nothing is seen.
      assert.ok(places.includes(`chains::is_even:${marker(chains, 'is even')}`), places.join(' '));
      assert.ok(places.every((place) => place.startsWith('chains::')), places.join(' '));
      const frames = await session.stack();
      const library = frames.filter(({ name }) => /^(core|alloc|<)/.test(name));
      assert.ok(library.length > 0);
      assert.ok(library.every((frame) => frame.presentationHint === 'subtle'
        && frame.source?.presentationHint === 'deemphasize'), JSON.stringify(library));
    });

    scenario('follow a `?` that returns', async (session) => {
      await session.debug(program, { args: ['results'], breakpoints: { [results]: ['question'] } });
      for (let i = 0; i < 4; i++) {
        await session.stoppedAt(results, 'question', 'breakpoint');
        if (i < 3) await session.go();
      }
      // "x" is no number.
      const place = await step(session, 'next');
      assert.match(place, /^results::sum:40$/);
    });

    scenario('pass what is skipped, and enter what that calls back', async (session) => {
      const list = steps.rust.source('vendor/list');
      await session.debug(program, {
        args: ['chains'], skipFiles: ['**/vendor/**'], breakpoints: { [chains]: ['visited'] },
      });
      await session.stoppedAt(chains, 'visited', 'breakpoint');
      const places = [];
      while (!places.at(-1)?.endsWith(`:${marker(chains, 'visitor')}`)) {
        places.push(await step(session, 'stepIn'));
        assert.ok(places.length < 6, places.join(' '));
      }
      const vendor = (await session.stack()).find(({ name }) => name.includes('List::visit'));
      assert.equal(vendor.source.path.endsWith(list), true);
      assert.equal(vendor.presentationHint, 'subtle');
      assert.equal(vendor.source.presentationHint, 'deemphasize');
    });

    scenario('pass a function by its name', async (session) => {
      await session.debug(program, {
        args: ['chains'], skipFunctions: ['steps::vendor::*'], breakpoints: { [chains]: ['visited'] },
      });
      await session.stoppedAt(chains, 'visited', 'breakpoint');
      assert.match(await step(session, 'stepIn'), /^chains::visited:/);
    });
  });
}

for (const [build, program] of steps.c.builds) {
  describe(`what a step out gives back in C at -${build.toUpperCase()}`, () => {
    scenario('a structure, with its fields', async (session) => {
      await session.debug(program, { breakpoints: { [c]: ['scaled'] } });
      await session.stoppedAt(c, 'scaled', 'breakpoint');
      await session.step('stepOut');
      const scope = await session.scope('returnValue');
      assert.equal(scope.name, 'Return value');
      const [value] = await session.children(scope.variablesReference);
      assert.deepEqual([value.name, value.type, value.value], ['scaled()', 'struct shape', '{width = 3, height = 4}']);
      assert.deepEqual(await session.values(value), { width: '3', height: '4' });
      // It ends with the stop, and was never one of the frame around it.
      const [, outer] = await session.stack();
      assert.equal(await session.scope('returnValue', outer), undefined);
      await session.step('next');
      assert.equal(await session.scope('returnValue'), undefined);
    });
  });
}
