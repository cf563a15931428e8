// Exceptional events that are chosen by kind and name.

import assert from 'node:assert/strict';
import { types } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

/** Starts a program that divides by zero, and stops at its entry. */
async function dividing(session) {
  await session.debug(types.o0, { args: ['fail', 'divide'], stopOnEntry: true });
  await session.stopped('entry');
}

describe('a trap', () => {
  for (const [condition, stops] of [['divide-by-zero', true], ['!divide-by-zero', false], ['unreachable', false]]) {
    scenario(`of a division ${stops ? 'stops' : 'does not stop'} where ${condition} is wanted`, async (session) => {
      await dividing(session);
      const filterOptions = [{ filterId: 'trap', condition }];
      const { breakpoints } = await session.ask('setExceptionBreakpoints', { filters: [], filterOptions });
      assert.deepEqual(breakpoints.map(({ verified }) => verified), [true]);
      await session.go();
      if (stops) await session.stopped('exception');
      else assert.equal(await session.exited(), 134);
    });
  }

  for (const breakMode of ['always', 'never']) {
    scenario(`stops by its path with the mode ${breakMode}${breakMode === 'never' ? ' not' : ''}`, async (session) => {
      await dividing(session);
      const exceptionOptions = [{ path: [{ names: ['trap'] }, { names: ['divide-by-zero'] }], breakMode }];
      await session.ask('setExceptionBreakpoints', { filters: [], exceptionOptions });
      await session.go();
      if (breakMode === 'always') await session.stopped('exception');
      else assert.equal(await session.exited(), 134);
    });
  }

  scenario('of no known kind is refused with those that there are', async (session) => {
    await dividing(session);
    const filterOptions = [{ filterId: 'trap', condition: 'nonsense' }];
    const { breakpoints } = await session.ask('setExceptionBreakpoints', { filters: [], filterOptions });
    assert.equal(breakpoints[0].verified, false);
    assert.match(breakpoints[0].message, /nonsense/);
  });
});
