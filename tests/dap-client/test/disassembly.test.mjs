// The code itself: pages of instructions, and breakpoints at them.

import assert from 'node:assert/strict';
import { file, inventory, types } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

/** The instructions around a place. */
async function disassemble(session, memoryReference, instructionOffset, instructionCount, args = {}) {
  const { instructions } = await session.ask('disassemble', {
    memoryReference, instructionOffset, instructionCount, resolveSymbols: true, ...args,
  });
  assert.equal(instructions.length, instructionCount);
  return instructions;
}

for (const [build, program] of types.builds) {
  describe(`disassembly at -${build.toUpperCase()}`, () => {
    scenario('begins where the frame stands, with its source lines', async (session) => {
      await session.debug(program, { breakpoints: { [types.source('main')]: ['main'] } });
      const { frame } = await session.stopped('breakpoint');
      const reference = frame.instructionPointerReference;
      assert.match(reference, /^code:0x[0-9a-f]+$/);
      assert.equal(session.bound[types.source('main')][0].instructionReference, reference);
      const [first] = await disassemble(session, reference, 0, 1);
      assert.equal(first.location.path, file(types.source('main')));
      assert.equal(first.line, frame.line);
      assert.equal(first.symbol, 'main');
      assert.match(first.instructionBytes, /^([0-9a-f]{2} ?)+$/);
      assert.equal(BigInt(first.address), BigInt(reference.replace('code:', '')));
      const [same] = await disassemble(session, first.address, 0, 1);
      assert.deepEqual(same, first);
    });

    scenario('is the same however a client scrolls', async (session) => {
      await session.debug(program, { breakpoints: { [types.source('main')]: ['main'] } });
      const { frame } = await session.stopped('breakpoint');
      const reference = frame.instructionPointerReference;
      const known = new Map();
      let symbols = new Set();
      // As the editor does: 50 at a time, up and down from the same reference, then from others.
      const offsets = [0, -50, 50, -100, 100, -25, 25, -400, 700, -75, 350];
      for (const offset of offsets) {
        for (const from of [[reference, 0], ...[...known.values()].slice(0, 3).map((i) => [i.address, i.at])]) {
          const page = await disassemble(session, from[0], offset, 50);
          for (const [i, instruction] of page.entries()) {
            const at = from[1] + offset + i;
            symbols.add(instruction.symbol);
            const { location, ...own } = instruction;
            const before = known.get(at);
            if (before) assert.deepEqual({ ...own, at }, before);
            else known.set(at, { ...own, at });
          }
        }
      }
      assert.ok(known.size > 400 && symbols.size > 1, `${known.size} ${symbols.size}`);
      // The order is that of the addresses.
      const inOrder = [...known.values()].sort((a, b) => a.at - b.at).map((i) => BigInt(i.address));
      assert.ok(inOrder.every((address, i) => i === 0 || inOrder[i - 1] < address));
      // Each call names what it calls.
      const calls = [...known.values()].filter((i) => /^ *call /.test(i.instruction));
      assert.ok(calls.length > 3);
      for (const call of calls) assert.match(call.instruction, /call \d+ <.+>$/);
    });
  });
}

describe('disassembly', () => {
  scenario('fills a page beyond the code with what is marked as invalid', async (session) => {
    await session.debug(file('wat/plain.wasm'), { invoke: 'half', args: ['3'], stopOnEntry: true });
    const { frame } = await session.stopped('entry');
    const page = await disassemble(session, frame.instructionPointerReference ?? 'code:0x0', -1000, 3000);
    const valid = page.map((i) => i.presentationHint !== 'invalid');
    const [first, last] = [valid.indexOf(true), valid.lastIndexOf(true)];
    assert.ok(first > 0 && last < page.length - 1 && valid.slice(first, last).every(Boolean));
    assert.ok(page.filter((_, i) => !valid[i]).every((i) => i.instruction === '(no instruction)'));
  });

  scenario('refuses what is no place, or too much', async (session) => {
    await session.debug(types.o0, { stopOnEntry: true });
    await session.stopped('entry');
    const wrong = async (args, pattern) =>
      assert.match((await session.refusal('disassemble', { instructionCount: 1, ...args })).format, pattern);
    await wrong({ memoryReference: 'main' }, /`main` is no place in the code; write a byte offset/);
    await wrong({ memoryReference: 'code:9:0x10' }, /no place in the code/);
    await wrong({ memoryReference: '0x200', instructionCount: 1_000_000 }, /10000 of one page/);
  });

  scenario('is where breakpoints at instructions are set', async (session) => {
    await session.start();
    await session.initialize();
    // Before the program is there, they wait.
    const early = await session.ask('setInstructionBreakpoints', { breakpoints: [{ instructionReference: '0x1' }] });
    assert.match(early.breakpoints[0].message, /launched/);
    await session.ask('launch', { program: types.o0, stopOnEntry: true, sourceMap: { '/wrtd/fixtures': file() } });
    const { breakpoint } = await session.event('breakpoint');
    assert.equal(breakpoint.id, early.breakpoints[0].id);
    assert.match(breakpoint.message, /no instruction begins at 0x1/);
    await session.ask('configurationDone');
    await session.stopped('entry');
    await session.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'main' }] });
    await session.go();
    const { frame } = await session.stopped('function breakpoint');
    const page = await disassemble(session, frame.instructionPointerReference, 0, 4);
    const bytes = (i) => Number(BigInt(page[i].address) - BigInt(page[0].address));
    const { breakpoints } = await session.ask('setInstructionBreakpoints', {
      breakpoints: [
        { instructionReference: frame.instructionPointerReference, offset: bytes(2) },
        { instructionReference: page[3].address, condition: 'false' },
        { instructionReference: page[3].address, offset: -1_000_000 },
      ],
    });
    assert.deepEqual(breakpoints.map((b) => b.verified), [true, true, false]);
    assert.equal(breakpoints[0].instructionReference, `code:${page[2].address}`);
    await session.go();
    const stop = await session.stopped('instruction breakpoint');
    assert.deepEqual(stop.hitBreakpointIds, [breakpoints[0].id]);
    assert.equal(stop.frame.instructionPointerReference, `code:${page[2].address}`);
    await session.ask('setInstructionBreakpoints', { breakpoints: [] });
    await session.ask('setFunctionBreakpoints', { breakpoints: [] });
    await session.go();
    assert.equal(await session.exited(), 0);
  });
});

describe('breakpoints at functions', () => {
  scenario('bind by mangled names, by paths and by patterns', async (session) => {
    await session.debug(inventory.o0, { stopOnEntry: true });
    await session.stopped('entry');
    const names = ['stock::take', 'inventory::stock::*', '/::stock::(take|tour)$/', '_ZN*stock4take*', '/(/', 'no*such?thing'];
    const { breakpoints } = await session.ask('setFunctionBreakpoints', { breakpoints: names.map((name) => ({ name })) });
    assert.deepEqual(breakpoints.map((b) => b.verified), [true, true, true, true, false, false]);
    assert.match(breakpoints[4].message, /regular expression cannot be used/);
    assert.match(breakpoints[5].message, /no function matches no\*such\?thing/);
    await session.go();
    const stop = await session.stopped('function breakpoint');
    assert.ok(stop.hitBreakpointIds.includes(breakpoints[1].id), stop.hitBreakpointIds);
  });
});
