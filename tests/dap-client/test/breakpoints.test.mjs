// Breakpoints by source line, at any time.

import assert from 'node:assert/strict';
import { file, inventory, marker, sourceMap, types } from '../client/fixtures.mjs';
import { Session, scenario } from '../client/session.mjs';

const rust = inventory.source;
const c = types.source;

for (const [build, program] of inventory.builds) {
  describe(`breakpoints at -${build.toUpperCase()}`, () => {
    scenario('are bound before the program runs, and hit', async (session) => {
      await session.debug(program, { breakpoints: { [rust('values')]: ['integers', 'text'] } });
      const bound = session.bound[rust('values')];
      assert.deepEqual(bound.map((b) => [b.verified, b.line]), [
        [true, marker(rust('values'), 'integers')],
        [true, marker(rust('values'), 'text')],
      ]);
      assert.equal(bound[0].source.path, file(rust('values')));
      for (const [i, place] of ['integers', 'text'].entries()) {
        const stop = await session.stoppedAt(rust('values'), place, 'breakpoint');
        assert.deepEqual(stop.hitBreakpointIds, [bound[i].id]);
        assert.match(stop.description, /breakpoint/);
        await session.go();
      }
      assert.equal(await session.exited(), 0);
    });

    scenario('in a loop are hit each time', async (session) => {
      await session.debug(program, { breakpoints: { [rust('values')]: ['generic'] } });
      for (const label of ['"pair"', '"nested"']) {
        await session.stoppedAt(rust('values'), 'generic', 'breakpoint');
        assert.equal((await session.evaluate('item.label')).result, label);
        await session.go();
      }
      assert.equal(await session.exited(), 0);
    });

    scenario('can be set, moved and removed while the program stands', async (session) => {
      await session.debug(program, { breakpoints: { [rust('values')]: ['integers'] } });
      await session.stoppedAt(rust('values'), 'integers', 'breakpoint');
      await session.breakpoints(rust('values'), ['compounds']);
      await session.go();
      await session.stoppedAt(rust('values'), 'compounds', 'breakpoint');
      assert.deepEqual(await session.breakpoints(rust('values'), []), []);
      await session.go();
      assert.equal(await session.exited(), 0);
    });

    scenario('can be set while the program runs', async (session) => {
      await session.debug(program, { args: ['spin'] });
      await session.event('process');
      const [breakpoint] = await session.breakpoints(rust('flow'), ['spin']);
      assert.equal(breakpoint.verified, true);
      await session.stopped('breakpoint');
      assert.equal(session.top.source.path, file(rust('flow')));
      await session.breakpoints(rust('flow'), []);
      await session.go();
      await session.ask('pause', { threadId: 1 });
      await session.stopped('pause');
    });
  });
}

describe('breakpoints', () => {
  scenario('move to the next line with code', async (session) => {
    const comment = marker(c('main'), 'main') - 1; // `int main(...) {`
    await session.start();
    await session.initialize();
    await session.ask('launch', { program: inventory.o0, sourceMap });
    const blank = marker(rust('main'), 'echo') - 7; // the comment above `fn echo`
    const [moved] = await session.breakpoints(rust('main'), [blank]);
    assert.equal(moved.verified, true);
    assert.ok(moved.line > blank && moved.line <= blank + 3, `${blank} moved to ${moved.line}`);
    assert.ok(comment > 0);
    await session.ask('configurationDone');
    assert.equal(await session.exited(), 0);
  });

  scenario('that cannot be bound say why', async (session) => {
    await session.debug(inventory.o0, { stopOnEntry: true });
    await session.stopped('entry');
    const [beyond] = await session.breakpoints(rust('main'), [100_000]);
    assert.equal(beyond.verified, false);
    assert.match(beyond.message, /\w/);
    const { breakpoints } = await session.ask('setBreakpoints', {
      source: { path: '/no/such/file.rs' },
      breakpoints: [{ line: 1 }],
    });
    assert.equal(breakpoints[0].verified, false);
    assert.match(breakpoints[0].message, /file\.rs|debug info|source/);
  });

  scenario('in inlined and generic functions stop at every instance', async (session) => {
    await session.debug(types.o2, { breakpoints: { [c('shapes')]: ['inlined'] } });
    const callers = [];
    for (let i = 0; i < 2; i++) {
      await session.stoppedAt(c('shapes'), 'inlined', 'breakpoint');
      const [inner, outer] = await session.stack({ levels: 2 });
      assert.match(inner.name, /^squared/);
      callers.push(outer.line);
      await session.go();
    }
    assert.deepEqual(callers, [marker(c('shapes'), 'circle area'), marker(c('shapes'), 'square area')]);
    assert.equal(await session.exited(), 0);
  });

  scenario('are found by Microsoft\'s own conveniences', async (session) => {
    await session.start();
    await session.hitBreakpoint(
      { program: types.o0, sourceMap },
      { path: file(c('main')), line: marker(c('main'), 'main') },
    );
    await Promise.all([
      session.assertOutput('stdout', 'types with 0 arguments\n'),
      session.waitForEvent('terminated'),
      session.continueRequest({ threadId: 1 }),
    ]);
  });

  scenario('hold in a program without debug info, in its disassembly', async (session) => {
    await session.debug(file('c/types/types-stripped.wasm'), { stopOnEntry: true });
    await session.stopped('entry');
    const { source } = session.top;
    assert.ok(source.sourceReference > 0, JSON.stringify(session.top));
    const { content, mimeType } = await session.ask('source', {
      source,
      sourceReference: source.sourceReference,
    });
    assert.match(mimeType, /text\//);
    const lines = content.split('\n');
    assert.ok(lines.length > 1);
    const line = lines.findIndex((text, i) => i + 1 > session.top.line && /\bcall\b/.test(text)) + 1;
    assert.ok(line > 0, content.slice(0, 400));
    const { breakpoints } = await session.ask('setBreakpoints', { source, breakpoints: [{ line }] });
    assert.equal(breakpoints[0].verified, true, JSON.stringify(breakpoints));
    assert.equal(breakpoints[0].line, line);
    await session.go();
    await session.stopped('breakpoint');
    assert.equal(session.top.line, line);
  });

  scenario('end where the limit says, with a reason', async (session) => {
    await session.start();
    await session.initialize();
    await session.ask('launch', { program: inventory.o0, sourceMap, limits: { breakpoints: 2 } });
    const set = await session.breakpoints(rust('values'), ['integers', 'text', 'compounds', 'pointers']);
    const refused = set.filter((b) => !b.verified);
    assert.ok(refused.length >= 1, JSON.stringify(set));
    assert.match(refused[0].message, /limit/);
  });

  it('stay through a restart, and their ids too', async () => {
    const session = new Session();
    await session.debug(inventory.o0, { breakpoints: { [rust('values')]: ['text'] } });
    const first = await session.stoppedAt(rust('values'), 'text', 'breakpoint');
    await session.ask('restart');
    const second = await session.stoppedAt(rust('values'), 'text', 'breakpoint');
    assert.deepEqual(second.hitBreakpointIds, first.hitBreakpointIds);
    await session.end();
  });
});
