// The next statement is set, and frames begin again.

import assert from 'node:assert/strict';
import { file, marker, steps } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const c = steps.c.source;
const lines = steps.rust.source('lines');

/** Lets the program go on at a marker of its function. */
async function goto(session, source, place) {
  const line = typeof place === 'number' ? place : marker(source, place);
  const { targets } = await session.ask('gotoTargets', { source: { path: file(source) }, line });
  assert.ok(targets.length > 0);
  await session.ask('goto', { threadId: 1, targetId: targets[0].id });
  return session.stopped('goto');
}

for (const [build, program] of steps.c.builds) {
  describe(`goto and restart in C at -${build.toUpperCase()}`, () => {
    scenario('goes on at the end of a loop', async (session) => {
      await session.debug(program, { breakpoints: { [c]: ['changed loop'] } });
      await session.stopped('breakpoint');
      await session.breakpoints(c, []);
      assert.equal(session.capabilities.supportsGotoTargetsRequest, true);
      const stop = await goto(session, c, 'changed end');
      assert.equal(stop.frame.line, marker(c, 'changed end'));
      const { frame } = await session.step('stepOut');
      assert.match(frame.name, /^main/);
      await session.go();
      assert.equal(await session.exited(), 0);
    });

    scenario('lets frames begin again, inner ones dropped', async (session) => {
      await session.debug(program, { breakpoints: { [c]: ['kept call'] } });
      await session.stopped('breakpoint');
      await session.breakpoints(c, ['twice']);
      assert.equal(session.capabilities.supportsRestartFrame, true);
      await session.go();
      await session.stoppedAt(c, 'twice', 'breakpoint');
      const stack = await session.stack();
      await session.ask('restartFrame', { frameId: stack[1].id });
      const stop = await session.stopped('restart');
      assert.equal(stop.frame.name, 'kept');
      assert.equal((await session.stack()).length, stack.length - 1);
      assert.equal((await session.evaluate('value')).result, '5');
      assert.match(session.output('console'), /kept begins again\. What it and its callees have written to memory/);
      await session.breakpoints(c, []);
      await session.go();
      assert.equal(await session.exited(), 0);
      assert.match(session.output('stdout'), /^33 8 12 many 14$/m);
    });

    scenario('says of an inlined frame that it cannot', async (session) => {
      await session.debug(program, { breakpoints: { [c]: ['square'] } });
      await session.stopped('breakpoint');
      const [inlined, outer] = await session.stack();
      assert.equal(inlined.canRestart, false);
      assert.equal(outer.canRestart, undefined);
      const refusal = await session.refusal('restartFrame', { frameId: inlined.id });
      assert.match(refusal.message, /^square is inlined and has no beginning of its own/);
      assert.equal(refusal.showUser, true);
    });
  });
}

describe('goto and restart', () => {
  scenario('skip a branch of Rust', async (session) => {
    await session.debug(steps.rust.o0, { args: ['lines'], breakpoints: { [lines]: ['search'] } });
    await session.stoppedAt(lines, 'search', 'breakpoint');
    await session.step('next');
    assert.equal((await session.evaluate('found')).result, '0');
    await goto(session, lines, 'search end');
    const { frame } = await session.step('next');
    assert.equal(frame.line, marker(lines, 'search end') + 1);
    assert.equal((await session.evaluate('found')).result, '1');
  });

  scenario('refuse lines of other functions and places of earlier stops', async (session) => {
    await session.debug(steps.c.o0, { breakpoints: { [c]: ['kept call'] } });
    await session.stoppedAt(c, 'kept call', 'breakpoint');
    const other = { source: { path: file(c) }, line: marker(c, 'changed end') };
    assert.match((await session.refusal('gotoTargets', other)).message, /^kept, in which the program stands, has no code/);
    const { targets } = await session.ask('gotoTargets', { source: { path: file(c) }, line: marker(c, 'kept') });
    await session.step('next');
    const old = await session.refusal('goto', { threadId: 1, targetId: targets[0].id });
    assert.match(old.message, /^there is no place 1 to go on at/);
    assert.equal((await session.stack())[0].line, marker(c, 'kept call') + 1);
  });

  scenario('go to an instruction of the disassembly', async (session) => {
    const program = file('wat/plain.wasm');
    await session.debug(program, { invoke: ['sum', '4'], stopOnEntry: true });
    const { frame } = await session.stopped('entry');
    await session.ask('next', { threadId: 1, granularity: 'instruction' });
    await session.stopped('step');
    const source = { sourceReference: frame.source.sourceReference };
    const { targets } = await session.ask('gotoTargets', { source, line: frame.line });
    await session.ask('goto', { threadId: 1, targetId: targets[0].id });
    const stop = await session.stopped('goto');
    assert.equal(stop.frame.line, frame.line);
    // Its argument is counted down: where that has been done it does not begin again.
    for (let i = 0; i < 14; i++) {
      await session.ask('next', { threadId: 1, granularity: 'instruction' });
      await session.stopped('step');
    }
    const refusal = await session.refusal('restartFrame', { frameId: session.top.id });
    assert.match(refusal.message, /argument 1 may have been overwritten at 0x/);
  });
});
