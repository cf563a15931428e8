// Looking at values: pages, formats, scopes, expressions by context.

import assert from 'node:assert/strict';
import { inventory, types } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const rust = inventory.source;
const c = types.source;

async function at(session, program, source, place) {
  await session.debug(program, { breakpoints: { [source]: [place] } });
  await session.stoppedAt(source, place, 'breakpoint');
}

describe('variables', () => {
  scenario('of a large collection come in pages', async (session) => {
    await at(session, inventory.o0, rust('collections'), 'sequences');
    const { thousand } = await session.locals();
    assert.equal(thousand.indexedVariables, 1000);
    assert.ok(!thousand.namedVariables);
    const page = (start, count) =>
      session.children(thousand.variablesReference, { filter: 'indexed', start, count });
    const first = await page(0, 10);
    assert.deepEqual(first.map((v) => `${v.name} ${v.value}`), [...Array(10).keys()].map((i) => `[${i}] ${i * i}`));
    const last = await page(995, 100);
    assert.deepEqual(last.map((v) => v.value), [995, 996, 997, 998, 999].map((i) => `${i * i}`));
    assert.deepEqual(await page(5000, 10), []);
    const all = await session.children(thousand.variablesReference);
    assert.equal(all.length, 1000);
    assert.deepEqual(await session.children(thousand.variablesReference, { filter: 'named' }), []);
  });

  scenario('can be hexadecimal', async (session) => {
    await at(session, types.o0, c('main'), 'scalars');
    const hex = { format: { hex: true } };
    const { unumber, byte } = await session.locals(session.top, hex);
    assert.equal(unumber.value, '0xee6b2800');
    assert.match(byte.value, /^0xfa\b/);
    assert.equal((await session.evaluate('unumber', 'watch', hex)).result, '0xee6b2800');
  });

  scenario('have expressions that lead back to them', async (session) => {
    await at(session, inventory.o0, rust('collections'), 'maps');
    const { ordered, prices } = await session.locals();
    for (const parent of [ordered, prices]) {
      for (const child of await session.children(parent.variablesReference)) {
        assert.ok(child.evaluateName, JSON.stringify(child));
        assert.equal((await session.evaluate(child.evaluateName)).result, child.value);
      }
    }
    assert.equal((await session.evaluate('prices["bolt"]')).result, '3');
  });

  scenario('come in scopes; the machine\'s own state is one', async (session) => {
    await at(session, types.o0, c('main'), 'main');
    const { scopes } = await session.ask('scopes', { frameId: session.top.id });
    assert.deepEqual(scopes.map((scope) => scope.presentationHint ?? scope.name).slice(0, 2),
      ['arguments', 'locals']);
    const registers = await session.scope('registers');
    assert.equal(registers.expensive, true);
    const groups = await session.children(registers.variablesReference);
    const names = groups.map((group) => group.name);
    assert.ok(names.includes('Locals') && names.includes('Globals'), names);
    const locals = await session.children(groups[names.indexOf('Locals')].variablesReference);
    assert.match(locals[0].type, /^[if](32|64)$/);
    assert.equal((await session.evaluate('$local0')).result, locals[0].value);
  });

  scenario('that are statics are there too', async (session) => {
    await at(session, inventory.o0, rust('counters'), 'statics');
    assert.equal((await session.evaluate('SHELF_HEIGHTS')).type, '[u16; 4]');
    assert.match((await session.evaluate('EVENTS')).result, /\d/);
  });
});

describe('expressions', () => {
  scenario('say what is wrong with them', async (session) => {
    await at(session, types.o0, c('main'), 'aggregates');
    const wrong = async (expression, pattern) =>
      assert.match((await session.refusal('evaluate', {
        expression, context: 'watch', frameId: session.top.id,
      })).format, pattern);
    await wrong('pointt', /no variable `pointt`.*`point`/);
    await wrong('point.z', /`z`/);
    await wrong('numbers[99]', /5 elements|99/);
    await wrong('*point', /no pointer/);
    await wrong('point..x', /column 6/);
    await wrong('', /missing/);
    await wrong('('.repeat(1000), /deep|nest/);
    await wrong('('.repeat(10_000), /longer than 4096 bytes/);
  });

  scenario('in hovers are values, in the debug console also commands', async (session) => {
    await at(session, types.o0, c('main'), 'aggregates');
    assert.equal((await session.evaluate('point.y', 'hover')).result, '-4');
    assert.equal((await session.evaluate('point.y', 'repl')).result, '-4');
    assert.match((await session.evaluate('backtrace', 'repl')).result, /0  aggregates.*\n.*1  main/);
    assert.match((await session.evaluate('info breakpoints', 'repl')).result, /main\.c:\d+/);
    await session.evaluate('next', 'repl');
    await session.stopped('step');
  });
});
