// Values of Zig, unoptimised and optimised.

import assert from 'node:assert/strict';
import { file } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';
import { check } from '../client/values.mjs';

const source = 'zig/kinds/src/main.zig';

async function at(session, build, place) {
  await session.debug(file(`zig/kinds/kinds-${build}.wasm`), { breakpoints: { [source]: [place] } });
  await session.stoppedAt(source, place, 'breakpoint');
  return session.locals();
}

for (const [build, optimised] of [['debug', 'o0'], ['fast', 'o2']]) {
  describe(`Zig values in the build ${build}`, () => {
    scenario('slices and pointers', async (session) => {
      check(await at(session, build, 'pointers'), {
        slice: '[]i32 = {1, 4, 1}',
        empty: '{}',
        text: '[]const u8 = "a slice of bytes"',
        sentinel_slice: '"with a zero"',
        zero_terminated: /^0x[0-9a-f]+ "sentinel"$/,
        literal: /^0x[0-9a-f]+ → "array of bytes"$/,
        point: '.{ .x = 3, .y = 4 }',
        texts: '{"un", "deux"}',
      }, { build: optimised, lost: ['zero_terminated', 'literal'] });
      assert.equal((await session.evaluate('slice[1] + point.x')).result, '7');
    });

    scenario('optionals, error unions and tagged unions', async (session) => {
      check(await at(session, build, 'unions'), {
        some: '?u32 = 42',
        none: '?u32 = null',
        some_point: '.{ .x = 1, .y = 2 }',
        no_slice: 'null',
        value: 'error{Denied,NotFound}!u8 = 9',
        failed: 'error.NotFound',
        circle: 'main.Shape = .{ .circle = 1.5 }',
        square: '.{ .square = .{ .side = 3 } }',
        bare: '.nothing',
      }, { build: optimised });
    });

    scenario('collections', async (session) => {
      check(await at(session, build, 'collections'), {
        list: /\.items = \{10, 20, 30\}/,
        names: '{"one": 1}',
      }, { build: optimised });
      assert.equal((await session.evaluate('numbers[19]')).result, '361');
    });
  });
}
