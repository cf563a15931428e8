// Values of every C type, unoptimised and optimised.

import assert from 'node:assert/strict';
import { types } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';
import { check } from '../client/values.mjs';

const { source } = types;

async function at(session, program, place) {
  await session.debug(program, { breakpoints: { [source('main')]: [place] } });
  await session.stoppedAt(source('main'), place, 'breakpoint');
  return session.locals();
}

for (const [build, program] of types.builds) {
  describe(`C values at -${build.toUpperCase()}`, () => {
    scenario('scalars', async (session) => {
      check(await at(session, program, 'scalars'), {
        letter: "char = 65 'A'",
        negative: /^-100\b/,
        byte: /^250\b/,
        small: 'short = -30000',
        usmall: 'unsigned short = 60000',
        number: 'int = -2000000000',
        unumber: 'unsigned int = 4000000000',
        word: 'long = -5',
        uword: 'unsigned long = 4294967295',
        large: 'long long = -9000000000000000000',
        ularge: 'unsigned long long = 18000000000000000000',
        huge: '__int128 = -1267650600228229401496703205376',
        uhuge: 'unsigned __int128 = 340282366920938463463374607431768211455',
        yes: 'true',
        no: 'false',
        half: 'float = 0.5',
        third: 'double = -0.3333333333333333',
        quad: 'long double = 1.5',
        complex: /^1 \+ -2i$|^1 - 2i$/,
        size: 'size_t = 32',
        eight: /^8\b/,
        minus: 'int64_t = -9223372036854775808',
      }, { build });
    });

    scenario('structs, unions, bit-fields, arrays and enums', async (session) => {
      const locals = await at(session, program, 'aggregates');
      check(locals, {
        point: 'struct point = {x = 3, y = -4}',
        circle: /^\{kind = KIND_CIRCLE \(0\), as = \{circle = \{radius = 2\}/,
        bits: '{low = 5, middle = -7, wide = 1000000, flag = true, far = 1094624909430}',
        word: /^\{whole = 1065353216, real = 1, bytes = /,
        packed: /^\{tag = 127.*, value = 16909060\}$/,
        numbers: 'int [5] = {2, 3, 5, 7, 11}',
        grid: 'int [2][3] = {{1, 2, 3}, {4, 5, 6}}',
        kind: 'enum kind = KIND_SQUARE (10)',
        strange: 'enum kind = 77',
        flags: 'FLAG_READ | FLAG_EXEC (5)',
        anonymous: '{hidden = 13}',
      }, { build, lost: ['numbers'] });
      const { as } = Object.fromEntries(
        (await session.children(locals.square.variablesReference)).map((v) => [v.name, v]),
      );
      assert.match((await session.values(as)).square, /^\{side = 1.5, corner = \{x = 7, y = 8\}\}$/);
      const [, back] = await session.children(locals.cube.variablesReference);
      const [, row] = await session.children(back.variablesReference);
      const cells = Object.values(await session.values(row)).map((cell) => parseInt(cell, 10));
      assert.deepEqual(cells, [7, 8]);
    });

    scenario('pointers: null, dangling, cyclic, to functions', async (session) => {
      const locals = await at(session, program, 'pointers');
      check(locals, {
        target: '42',
        to_int: /^0x[0-9a-f]+ → 42$/,
        to_pointer: /^0x[0-9a-f]+ → 0x[0-9a-f]+/,
        null: 'NULL',
        dangling: /^0xdeadbeef \(outside memory\)$/,
        untyped: /^0x[0-9a-f]+$/,
        nothing: 'NULL',
        plus: /add/,
        no_operation: 'NULL',
        row: /→ \{1, 2, 3, 4\}$/,
        inside: /→ 3$/,
        last: /^\{value = 9, next = NULL\}$/,
        tail: /length = 3/,
      }, { build, lost: ['to_pointer', 'untyped', 'plus', 'row', 'inside', 'tail'] });
      if (build === 'o2') return;
      // Round the ring, twice.
      const node = (await session.evaluate('head->next->next->next->next->next->next')).result;
      assert.match(node, /value = 1/);
      assert.match((await session.evaluate('table[1]')).result, /subtract/);
      assert.equal((await session.evaluate('**to_pointer')).result, '42');
      assert.equal((await session.evaluate('*inside')).result, '3');
    });

    scenario('text', async (session) => {
      const locals = await at(session, program, 'text');
      check(locals, {
        greeting: /"hello, world"$/,
        buffer: '"buffer"',
        full: '"full"',
        empty: /""$/,
        null: 'NULL',
        escapes: /"tab\\t quote\\" newline\\n bell\\a"$/,
        utf8: /"naïve"$/,
        bad_utf8: /"bad\\(377\\376|xff\\xfe)"$/,
        words: /"one", 0x[0-9a-f]+ "two", NULL\}$/,
        wild: /outside memory/,
        long_text: /"z{50,}/,
      }, { build, lost: ['greeting', 'empty', 'escapes', 'utf8', 'bad_utf8'] });
      assert.ok(locals.long_text.value.length < 600, 'long text is shortened');
    });

    scenario('globals of all units and statics of functions', async (session) => {
      await at(session, program, 'main');
      for (const [name, value] of [
        ['global_quarter', '-0.25'],
        ['global_counter', '5'],
        ['global_points[2].y', '6'],
        ['file_level', '11'],
      ]) {
        assert.equal((await session.evaluate(name)).result, value, name);
      }
      assert.match((await session.evaluate('global_name')).result, /"globe"$/);
    });

    scenario('one name for several variables', async (session) => {
      check(await at(session, program, 'shadow inner'), { sum: '1000', limit: '5' }, { build });
    });
  });
}
