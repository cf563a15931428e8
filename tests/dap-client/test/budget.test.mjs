// What is held and what may be: the request and the event `wrtd/budget`, and limits that a launch sets.

import assert from 'node:assert/strict';
import cp from 'node:child_process';
import fs from 'node:fs';
import { file, inventory, marker } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const rust = inventory.source;
const control = { platform: 'qnx', limits: { memory_limit: '64 MiB' } };
const board = { ...control, asilLevel: 'C' };

const account = (budget, name) => budget.accounts.find((account) => account.name === name);
const count = (budget, name) => budget.counts.find((count) => count.name === name);

const hasPrlimit = !cp.spawnSync('prlimit', ['--version']).error;

/** Resolves after so many milliseconds. */
const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('the budget', () => {
  scenario('is announced, and told at a stop with where each limit comes from', async (session) => {
    await session.debug(inventory.o0, {
      ...board,
      breakpoints: { [rust('main')]: ['main'] },
      args: ['values'],
    });
    assert.equal(session.capabilities.supportsWrtdBudget, true);
    await session.stoppedAt(rust('main'), 'main', 'breakpoint');
    const budget = await session.ask('wrtd/budget');
    assert.equal(budget.platform, 'qnx');
    assert.equal(budget.profile, 'QNX');
    assert.deepEqual(budget.asilLevel, {
      value: 'C', from: 'the launch attribute `asilLevel`', debugging: 'read-only',
    });
    assert.equal(budget.total.capacity, 64 << 20);
    assert.equal(budget.total.from, 'the launch attribute `limits.memory_limit`');
    assert.equal(budget.total.used, budget.accounts.reduce((sum, { used }) => sum + used, 0));
    assert.equal(budget.accounts.reduce((sum, { capacity }) => sum + capacity, 0), 64 << 20);
    const linear = account(budget, 'wasm_linear');
    assert.deepEqual(linear, {
      name: 'wasm_linear',
      title: 'Wasm linear memory',
      used: 17 * 65536,
      highWater: 17 * 65536,
      capacity: 32 << 20,
      headroom: (32 << 20) - 17 * 65536,
      from: 'the launch attribute `limits.memory_limit`',
      remedy: 'raise the attribute',
    });
    assert.deepEqual(count(budget, 'breakpoints'), {
      name: 'breakpoints', title: 'breakpoints', used: 1, limit: 50, from: 'the QNX profile', remedy: 'configure a higher limit',
    });
    assert.deepEqual(budget.memories, [{
      instance: 'inventory-o0.wasm', index: 0, pages: 17, pageSize: 65536, imported: false,
    }]);
    assert.deepEqual(budget.warnings, [{
      cause: 'read-only',
      urgency: 'note',
      text: 'ASIL C lets a debugger look and change nothing (from the launch attribute `asilLevel`); set a lower ' +
        'level there and launch the program again.',
    }]);
    assert.equal(budget.tables.count, 1);
    const tables = budget.engine.parts.find(({ name }) => name === 'tables');
    assert.equal(tables.bytes, budget.tables.elements * 8);
    assert.ok(budget.engine.parts.some(({ name, bytes }) => name === 'translated code' && bytes > 0));
    // Symbols are kept in the reserve.
    assert.equal(budget.symbols.capacity, account(budget, 'reserve').capacity);
    assert.ok(budget.symbols.used > 0 && budget.symbols.highWater <= budget.symbols.capacity);
    assert.equal(budget.symbols.overruns, 0);
    assert.equal(count(budget, 'source_files').limit, 32);
  });

  scenario('is told again where it changes, to who has asked once', async (session) => {
    await session.debug(inventory.o0, { ...board, stopOnEntry: true, args: ['main'] });
    await session.stopped('entry');
    await session.breakpoints(rust('main'), ['main']);
    await after(600);
    assert.ok(!session.has('wrtd/budget'), 'nobody has asked');
    assert.equal(count(await session.ask('wrtd/budget'), 'breakpoints').used, 1);
    await session.breakpoints(rust('main'), ['main', 'exit']);
    assert.equal(count(await session.event('wrtd/budget'), 'breakpoints').used, 2);
    await session.go();
    await session.stoppedAt(rust('main'), 'main', 'breakpoint');
    const stopped = await session.event('wrtd/budget');
    assert.ok(account(stopped, 'runtime').used > 0);
    // Values that are looked at are held for the client, and let go when the program goes on.
    const held = account(await session.ask('wrtd/budget'), 'debug').used;
    await session.scope('locals');
    await session.event('wrtd/budget', (budget) => account(budget, 'debug').used > held);
    await session.go();
    await session.exited();
    assert.ok(session.has('wrtd/budget'));
    await session.ask('wrtd/budget');
  });

  scenario('is told at most four times a second while a program runs', async (session) => {
    await session.debug(inventory.o0, {
      args: ['spin'], breakpoints: { [rust('flow')]: ['spin'] },
    });
    await session.stopped('breakpoint');
    await session.go();
    await session.stopped('breakpoint');
    await session.breakpoints(rust('flow'), []);
    await session.go();
    const budget = await session.ask('wrtd/budget');
    assert.equal(count(budget, 'breakpoints').used, 0);
    const before = session.messages.length;
    await after(2000);
    const told = session.messages.slice(before).filter((message) => message.event === 'wrtd/budget');
    assert.ok(told.length <= 8, `${told.length}`);
    assert.ok(!session.has('stopped'), 'a look at the budget is no stop');
    await session.breakpoints(rust('flow'), ['spin']);
    const set = await session.event('wrtd/budget', (budget) => count(budget, 'breakpoints').used === 1);
    assert.ok(account(set, 'debug').used > account(budget, 'debug').used);
    await session.stopped('breakpoint');
    await session.ask('terminate');
    await session.exited();
  });

  scenario('of memory that grows is followed while the program runs', async (session) => {
    await session.debug(file('wat/grows.wasm'), { invoke: ['steps', '500', '1', '10', '0'] });
    const first = await session.ask('wrtd/budget');
    const used = [account(first, 'wasm_linear').used];
    for (let i = 0; i < 4; i++) {
      const budget = await session.event('wrtd/budget');
      used.push(account(budget, 'wasm_linear').used);
      assert.equal(budget.memories[0].pages * 65536, used.at(-1));
    }
    assert.ok(used.every((bytes, i) => i === 0 || bytes > used[i - 1]), `${used}`);
    await session.ask('terminate');
    await session.exited();
  });

  (hasPrlimit ? scenario : scenario.skip)('follows a limit of the system that falls', async (session) => {
    await session.debug(file('wat/grows.wasm'), {
      invoke: ['steps', '5000', '128', '20', '0'], limits: { memory_limit: '2 GiB' },
    });
    const before = await session.ask('wrtd/budget');
    const { pid } = session.process;
    const size = /VmSize:\s*(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    const most = size[1] * 1024 + (64 << 20);
    assert.ok(most < before.total.capacity, `${most} of ${before.total.capacity}`);
    cp.execFileSync('prlimit', ['--pid', `${pid}`, `--as=${most}`]);
    const after = await session.event('wrtd/budget', ({ total }) => total.capacity === most);
    assert.equal(after.total.from, 'RLIMIT_AS of the process');
    assert.ok(account(after, 'wasm_linear').capacity < account(before, 'wasm_linear').capacity);
    await session.event('output', ({ category }) => category === 'important');
    assert.match(session.output('important'), /^the memory limit is lower: it was \d+ bytes from .* and is \d+ bytes from RLIMIT_AS/);
    assert.equal(session.output('important').trim().split('\n').length, 1);
    await session.exited();
    const [grown, refused, later] = session.output('console').match(/Result: \d+/g).map((line) => Number(line.slice(8)));
    assert.equal(grown, Math.floor((account(after, 'wasm_linear').capacity - 65536) / (8 << 20)));
    assert.deepEqual([refused, later], [20, 0]);
  });

  scenario('needs a program', async (session) => {
    await session.start();
    await session.initialize();
    assert.match((await session.refusal('wrtd/budget')).message, /send `launch` or `attach` first/);
  });
});

describe('a limit', () => {
  scenario('refuses the 51st breakpoint of a control unit, with the reason', async (session) => {
    await session.debug(inventory.o0, { ...control, stopOnEntry: true });
    await session.stopped('entry');
    const first = marker(rust('main'), 'main');
    const set = await session.breakpoints(rust('main'), Array(51).fill(first));
    assert.deepEqual(set.map(({ verified }) => verified), [...Array(50).fill(true), false]);
    assert.equal(
      set[50].message,
      '51 breakpoints are more than the 50 that there may be (from the QNX profile); configure a higher limit',
    );
    const [warning] = (await session.ask('wrtd/budget')).warnings;
    assert.deepEqual([warning.cause, warning.limit, warning.urgency], ['count-full', 'breakpoints', 'refused']);
    assert.equal(
      warning.text,
      'Breakpoints: 50 of 50 (from the QNX profile). At the limit: a further one stays unverified and says why. To ' +
        'have more, configure a higher limit.',
    );
  });

  scenario('of the highest level refuses to attach, and not to run', async (session) => {
    await session.start();
    await session.initialize();
    const program = { program: inventory.o0, args: ['exit', '3'], ...control, asilLevel: 'D' };
    assert.equal(
      (await session.refusal('launch', program)).format,
      'ASIL D does not allow debugging (from the launch attribute `asilLevel`); set a lower level there, or let ' +
        'the program run without a debugger: `wrtd run`, in a launch request `noDebug`',
    );
    await session.ask('launch', { ...program, noDebug: true });
    await session.ask('configurationDone');
    assert.equal(await session.exited(), 3);
  });
});
