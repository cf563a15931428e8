// What breakpoints do beside stopping each time: conditions, rules for hits, messages; and breakpoints at functions.

import assert from 'node:assert/strict';
import { inventory, marker, sourceMap } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const rust = inventory.source;
const flow = rust('flow');
const body = (does) => ({ [flow]: [{ at: 'loop body', does }] });

for (const [build, program] of inventory.builds) {
  describe(`conditions at -${build.toUpperCase()}`, () => {
    scenario('let the program go on where they do not hold', async (session) => {
      const at = { at: 'recursion', does: { condition: 'n == 3' } };
      await session.debug(program, { breakpoints: { [flow]: [at] }, args: ['flow'] });
      await session.stoppedAt(flow, 'recursion', 'breakpoint');
      assert.equal((await session.evaluate('n')).result, '3');
      await session.go();
      assert.equal(await session.exited(), 0);
    });
  });
}

describe('breakpoints', () => {
  scenario('stop at some of their hits', async (session) => {
    await session.debug(inventory.o0, { breakpoints: body({ hitCondition: '% 2' }), args: ['flow'] });
    for (const turn of ['2', '4']) {
      await session.stoppedAt(flow, 'loop body', 'breakpoint');
      assert.equal((await session.evaluate('i')).result, turn);
      await session.go();
    }
    assert.equal(await session.exited(), 0);
  });

  scenario('print a message instead of stopping', async (session) => {
    const does = { logMessage: 'turn {i} of {limit}: {sum + i}', condition: 'i > 2' };
    await session.debug(inventory.o0, { breakpoints: body(does), args: ['flow'] });
    assert.equal(await session.exited(), 0);
    const printed = session.output('console').split('\n').filter((line) => line.startsWith('turn'));
    assert.deepEqual(printed, ['turn 3 of 4: 6', 'turn 4 of 4: 10']);
  });

  scenario('that cannot be read say so, and stop nothing', async (session) => {
    await session.debug(inventory.o0, { stopOnEntry: true, args: ['flow'] });
    await session.stopped('entry');
    const wrong = [{ condition: 'i ==' }, { hitCondition: 'now and then' }, { logMessage: '{i' }];
    for (const [i, does] of wrong.entries()) {
      const [set] = await session.breakpoints(flow, [{ at: 'loop body', does }]);
      assert.equal(set.verified, false);
      assert.match(set.message, [/column 5/, /is no rule for hits; write `5`/, /is not closed/][i]);
    }
    await session.go();
    assert.equal(await session.exited(), 0);
  });

  scenario('keep their ids and hits while their source is set again', async (session) => {
    await session.debug(inventory.o0, { breakpoints: body({ hitCondition: '3' }), args: ['flow'], stopOnEntry: true });
    await session.stopped('entry');
    const [before] = session.bound[flow];
    const [again] = await session.breakpoints(flow, [{ at: 'loop body', does: { hitCondition: '3' } }, 'after loop']);
    assert.equal(again.id, before.id);
    const [other] = await session.breakpoints(flow, [{ at: 'loop body', does: { hitCondition: '4' } }]);
    assert.notEqual(other.id, before.id);
    await session.go();
    const stop = await session.stoppedAt(flow, 'loop body', 'breakpoint');
    assert.deepEqual(stop.hitBreakpointIds, [other.id]);
    assert.equal((await session.evaluate('i')).result, '4');
  });
});

describe('function breakpoints', () => {
  scenario('are set before the program is there, and replaced later', async (session) => {
    await session.start();
    await session.initialize();
    const wanted = [{ name: 'factorial', condition: 'n == 4' }, { name: 'no_such_function' }];
    const early = await session.ask('setFunctionBreakpoints', { breakpoints: wanted });
    assert.deepEqual(early.breakpoints.map(({ verified }) => verified), [false, false]);
    await session.ask('launch', { program: inventory.o0, sourceMap, args: ['flow'] });
    await session.ask('configurationDone');
    const stop = await session.stopped('function breakpoint');
    assert.deepEqual(stop.hitBreakpointIds, [early.breakpoints[0].id]);
    assert.equal(session.top.name, 'inventory::flow::factorial');
    assert.equal((await session.evaluate('n')).result, '4');
    const { breakpoints } = await session.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'flow::chain' }] });
    assert.equal(breakpoints[0].verified, true);
    assert.equal(breakpoints[0].line, marker(flow, 'in map') - 4);
    await session.go();
    await session.stopped('function breakpoint');
    assert.equal(session.top.name, 'inventory::flow::chain');
    await session.ask('setFunctionBreakpoints', { breakpoints: [] });
    await session.go();
    assert.equal(await session.exited(), 0);
  });
});
