// The rest of Rust's library: locks, texts of the system, times, futures; unoptimised and optimised.

import assert from 'node:assert/strict';
import { file } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';
import { check } from '../client/values.mjs';

const source = 'rust/states/src/main.rs';

async function at(session, build, place) {
  await session.debug(file(`rust/states/states-${build}.wasm`), { breakpoints: { [source]: [place] } });
  await session.stoppedAt(source, place, 'breakpoint');
  return session.locals();
}

for (const build of ['o0', 'o2']) {
  describe(`Rust's library at -${build.toUpperCase()}`, () => {
    scenario('locks', async (session) => {
      check(await at(session, build, 'locks'), {
        open: 'Mutex<Vec<i32>> = Mutex { data: [1, 2] }',
        held: 'Mutex { data: 3, locked: true }',
        read: 'RwLock { data: 4, locked: for reading, by 1 }',
        written: 'RwLock { data: "five", locked: for writing }',
        set: 'OnceLock(6)',
        unset: 'OnceLock(<uninit>)',
      }, { build });
    });

    scenario('texts, times, numbers', async (session) => {
      check(await at(session, build, 'library'), {
        path: '&Path = "/tmp/a b"',
        os_string: '"os"',
        c_string: '"with a zero"',
        moment: 'SystemTime = 2023-11-14T22:13:20.25Z',
        long: '90.0000005s',
        summed: /^\{1: "one", 2: "two"\}$/,
        non_zero: 'NonZero<u32> = 5',
        v4: 'IpAddr = V4(192.168.0.1)',
        v6: '::1',
        count: '77',
      }, { build, lost: ['path', 'v6'] });
    });
  });
}

describe('Futures of Rust', () => {
  scenario('where they wait, what they hold, and for what', async (session) => {
    const locals = await at(session, 'o0', 'suspended');
    assert.match(locals.future.value, /^Suspend0 at line \d+ \{ name: "abc", __awaitee: Suspend0 at line \d+ \{/);
    assert.equal((await session.evaluate('future.__awaitee.left')).result, '3');
  });
});
