// Programs for devices, on the device's own machine in memory of 32 KiB.

import assert from 'node:assert/strict';
import { file } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const device = { platform: 'zephyr', limits: { memory_limit: '32KiB' } };
const blink = 'c/blink/src/blink.c';
const room = 'rust/thermostat/src/room.rs';
const main = 'rust/thermostat/src/main.rs';

describe('a device of 32 KiB', () => {
  scenario('stops a C program at its breakpoints and steps on', async (session) => {
    await session.debug(file('c/blink/blink-o0.wasm'), { ...device, breakpoints: { [blink]: ['drive'] } });
    await session.stoppedAt(blink, 'drive', 'breakpoint');
    assert.equal((await session.evaluate('lamp->mode')).result, 'BLINKING (2)');
    const { frame } = await session.step('stepIn');
    assert.equal(frame.name, 'blink');
    assert.deepEqual((await session.stack()).map(({ name }) => name), ['blink', 'tick', 'start']);
    await session.step('next');
    assert.equal((await session.evaluate('*lamp')).result.match(/is_lit = \d/)[0], 'is_lit = 1');
    assert.equal((await session.step('stepOut')).frame.name, 'tick');
    const { result } = await session.evaluate('info budget', 'repl');
    assert.match(result, /Wasm linear memory +784 +784 +20480  \[#\.+\]  the launch attribute/);
    const budget = await session.ask('wrtd/budget');
    assert.deepEqual([budget.platform, budget.total.capacity], ['zephyr', 32 << 10]);
    assert.ok(budget.engine.flash > 0);
    await session.breakpoints(blink, []);
    await session.go();
    assert.equal(await session.exited(), 0);
    assert.match(session.output(), /9 changes, 4 of battery among the first 8\n$/);
  });

  scenario('shows a Rust program, and begins it anew', async (session) => {
    await session.debug(file('rust/thermostat/thermostat-o0.wasm'), {
      ...device,
      breakpoints: { [room]: ['fault'] },
    });
    await session.stoppedAt(room, 'fault', 'breakpoint');
    const { reading } = await session.locals();
    assert.equal(reading.value, 'Err(Broken { raw: -7 })');
    await session.ask('restart');
    await session.stoppedAt(room, 'fault', 'breakpoint');
    assert.equal((await session.evaluate('self.history.next')).result, '2');
    const [bound] = await session.breakpoints(main, ['missing']);
    assert.equal(bound.verified, true);
    await session.go();
    await session.stoppedAt(main, 'missing', 'breakpoint');
    assert.equal((await session.evaluate('self.next')).result, '5');
  });

  scenario('has room for ten breakpoints', async (session) => {
    const places = [38, 39, 40, 45, 46, 63, 65, 66, 75, 76, 77];
    await session.debug(file('c/blink/blink-o0.wasm'), { ...device, breakpoints: { [blink]: places } });
    const verified = session.bound[blink].map((breakpoint) => breakpoint.verified);
    assert.deepEqual(verified, [...Array(10).fill(true), false]);
    assert.match(session.bound[blink][10].message, /11 breakpoints are more than the 10/);
    await session.stopped('breakpoint');
  });

  scenario('refuses what does not fit', async (session) => {
    await session.start();
    await session.initialize();
    const program = file('rust/inventory/inventory-o0.wasm');
    const { message } = await session.refusal('launch', { program, ...device });
    assert.match(message, /pages of 64 KiB; link it with pages of 1 byte/);
  });
});
