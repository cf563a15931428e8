// A Python and two Rubies run a script while they are debugged themselves. Two have lost all names: there, functions
// have numbers, which stand for this one build. The third has its debug information, and no sources here.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { command } from '../client/command.mjs';
import { file } from '../client/fixtures.mjs';
import { fetched, skipUnlessFetched } from '../client/modules.mjs';
import { scenario } from '../client/session.mjs';

const scripts = file('modules');

/** What the script prints, in each language. */
const lines = ['fib 610\n', 'elppa\n', 'gif\n', 'raep\n'];

/** The instruction at which a frame stands that has no source. */
async function instruction(session, frame = session.top) {
  const { content } = await session.ask('source', {
    source: frame.source, sourceReference: frame.source.sourceReference,
  });
  return content.split('\n')[frame.line - 1].replace(/^ *[0-9a-f]+: */, '');
}

/** Steps over instructions until the next one is a call. */
async function toCall(session) {
  for (let steps = 0; steps < 100; steps++) {
    if (/^call /.test(await instruction(session))) return;
    await session.step('next');
  }
  assert.fail('there is no call among 100 instructions');
}

/**
 * `print` is the function of the interpreter that prints, and `counts` the value of the WebAssembly local with the
 * number of things to print, each time; `evaluates` is the function that evaluates the script. Ruby calls functions
 * again to restore its stack (Asyncify); the global in `restores` is 0 where one is called for the first time.
 */
const nameless = [
  {
    name: 'Python', program: fetched('python'), script: '/tour.py',
    print: 'func[3025]', counts: ['$local2', ['2', '1', '1', '1']], evaluates: 'func[3052]',
  },
  {
    name: 'Ruby', program: fetched('ruby'), script: '/tour.rb', restores: '$global1',
    print: 'func[3156]', counts: ['$local0', ['1', '1', '1', '1']], evaluates: 'func[5959]',
  },
];

for (const { name, program, script, restores, print, counts: [local, counts], evaluates } of nameless) {
  describe(`${name} without names`, () => {
    skipUnlessFetched(program);
    const launch = { args: [script], dirs: [`${scripts}::/`], stopOnEntry: true };

    /** Goes on to the next call of the function that prints. */
    const toPrint = async (session) => {
      do {
        await session.go();
        await session.stopped('breakpoint');
      } while (restores && (await session.evaluate(restores)).result !== '0');
      assert.equal(session.top.name, print);
    };

    const atPrint = async (session) => {
      await session.debug(program, launch);
      await session.stopped('entry');
      await session.evaluate(`break ${print}`, 'repl');
      await toPrint(session);
    };

    it('runs a script', () => {
      const done = command(['run', '--dir', `${scripts}::/`, program, script]);
      assert.deepEqual(done, { code: 0, stdout: lines.join(''), stderr: '' });
    });

    scenario('stops each time it prints, and goes on to the end', async (session) => {
      await atPrint(session);
      for (const [i, count] of counts.entries()) {
        if (i > 0) await toPrint(session);
        assert.equal((await session.evaluate(local)).result, count);
        assert.equal(session.output(), lines.slice(0, i).join(''));
      }
      await session.evaluate('delete', 'repl');
      await session.go();
      assert.equal(await session.exited(), 0);
      assert.equal(session.output(), lines.join(''));
      assert.equal(session.output('stderr'), '');
    });

    scenario('shows each frame up to _start, with its state', async (session) => {
      await atPrint(session);
      const frames = await session.stack();
      const names = frames.map((frame) => frame.name);
      assert.equal(names.at(-1), '_start');
      assert.ok(names.includes(evaluates), names);
      // None is folded away: what debug information these programs have is of a library.
      assert.ok(frames.every((frame) => frame.presentationHint !== 'subtle'), JSON.stringify(frames));
      const { result } = await session.evaluate('backtrace', 'repl');
      assert.equal(result.trim().split('\n').length, frames.length);
      for (const frame of frames) {
        if (frame !== frames[0]) assert.match(await instruction(session, frame), /^call/, frame.name);
        const registers = await session.scope('registers', frame);
        const [locals] = await session.children(registers.variablesReference);
        assert.equal(locals.name, 'Locals');
        for (const { name: local, type, value } of await session.children(locals.variablesReference)) {
          assert.match(`${local}: ${type} = ${value}`, /^\$local\d+: [if](32|64) = -?(\d|inf|NaN)/);
        }
      }
    });

    scenario('steps over, into and out of calls', async (session) => {
      await atPrint(session);
      const depth = (await session.stack()).length;
      await toCall(session);
      const call = session.top.line;
      const called = `func[${(await instruction(session)).match(/^call (\d+)/)[1]}]`;
      const inside = (await session.step('stepIn')).frame;
      assert.equal(inside.name, called);
      const frames = await session.stack();
      assert.equal(frames.length, depth + 1);
      assert.deepEqual([frames[1].name, frames[1].line], [print, call]);
      const back = (await session.step('stepOut')).frame;
      assert.deepEqual([back.name, back.line], [print, call + 1]);
      await toCall(session);
      const next = session.top.line;
      assert.ok(next > call);
      const over = (await session.step('next')).frame;
      assert.equal(over.name, print);
      assert.equal((await session.stack()).length, depth);
      const caller = frames[2].name;
      const out = (await session.step('stepOut')).frame;
      assert.equal(out.name, caller);
      // The whole line, or its text without the end.
      assert.match(session.output(), /^(fib 610\n?)?$/);
      await session.evaluate('delete', 'repl');
      await session.go();
      assert.equal(await session.exited(), 0);
      assert.equal(session.output(), lines.join(''));
    });

    scenario('is paused in the middle of its work', async (session) => {
      await session.debug(program, launch);
      await session.stopped('entry');
      // Sent together, so that the program cannot end in between.
      await Promise.all([session.go(), session.ask('pause', { threadId: 1 })]);
      const { frame } = await session.stopped('pause');
      assert.ok(await instruction(session, frame));
      assert.equal((await session.stack()).at(-1).name, '_start');
      await session.go();
      assert.equal(await session.exited(), 0);
      assert.equal(session.output(), lines.join(''));
    });
  });
}

