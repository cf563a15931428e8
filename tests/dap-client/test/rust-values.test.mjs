// Values of every Rust type, unoptimised and optimised.

import assert from 'node:assert/strict';
import { inventory } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';
import { check } from '../client/values.mjs';

const { source } = inventory;

/** Runs to a marker of a source and gives its arguments and locals. */
async function at(session, program, file, place) {
  await session.debug(program, { breakpoints: { [source(file)]: [place] } });
  await session.stoppedAt(source(file), place, 'breakpoint');
  return session.locals();
}

for (const [build, program] of inventory.builds) {
  describe(`Rust values at -${build.toUpperCase()}`, () => {
    scenario('integers and booleans', async (session) => {
      check(await at(session, program, 'values', 'integers'), {
        small: 'i8 = -8',
        byte: 'u8 = 200',
        short: 'i16 = -30000',
        word: 'u16 = 60000',
        int: 'i32 = -2000000000',
        uint: 'u32 = 4000000000',
        long: 'i64 = -9000000000000000000',
        ulong: 'u64 = 18000000000000000000',
        huge: 'i128 = -170141183460469231731687303715884105728',
        uhuge: 'u128 = 340282366920938463463374607431768211455',
        size: 'isize = -5',
        usize_: 'usize = 4096',
        yes: 'bool = true',
        no: 'bool = false',
      }, { build });
    });

    scenario('floats, characters and text', async (session) => {
      check(await at(session, program, 'values', 'text'), {
        half: 'f32 = 0.5',
        third: 'f64 = -0.3333333333333333',
        infinite: 'f64 = -inf',
        not_a_number: 'f32 = NaN',
        letter: "char = 'ß'",
        crab: "char = '🦀'",
        newline: "char = '\\n'",
        text: '&str = "forty-two"',
        empty: '&str = ""',
        owned: 'String = "naïve \\"quoted\\"\\tstring"',
        slice: '&str = "\\"quoted\\""',
        bytes: '&[u8; 9] = [114, 97, 119, 0, 98, 121, 116, 101, 115]',
      }, { build });
    });

    scenario('tuples, structs, arrays, slices and unions', async (session) => {
      const locals = await at(session, program, 'values', 'compounds');
      check(locals, {
        unit: '() = ()',
        tuple: '(i32, f64, &str) = (1, 2.5, "three")',
        point: 'Point { x: 3, y: -4 }',
        length: 'Meters(12.75)',
        marker: 'Marker',
        array: '[i32; 4] = [10, 20, 30, 40]',
        grid: '[[u8; 3]; 2] = [[1, 2, 3], [4, 5, 6]]',
        points: '[Point { x: 1, y: 2 }, Point { x: 3, y: 4 }]',
        middle: '&[i32] = [20, 30]',
        boxed_slice: 'Box<[u16]> = [7, 8, 9]',
        bits: 'Bits { word: 1065353216, float: 1.0 }',
      }, { build, lost: ['middle'] });
      assert.deepEqual(await session.values(locals.point), { x: '3', y: '-4' });
      assert.deepEqual(await session.values(locals.tuple), { 0: '1', 1: '2.5', 2: '"three"' });
      const [, row] = await session.children(locals.grid.variablesReference);
      assert.deepEqual(await session.values(row), { '[0]': '4', '[1]': '5', '[2]': '6' });
    });

    scenario('references, raw and function pointers', async (session) => {
      const locals = await at(session, program, 'values', 'pointers');
      check(locals, {
        shared: 'Point { x: 30, y: 40 }',
        reference_to_reference: 'Point { x: 30, y: 40 }',
        raw: /^0x[0-9a-f]+ → Point \{ x: 30, y: 40 \}$/,
        null: 'null',
        dangling: /0x7ffffff0.*outside memory/,
        through: '30',
      }, { build, lost: ['raw'] });
      if (build === 'o0') check(locals, { function: /inventory::values::triple$/ });
    });

    scenario('generic instances', async (session) => {
      check(await at(session, program, 'values', 'generic'), {
        item: 'Labelled { label: "pair", value: (1, \'q\') }',
        size: '8',
      }, { build });
      await session.go();
      await session.stoppedAt(source('values'), 'generic', 'breakpoint');
      check(await session.locals(), {
        item: 'Labelled { label: "nested", value: Labelled { label: "pair", value: (1, \'q\') } }',
        size: '20',
      }, { build });
    });

    scenario('enums of every layout', async (session) => {
      const locals = await at(session, program, 'stock', 'enums');
      check(locals, {
        season: 'Autumn',
        debt: 'Debt',
        full: 'Full',
        idle: 'Idle',
        receive: 'Receive { item: "anvil", count: 3 }',
        ship: 'Ship("bolt", 500)',
        relocate: 'Relocate(Point { x: 1, y: -1 })',
        slot: 'Full { id: 77, checked: true, weight: 12 }',
        reserved: 'Reserved',
        broken: 'Broken',
        single: 'Only(5)',
        list: 'Link { value: 1, next: Some(Link { value: 2, next: None }) }',
      }, { build });
      assert.deepEqual(await session.values(locals.slot), { id: '77', checked: 'true', weight: '12' });
    });

    scenario('Option', async (session) => {
      check(await at(session, program, 'stock', 'options'), {
        some: 'Option<i32> = Some(12)',
        none: 'Option<i32> = None',
        some_box: 'Option<Box<u8>> = Some(13)',
        none_box: 'Option<Box<u8>> = None',
        some_text: 'Option<&str> = Some("text")',
        none_text: 'Option<&str> = None',
        some_string: 'Option<String> = Some("owned")',
        none_string: 'Option<String> = None',
        some_bool: 'Option<bool> = Some(false)',
        none_bool: 'Option<bool> = None',
        some_char: "Option<char> = Some('x')",
        none_char: 'Option<char> = None',
        non_zero: /^Some\(.*8\)+$/,
        zero: 'None',
        some_season: 'Some(Winter)',
        none_season: 'None',
        nested: 'Option<Option<bool>> = Some(Some(true))',
        nested_none: 'Some(None)',
        outer_none: 'None',
        some_vec: 'Option<Vec<u8>> = Some([1, 2])',
        wide: 'Option<u128> = Some(1267650600228229401496703205376)',
      }, { build });
    });

    scenario('Result', async (session) => {
      await session.debug(program, { breakpoints: { [source('stock')]: ['results'] } });
      await session.stoppedAt(source('stock'), 'results', 'breakpoint');
      check(await session.locals(), {
        fine: 'Ok(3)',
        short: 'Err(NotEnough { wanted: 20, left: 5 })',
        unknown: 'Err(UnknownItem("unicorn"))',
        unit: 'Result<(), String> = Ok(())',
        parsed: 'Err(ParseIntError { kind: InvalidDigit })',
      }, { build });
    });

    scenario('Vec and VecDeque', async (session) => {
      const locals = await at(session, program, 'collections', 'sequences');
      check(locals, {
        empty: 'Vec<u8> = []',
        numbers: 'Vec<i32> = [2, 3, 5, 7, 11]',
        words: 'Vec<String> = ["anvil", "bolt"]',
        nested: 'Vec<Vec<u8>> = [[1], [], [2, 3]]',
        thousand: /^\[0, 1, 4, 9, .*…\] \(1000 elements\)$/,
        units: 'Vec<()> = [(), (), ()]',
        ring: 'VecDeque<i32> = [3, 4, 5]',
      }, { build });
      assert.deepEqual(await session.values(locals.ring), { '[0]': '3', '[1]': '4', '[2]': '5' });
    });

    scenario('maps and sets', async (session) => {
      const locals = await at(session, program, 'collections', 'maps');
      check(locals, {
        letters: "BTreeSet<char> = {'e', 'h', 'l', 'o'}",
        ordered: 'BTreeMap<i32, &str> = {1: "one", 2: "two", 3: "three"}',
        empty_tree: 'BTreeMap<u8, u8> = {}',
        empty_map: 'HashMap<i32, i32> = {}',
        deep: /^\{0: 0, 1: 10, 2: 20, .*…\} \(200 entries\)$/,
      }, { build, lost: ['empty_map', 'deep'] });
      // The order in a hash table is its own affair.
      const prices = await session.values(locals.prices);
      assert.deepEqual(Object.entries(prices).sort(), [
        ['["anvil"]', '4200'],
        ['["bolt"]', '3'],
        ['["crate"]', '150'],
      ]);
      const codes = Object.values(await session.values(locals.codes));
      assert.deepEqual(codes.sort(), ['200', '404', '500']);
    });

    scenario('Box, Rc, Arc, Cell, RefCell', async (session) => {
      const locals = await at(session, program, 'collections', 'ownership');
      check(locals, {
        boxed: 'Box<i32> = 41',
        shared: 'Rc<String> = "shared" (strong 2, weak 1)',
        second: '"shared" (strong 2, weak 1)',
        weak: /^Weak/,
        atomic: 'Arc<(u8, u16)> = (1, 2) (strong 1, weak 0)',
        text: 'Rc<str> = "counted text" (strong 1, weak 0)',
        counted_slice: 'Arc<[i32]> = [1, 2, 3] (strong 1, weak 0)',
        cell: 'Cell<u32> = Cell { value: 8 }',
        ref_cell: 'RefCell { value: [1, 2] }',
        lock: /99/,
      }, { build, lost: ['weak'] });
    });

    scenario('a cycle is shown without end, step by step', async (session) => {
      const { leaf } = await at(session, program, 'collections', 'cycle');
      assert.match(leaf.value, /name: "leaf"/);
      const up = await session.evaluate('leaf.parent');
      assert.match(up.result, /Weak/);
      assert.ok(up.result.length < 1000);
      assert.ok(up.variablesReference > 0);
    });

    scenario('dyn Trait with its concrete type', async (session) => {
      check(await at(session, program, 'shapes', 'dyn'), {
        circle: 'Circle { radius: 2.0 }',
        shown: 'Circle { radius: 2.0 }',
        borrowed: 'Circle { radius: 2.0 }',
        shapes: '[Circle { radius: 1.0 }, Rectangle { width: 3.0, height: 4.0 }]',
      }, { build, lost: ['borrowed', 'shapes'] });
    });

    scenario('const generics', async (session) => {
      check(await at(session, program, 'shapes', 'stack'), {
        stack: 'Stack { items: [Some(5), Some(6), Some(7)], len: 3 }',
      }, { build });
    });

    scenario('closures and their captures', async (session) => {
      const locals = await at(session, program, 'flow', 'closures');
      check(locals, {
        factor: '3',
        first: '31',
        second: '62',
        calls: '2',
        scale: /factor: 3/,
        record: /calls: 2/,
        owner: /names: \["a", "b"\]/,
        boxed: /factor: 3/,
      }, { build, lost: ['scale', 'record', 'owner', 'boxed'] });
    });

    scenario('one name for several variables', async (session) => {
      const inner = await at(session, program, 'flow', 'shadow inner');
      check(inner, { value: 'String = "inner 20"' }, { build });
      assert.equal((await session.evaluate('value')).result, '"inner 20"');
    });

    scenario('statics', async (session) => {
      await at(session, program, 'values', 'text');
      const scope = await session.scope('Statics');
      assert.equal(scope.expensive, true);
      const statics = Object.fromEntries(
        (await session.children(scope.variablesReference)).map((variable) => [variable.name, variable]),
      );
      check(statics, {
        'inventory::counters::WAREHOUSE': '&str = "Rotterdam"',
        'inventory::counters::SHELF_HEIGHTS': '[u16; 4] = [40, 60, 80, 120]',
        'inventory::counters::LAST_EVENT': 'i64 = 1',
        'inventory::counters::EVENTS': /1/,
      });
    });
  });
}
