// Call stacks: inlined frames, library frames, pages, formats.

import assert from 'node:assert/strict';
import { file, inventory, lineOf, marker, types } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const rust = inventory.source;
const c = types.source;
const line = (source, place) => `${source.split('/').pop()}:${marker(source, place)}`;
const where = (frame) => `${frame.source?.name}:${frame.line}`;

for (const [build, program] of inventory.builds) {
  describe(`Rust stacks at -${build.toUpperCase()}`, () => {
    scenario('have a frame for each inlined call', async (session) => {
      await session.debug(program, { breakpoints: { [rust('flow')]: ['inner inlined'] } });
      await session.stoppedAt(rust('flow'), 'inner inlined', 'breakpoint');
      const frames = await session.stack();
      assert.deepEqual(frames.slice(0, 5).map((frame) => frame.name), [
        'inventory::flow::inner [inlined]',
        'inventory::flow::outer [inlined]',
        'inventory::flow::inlined',
        'inventory::flow::tour',
        'inventory::main',
      ]);
      const calls = marker(rust('flow'), 'outer inlined') - 1;
      assert.deepEqual(frames.slice(1, 3).map(where), [
        `flow.rs:${calls}`,
        `flow.rs:${marker(rust('flow'), 'after inlined') - 1}`,
      ]);
      assert.ok(frames.every((frame) => frame.column >= 0));
      // Variables of an inlined frame and of the frames around it.
      const value = (await session.evaluate('value', 'watch', { frameId: frames[1].id })).result;
      // Optimised, it lives only until it was doubled.
      assert.equal(value, build === 'o0' ? '42' : '<optimized out>');
      assert.equal((await session.evaluate('b', 'watch', { frameId: frames[2].id })).result, '7');
    });

    scenario('end in the library, which is there in source or is subtle', async (session) => {
      await session.debug(program, { breakpoints: { [rust('main')]: ['main'] } });
      await session.stopped('breakpoint');
      const frames = await session.stack();
      assert.equal(frames[0].name, 'inventory::main');
      assert.equal(frames.at(-1).name, '_start');
      for (const frame of frames) {
        assert.ok(frame.source || frame.presentationHint === 'subtle', JSON.stringify(frame));
      }
    });

    scenario('of recursive calls have their own variables each', async (session) => {
      await session.debug(program, { breakpoints: { [rust('flow')]: ['recursion bottom'] } });
      await session.stoppedAt(rust('flow'), 'recursion bottom', 'breakpoint');
      const frames = (await session.stack()).filter((frame) => /factorial/.test(frame.name));
      assert.equal(frames.length, 5);
      const values = [];
      for (const frame of frames) {
        values.push((await session.evaluate('n', 'watch', { frameId: frame.id })).result);
      }
      if (build === 'o0') assert.deepEqual(values, ['1', '2', '3', '4', '5']);
      else values.forEach((value, i) => assert.ok(['<optimized out>', `${i + 1}`].includes(value), values));
    });

    scenario('come in pages that fit together', async (session) => {
      await session.debug(program, {
        args: ['depth', '300'],
        breakpoints: { [rust('flow')]: [lineOf(rust('flow'), 'return 0;')] },
      });
      await session.stopped('breakpoint');
      const whole = await session.ask('stackTrace', { threadId: 1 });
      // Optimised, the recursion is a loop.
      if (build === 'o0') assert.ok(whole.stackFrames.length > 300);
      assert.equal(whole.totalFrames, whole.stackFrames.length);
      const pages = [];
      for (let startFrame = 0, total = 1; startFrame < total; startFrame += 20) {
        const page = await session.ask('stackTrace', { threadId: 1, startFrame, levels: 20 });
        assert.ok(page.stackFrames.length <= 20);
        assert.ok(page.totalFrames >= startFrame + page.stackFrames.length);
        pages.push(...page.stackFrames);
        total = page.totalFrames;
      }
      assert.deepEqual(pages, whole.stackFrames);
      const beyond = await session.ask('stackTrace', { threadId: 1, startFrame: 10_000, levels: 20 });
      assert.deepEqual(beyond.stackFrames, []);
    });
  });
}

for (const [build, program] of types.builds) {
  describe(`C stacks at -${build.toUpperCase()}`, () => {
    scenario('have inlined frames, and lines of the calls', async (session) => {
      await session.debug(program, { breakpoints: { [c('shapes')]: ['inlined'] } });
      await session.stopped('breakpoint');
      const frames = await session.stack();
      assert.deepEqual(frames.slice(0, 4).map((frame) => frame.name), [
        'squared [inlined]', 'shape_area', 'aggregates', 'main',
      ]);
      assert.deepEqual(frames.slice(0, 2).map(where), [
        line(c('shapes'), 'inlined'),
        line(c('shapes'), 'circle area'),
      ]);
    });

    scenario('through a function pointer', async (session) => {
      await session.debug(program, { breakpoints: { [c('shapes')]: ['add'] } });
      await session.stopped('breakpoint');
      const names = (await session.stack()).map((frame) => frame.name);
      assert.deepEqual(names.slice(0, 4), ['add', 'apply', 'pointers', 'main']);
      assert.equal((await session.evaluate('left')).result, '20');
      assert.equal((await session.evaluate('right')).result, '3');
    });
  });
}

describe('stacks', () => {
  scenario('can name lines and modules', async (session) => {
    await session.debug(types.o0, { breakpoints: { [c('main')]: ['main'] } });
    await session.stopped('breakpoint');
    const [frame] = await session.stack({ format: { line: true, module: true } });
    assert.equal(frame.name, `main, line ${marker(c('main'), 'main')} (types-o0.wasm)`);
  });

  scenario('end with their stop', async (session) => {
    await session.debug(types.o0, { breakpoints: { [c('main')]: ['main', 'scalars'] } });
    const first = await session.stopped('breakpoint');
    const { scopes } = await session.ask('scopes', { frameId: first.frame.id });
    await session.go();
    await session.stopped('breakpoint');
    assert.match((await session.refusal('scopes', { frameId: first.frame.id })).format, /end at each resume/);
    const { format } = await session.refusal('variables', scopes[0]);
    assert.match(format, /end at each resume/);
  });

  scenario('show the library sources that are installed', async (session) => {
    await session.debug(inventory.o0, { breakpoints: { [rust('main')]: ['main'] } });
    await session.stopped('breakpoint');
    const library = (await session.stack()).filter((frame) => /\/library\//.test(frame.source?.path ?? ''));
    const { default: fs } = await import('node:fs');
    for (const frame of library) assert.ok(fs.existsSync(frame.source.path), frame.source.path);
  });

  scenario('of a module without debug info have names and disassembly', async (session) => {
    await session.debug(file('c/types/types-names.wasm'), { stopOnEntry: true });
    await session.stopped('entry');
    const [frame] = await session.stack();
    assert.match(frame.name, /_start/);
    assert.ok(frame.source.sourceReference > 0);
    const wasm = await session.scope('registers');
    assert.ok(wasm, 'the Wasm scope is there');
  });
});