describe('Ruby with debug information', () => {
  const program = fetched('ruby-debug');
  skipUnlessFetched(program);
  const preload = [`canonical_abi=${file('wat/ruby-resources.wasm')}`, `ruby=${program}`];
  const driver = file('wat/ruby-script.wasm');
  const script = file('modules/tour.rb');
  const launch = { stubMissing: true, preload, stdin: script, stopOnEntry: true };
  const words = ['--stub-missing', ...preload.flatMap((module) => ['--preload', module]), driver];

  const atReverse = async (session) => {
    await session.debug(driver, launch);
    await session.stopped('entry');
    assert.match((await session.evaluate('break rb_str_reverse', 'repl')).result, /^Breakpoint 1 at \w+\.[ch]:\d+/);
    await session.go();
    const stop = await session.stopped('breakpoint');
    assert.equal(stop.frame.name, 'rb_str_reverse');
    return stop;
  };

  it('runs a script, and its exceptions are seen', () => {
    const done = command(['run', ...words], fs.readFileSync(script, 'utf8'));
    assert.deepEqual(done, { code: 0, stdout: lines.join(''), stderr: '' });
    assert.equal(command(['run', ...words], 'raise "no"').code, 6);
  });

  it('is debugged by typed commands', () => {
    const { code, stdout, stderr } = command(['debug', '--batch', file('modules/ruby.wrtd'), ...words]);
    assert.deepEqual([code, stderr], [0, ''], stdout);
    assert.match(stdout, /The program ended with exit code 0\./);
  });

  scenario('stops in a function of Ruby\'s C, with its stack and variables', async (session) => {
    await atReverse(session);
    assert.equal(session.output(), lines[0]);
    const names = (await session.stack()).map((frame) => frame.name.replace(/ \[inlined\]$/, ''));
    for (const name of ['rb_ary_each', 'vm_exec_core', 'rb_vm_exec']) assert.ok(names.includes(name), names);
    assert.deepEqual(names.slice(0, 2), ['rb_str_reverse', 'ractor_safe_call_cfunc_0']);
    assert.equal(names.at(-1), '_start');
    const locals = await session.locals();
    assert.equal(locals.str.type, 'VALUE');
    assert.ok(Number(locals.str.value) > 0, locals.str.value);
    assert.match(locals.rev.value, /^<optimized out>$/);
    // The caller passes the same string on.
    const [, caller] = await session.stack();
    const outer = await session.locals(caller);
    assert.equal(outer.recv.value, locals.str.value);
    assert.match(outer.func.value, /<rb_str_reverse>/);
  });

  scenario('steps by lines into, over and out of calls', async (session) => {
    await atReverse(session);
    const depth = (await session.stack()).length;
    let inner;
    for (let steps = 0; steps < 20 && !inner; steps++) {
      const { frame } = await session.step('stepIn');
      if (frame.name.replace(/ \[inlined\]$/, '') !== 'rb_str_reverse') inner = frame;
    }
    assert.ok(inner, 'a step leads into what it calls');
    assert.ok((await session.stack()).length > depth);
    await session.step('stepOut');
    assert.equal(session.top.name, 'rb_str_reverse');
    const line = session.top.line;
    await session.step('next');
    assert.equal(session.top.name, 'rb_str_reverse');
    assert.notEqual(session.top.line, line);
    await session.step('stepOut');
    assert.equal(session.top.name, 'ractor_safe_call_cfunc_0');
    for (const printed of [2, 3]) {
      await session.go();
      await session.stopped('breakpoint');
      assert.equal(session.output(), lines.slice(0, printed).join(''));
    }
    await session.go();
    assert.equal(await session.exited(), 0);
    assert.equal(session.output(), lines.join(''));
  });
});
