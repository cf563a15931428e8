// Values of C++, unoptimised and optimised.

import assert from 'node:assert/strict';
import { file } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';
import { check } from '../client/values.mjs';

const source = (program) => `cpp/${program}/src/main.cpp`;

async function at(session, program, build, place) {
  const main = source(program);
  await session.debug(file(`cpp/${program}/${program}-${build}.wasm`), { breakpoints: { [main]: [place] } });
  await session.stoppedAt(main, place, 'breakpoint');
  return session.locals();
}

for (const build of ['o0', 'o2']) {
  describe(`C++ values at -${build.toUpperCase()}`, () => {
    scenario('texts of every form', async (session) => {
      check(await at(session, 'standard', build, 'texts'), {
        empty: 'std::string = ""',
        short_text: 'std::string = "anvil"',
        long_text: 'std::string = "a text that is too long for the short form of a string"',
        with_zero: '"a\\000b"',
        view: 'std::string_view = "text"',
        wide: 'std::wstring = "wïde"',
        pointer: /^0x[0-9a-f]+ → "a text that is too long/,
        reference: 'const std::string & = "anvil"',
      }, { build, lost: ['reference'] });
      assert.equal((await session.evaluate('short_text == "anvil"')).result, 'true');
      assert.equal((await session.evaluate('short_text[1]')).result, "110 'n'");
    });

    scenario('static members of classes', async (session) => {
      await at(session, 'objects', build, build === 'o0' ? 'method' : 'classes');
      for (const text of ['Counter::LIMIT', ...(build === 'o0' ? ['LIMIT', 'this->LIMIT'] : [])]) {
        assert.deepEqual([text, (await session.evaluate(text)).result], [text, '16']);
      }
      assert.equal((await session.evaluate('Counter::made')).result, '2');
    });

    scenario('sequences, paged', async (session) => {
      const locals = await at(session, 'standard', build, 'sequences');
      check(locals, {
        numbers: 'std::vector<int> = {3, 1, 4, 1, 5}',
        none: 'std::vector<int> = {}',
        items: '{{name = "anvil", cents = 1999}, {name = "rope", cents = 350}}',
        flags: 'std::vector<bool> = {true, false, true, true}',
        array: 'std::array<short, 3> = {7, 8, 9}',
        span: 'std::span<int> = {1, 4, 1}',
        list: 'std::list<int> = {10, 20, 30}',
        stack: 'std::stack<int> = {1, 2, 3}',
      }, { build, lost: ['numbers', 'items', 'list'] });
      const { deque } = locals;
      assert.equal(deque.indexedVariables, 1001);
      const page = await session.children(deque.variablesReference, { filter: 'indexed', start: 999, count: 5 });
      assert.deepEqual(page.map(({ name, value }) => `${name} = ${value}`), ['[999] = 1998', '[1000] = 1999']);
      const [element] = await session.children(deque.variablesReference, { filter: 'indexed', start: 500, count: 1 });
      assert.equal((await session.evaluate(element.evaluateName)).result, '1499');
    });

    scenario('maps by their keys', async (session) => {
      const locals = await at(session, 'standard', build, 'maps');
      check(locals, {
        prices: 'std::map<std::string, int> = {"anvil": 1999, "crate": 425, "rope": 350}',
        empty: '{}',
        several: "{1: 97 'a', 1: 98 'b'}",
        ordered: '{"even": {2}, "odd": {1, 3}}',
        hashed: 'std::unordered_map<std::string, int> = {"one": 1}',
        names: '{"rope"}',
        tuple: 'std::tuple<int, double, std::string> = (2, 2.5, "two")',
        set: '{1, 2, 3}',
      }, { build, lost: ['set'] });
      assert.deepEqual(await session.values(locals.prices), { '["anvil"]': '1999', '["crate"]': '425', '["rope"]': '350' });
      assert.equal((await session.evaluate('squares[299] + prices["rope"]')).result, String(299 * 299 + 350));
    });

    scenario('owners of values', async (session) => {
      const locals = await at(session, 'standard', build, 'owners');
      check(locals, {
        unique: 'std::unique_ptr<shop::Item> = {name = "unique", cents = 1}',
        gone: 'NULL',
        shared: '{name = "shared", cents = 3} (strong 2, weak 1)',
        weak: 'weak (strong 2, weak 1)',
        expired: 'expired',
        some: 'std::optional<int> = 42',
        no: 'nullopt',
        second: 'std::variant<int, std::string, double> (std::string) = "in a variant"',
        function: /^0x1 <twice>$/,
        lambda: '{captured = 5}',
        no_function: 'empty',
        atomic: 'std::atomic<int> = 9',
        duration: '1500ms',
        complex: '1.5 - 2i',
      }, { build, lost: ['expired', 'second', 'function'] });
      assert.equal((await session.evaluate('shared->cents + unique->cents')).result, '4');
    });

    scenario('classes: bases, dynamic types, virtual bases', async (session) => {
      const locals = await at(session, 'objects', build, 'classes');
      check(locals, {
        circle: 'geo::Circle = {geo::Shape = {id_ = 1}, radius_ = 2}',
        shape: /^0x[0-9a-f]+ → \{geo::Shape = \{id_ = 1\}, radius_ = 2\}$/,
        second: /^0x[0-9a-f]+ → .*side_ = 3\}$/,
        plugin: /factor = 3\}$/,
        animal: /^0x[0-9a-f]+ → \{Swimmer = .*age = 2\}$/,
        nobody: 'NULL',
      }, { build });
      assert.equal(locals.shape.type, 'geo::Shape * (geo::Circle)');
      assert.equal((await session.values(locals.shape)).radius_, '2');
      assert.equal((await session.evaluate('animal->age + otter.legs')).result, '6');
    });
  });
}
