// Programs that have lines by other means than a compiler's DWARF: text form, and source maps.

import assert from 'node:assert/strict';
import { file, marker } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

describe('lines', () => {
  scenario('of a program in text form', async (session) => {
    await session.debug(file('wat/plain.wat'), {
      breakpoints: { 'wat/plain.wat': [34] },
      invoke: ['sum', 3],
    });
    await session.stoppedAt('wat/plain.wat', 34, 'breakpoint');
    const { limit, total } = await session.locals();
    assert.deepEqual([limit.type, limit.value, total.value], ['i32', '3', '0']);
    const stop = await session.step('next');
    assert.equal(stop.frame.line, 35);
    assert.equal((await session.evaluate('total * 2')).result, '6');
  });

  scenario('of a program with a source map', async (session) => {
    const source = 'assemblyscript/boxes/boxes.ts';
    await session.debug(file('assemblyscript/boxes/boxes.wasm'), {
      breakpoints: { [source]: ['bottom'] },
      invoke: ['fibonacci', 3],
      stubMissing: true,
    });
    await session.stoppedAt(source, 'bottom', 'breakpoint');
    const { n } = await session.locals();
    assert.equal(`${n.type} = ${n.value}`, 'i32 = 1');
    const frames = await session.stack();
    const line = marker(source, 'bottom') + 2;
    assert.deepEqual(frames.slice(1, 3).map((frame) => frame.line), [line, line]);
  });
});
