// Programs with threads: all stand when one stops, any of them is looked at, and each is stepped, alone or not.

import assert from 'node:assert/strict';
import { marker, threads, workers } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const source = workers.source;
const line = (name) => marker(source, name);

/** The thread's frames in the program's own source, innermost first, as `function:line`. */
async function own(session, threadId) {
  const frames = await session.stack({ threadId });
  const places = frames.filter((frame) => frame.source?.path?.endsWith(source));
  return places.map((frame) => `${frame.name.replace(/^workers::| \[inlined\]/g, '')}:${frame.line}`);
}

const ids = async (session) => (await session.ask('threads')).threads.map((thread) => thread.id);

/** A statics' value as a frame of this thread has it. */
async function counted(session, threadId) {
  const frames = await session.stack({ threadId });
  const scope = await session.scope('Statics', frames.find((frame) => frame.source?.path?.endsWith(source)));
  const all = await session.children(scope.variablesReference);
  return all.find((variable) => /COUNTED/.test(variable.name))?.value;
}

for (const [build, program] of workers.builds) {
  describe(`threads at -${build.toUpperCase()}`, () => {
    /** Stops where the first worker has counted words, while the others are about to. */
    const begin = async (session, attributes = {}) => {
      session.hasThreads = true;
      await session.debug(program, { breakpoints: { [source]: ['a word count in a worker'] }, ...attributes });
      return session.stoppedAt(source, 'a word count in a worker', 'breakpoint');
    };

    scenario('a stop in one stops all, and each has its stack', async (session) => {
      const stop = await begin(session);
      const { threads } = await session.ask('threads');
      assert.deepEqual(threads, [
        { id: 1, name: 'main' }, { id: 2, name: 'thread 2' }, { id: 3, name: 'thread 3' }, { id: 4, name: 'thread 4' },
      ]);
      assert.ok(stop.threadId > 1);
      assert.match((await own(session, 1))[0], new RegExp(`^count_words:${line('main waits here')}$`));
      for (const { id } of threads.slice(1)) {
        assert.match((await own(session, id)).join(), id === stop.threadId ? /^count:/ : /^work:/, `thread ${id}`);
      }
      // Each was announced when it was spawned.
      const started = session.messages.filter((message) => message.event === 'thread');
      assert.deepEqual(started.map((message) => [message.body.reason, message.body.threadId]), [
        ['started', 1], ['started', 2], ['started', 3], ['started', 4],
      ]);
    });

    scenario('variables are those of the frame and of its thread', async (session) => {
      const stop = await begin(session);
      assert.equal(await counted(session, stop.threadId), 'Cell { value: 2 }');
      for (const id of (await ids(session)).filter((id) => id !== stop.threadId)) {
        assert.equal(await counted(session, id), 'Cell { value: 0 }', `thread ${id}`);
      }
      // What was fetched before other threads were looked at is still there, and what is in it.
      const locals = await session.locals(stop.frame);
      assert.equal(locals.words.value, '2');
      const [mainFrame] = (await session.stack({ threadId: 1 })).filter((frame) => frame.line === line('main waits here'));
      const main = await session.scope('locals', mainFrame);
      const again = await session.locals(stop.frame);
      assert.equal(again.words.value, '2');
      const names = (await session.children(main.variablesReference)).map((variable) => variable.name);
      assert.ok(names.includes('tally') && !names.includes('words'), names.join());
      const value = await session.ask('evaluate', { expression: 'words', frameId: stop.frame.id });
      assert.equal(value.result, '2');
      const refused = await session.refusal('evaluate', { expression: 'words', frameId: mainFrame.id });
      assert.match(refused.message, /no variable `words`/);
    });

    scenario('a step is of one thread, and the others run meanwhile', async (session) => {
      const stop = await begin(session);
      await session.breakpoints(source, []);
      // The others come to their ends while this one waits for nothing but its turns.
      let steps = 0;
      let place = '';
      while (!/^work/.test(place) && steps < 20) {
        const { threadId, frame } = await session.step('next');
        assert.equal(threadId, stop.threadId);
        place = frame.name.replace('workers::', '');
        steps += 1;
      }
      assert.match(place, /^work/);
      await session.go('stepOut');
      await session.stopped('step');
      assert.equal(session.thread, stop.threadId);
    });

    scenario('a single thread runs while the others stand', async (session) => {
      const stop = await begin(session);
      await session.breakpoints(source, []);
      const others = (await ids(session)).filter((id) => id !== stop.threadId);
      const stacks = () => Promise.all(others.map(async (id) => (await session.stack({ threadId: id }))
        .map((frame) => `${frame.name}:${frame.line}`)));
      const before = await stacks();
      for (let i = 0; i < 3; i++) {
        const { threadId } = await session.step('next', { singleThread: true });
        assert.equal(threadId, stop.threadId);
      }
      assert.deepEqual(await stacks(), before);
      assert.equal(session.capabilities.supportsSingleThreadExecutionRequests, true);
      // To its end, and no further.
      const body = await session.ask('continue', { threadId: stop.threadId, singleThread: true });
      assert.equal(body.allThreadsContinued, false);
      const end = await session.stopped('pause');
      assert.match(end.description, /^thread \d (has ended|waits for another thread), and the others were to stand$/);
      assert.deepEqual((await stacks()).map((stack) => stack.at(-1)), before.map((stack) => stack.at(-1)));
      await session.go();
      assert.equal(await session.exited(), 0);
    });

    scenario('another thread than the one that stopped is stepped', async (session) => {
      const stop = await begin(session);
      await session.breakpoints(source, []);
      const other = (await ids(session)).find((id) => id !== 1 && id !== stop.threadId);
      session.thread = other;
      const { threadId } = await session.step('stepOut');
      assert.equal(threadId, other);
    });

    scenario('every worker comes to a breakpoint, and the program to its end', async (session) => {
      await begin(session);
      const seen = new Set([session.thread]);
      for (let i = 0; i < 5; i++) {
        await session.go();
        seen.add((await session.stoppedAt(source, 'a word count in a worker', 'breakpoint')).threadId);
      }
      assert.deepEqual([...seen].sort(), [2, 3, 4]);
      await session.go();
      assert.equal(await session.exited(), 0);
      assert.match(session.output('stdout'), /worker 1: 8 words\nworker 2: 10 words\nworker 3: 8 words\n6 lines, 26 words/);
      const ends = session.messages.filter((message) => message.event === 'thread' && message.body.reason === 'exited');
      assert.deepEqual(ends.map((message) => message.body.threadId).sort(), [1, 2, 3, 4]);
    });

    scenario('runs are the same whatever stops them', async (session) => {
      // A breakpoint that never stops is looked at in each thread.
      await begin(session);
      const order = [session.thread];
      for (let i = 0; i < 5; i++) {
        await session.go();
        order.push((await session.stopped('breakpoint')).threadId);
      }
      await session.breakpoints(source, [
        'a word count in a worker', { at: 'in the mutex', does: { condition: 'words > 100' } },
      ]);
      await session.ask('restart');
      await session.stoppedAt(source, 'a word count in a worker', 'breakpoint');
      const again = [session.thread];
      for (let i = 0; i < 5; i++) {
        await session.go();
        again.push((await session.stopped('breakpoint')).threadId);
      }
      assert.deepEqual(again, order);
    });

    scenario('threads that wait for each other are an exception that says where', async (session) => {
      session.hasThreads = true;
      await session.debug(program, { args: ['deadlock'] });
      const stop = await session.stopped('exception');
      const right = `main at .*main\\.rs:${line('waits for the right lock')} in workers::deadlock`;
      const left = `thread 2 at .*main\\.rs:${line('waits for the left lock')} in workers::deadlock`;
      assert.match(stop.text, new RegExp(`^deadlock: all threads wait for each other: ${right}, ${left}`));
      assert.deepEqual(await ids(session), [1, 2]);
      const info = await session.ask('exceptionInfo', { threadId: stop.threadId });
      assert.equal(info.exceptionId, 'trap');
    });

    scenario('a panic in a thread stops there', async (session) => {
      session.hasThreads = true;
      await session.debug(program, { args: ['panic'] });
      const stop = await session.stopped('exception');
      assert.equal(stop.threadId, 2);
      assert.match(stop.description, /^panic: index out of bounds/);
      assert.match((await own(session, 2))[0], new RegExp(`panics.*:${line('a panic in a thread')}$`));
      assert.match((await own(session, 1)).join(), /panics:/);
    });

    scenario('a thread is ended, and who waits for it waits for ever', async (session) => {
      session.hasThreads = true;
      const input = { client: { supportsInvalidatedEvent: true }, args: ['spin'] };
      await session.debug(program, { breakpoints: { [source]: ['in the spinning thread'] }, ...input });
      const stop = await session.stopped('breakpoint');
      assert.equal(stop.threadId, 2);
      assert.equal(session.capabilities.supportsTerminateThreadsRequest, true);
      const unknown = await session.refusal('terminateThreads', { threadIds: [2, 9] });
      assert.match(unknown.message, /there is no thread 9/);
      await session.ask('terminateThreads', { threadIds: [2] });
      const gone = await session.event('thread', (body) => body.reason === 'exited');
      assert.equal(gone.threadId, 2);
      assert.deepEqual((await session.event('invalidated')).areas, ['threads', 'stacks']);
      assert.deepEqual(await ids(session), [1]);
      const stale = await session.refusal('scopes', { frameId: stop.frame.id });
      assert.match(stale.message, /there is no thread 2/);
      session.thread = 1;
      await session.go();
      const end = await session.stopped('exception');
      assert.match(end.text, /^deadlock: the program waits on address/);
      await session.ask('terminateThreads', { threadIds: [1] });
      await session.exited();
    });

    scenario('threads of a program that runs are listed, paused and ended', async (session) => {
      session.hasThreads = true;
      await session.debug(program, { args: ['spin'] });
      await session.event('thread', (body) => body.threadId === 2);
      assert.deepEqual(await ids(session), [1, 2]);
      let places = '';
      for (let i = 0; i < 100 && !/spin/.test(places); i++) {
        await session.ask('pause', { threadId: 1 });
        const { threadId } = await session.stopped('pause');
        assert.ok([1, 2].includes(threadId));
        places = (await own(session, 2)).join();
        await session.go();
      }
      assert.match(places, /spin/);
      assert.deepEqual(await ids(session), [1, 2]);
      assert.ok(!session.has('stopped'));
      // The main thread, which waits for the other one, waits for nobody then.
      await session.ask('terminateThreads', { threadIds: [2] });
      await session.event('thread', (body) => body.reason === 'exited');
      const stop = await session.stopped('exception');
      assert.equal(stop.threadId, 1);
    });

    scenario('the console shows and selects threads', async (session) => {
      const stop = await begin(session);
      const say = async (expression) => (await session.ask('evaluate', { expression, context: 'repl', frameId: stop.frame.id })).result;
      const table = await say('info threads');
      assert.equal(table.split('\n').length, 4);
      assert.match(table, new RegExp(`→ +${stop.threadId} +thread ${stop.threadId} +stands in workers::count`));
      assert.match(await say('thread 1'), /workers::count_words/);
      // It stays selected, as long as the client selects no other frame.
      assert.match(await say('frame'), /workers::count_words/);
      assert.match(await say('thread apply all bt'), /Thread 1 \(main\)[^]*Thread 2 [^]*Thread 3 [^]*Thread 4 /);
      const wrong = await session.refusal('evaluate', { expression: 'thread 77', context: 'repl', frameId: stop.frame.id });
      assert.match(wrong.message, /there is no thread 77/);
    });

    scenario('what is no thread is refused', async (session) => {
      await begin(session);
      for (const command of ['stackTrace', 'continue', 'next', 'stepIn', 'stepOut', 'pause', 'exceptionInfo']) {
        for (const threadId of [0, -1, 99]) {
          assert.match((await session.refusal(command, { threadId })).message, new RegExp(`there is no thread ${threadId}`));
        }
      }
    });
  });
}

for (const [build, program] of threads.builds) {
  describe(`threads of C at -${build.toUpperCase()}`, () => {
    const { source } = threads;
    const name = async (session, threadId, expression) => {
      const [frame] = await session.stack({ threadId });
      return (await session.ask('evaluate', { expression, frameId: frame.id })).result;
    };

    scenario('variables of a thread are its own, to look at, to set and to watch', async (session) => {
      session.hasThreads = true;
      await session.debug(program, { args: ['queue'], breakpoints: { [source]: ['a parcel is carried'] } });
      const stop = await session.stoppedAt(source, 'a parcel is carried', 'breakpoint');
      await session.breakpoints(source, []);
      assert.equal(await name(session, stop.threadId, 'label'), '"worker 1"');
      assert.equal(await name(session, 1, 'label'), '"main"');
      assert.equal(await name(session, 1, 'worker'), '-1');
      const scope = await session.scope('Statics', stop.frame);
      const { variables } = await session.ask('variables', { variablesReference: scope.variablesReference });
      assert.ok(variables.some((variable) => variable.name === 'worker' && variable.value === '1'));

      await session.ask('setExpression', { expression: 'carried.weight', value: '100', frameId: stop.frame.id });
      assert.equal(await name(session, 1, 'carried.weight'), '0');
      const { dataId } = await session.ask('dataBreakpointInfo', { name: 'carried.weight', frameId: stop.frame.id });
      const set = await session.ask('setDataBreakpoints', { breakpoints: [{ dataId, accessType: 'write' }] });
      assert.deepEqual(set.breakpoints.map((breakpoint) => breakpoint.verified), [true]);
      let weight = 100;
      for (let i = 0; i < 3; i++) {
        await session.go();
        const hit = await session.stopped('data breakpoint');
        assert.equal(hit.threadId, stop.threadId);
        const [, before, now] = /carried\.weight changed from (\d+) to (\d+)/.exec(hit.text ?? hit.description);
        assert.equal(Number(before), weight);
        assert.ok(Number(now) > weight);
        weight = Number(now);
      }
    });

    scenario('a condition finds the first update that a race loses', async (session) => {
      session.hasThreads = true;
      const lost = { at: 'a lost update', does: { condition: 'seen != shared' } };
      await session.debug(program, { args: ['race'], breakpoints: { [source]: [lost] } });
      const stop = await session.stoppedAt(source, 'a lost update', 'breakpoint');
      const seen = Number(await name(session, stop.threadId, 'seen'));
      assert.ok(Number(await name(session, stop.threadId, 'shared')) > seen);
    });

    scenario('a trap in a thread is shown in that thread', async (session) => {
      session.hasThreads = true;
      await session.debug(program, { args: ['trap'] });
      const stop = await session.stopped('exception');
      assert.notEqual(stop.threadId, 1);
      assert.equal(stop.frame.line, marker(source, 'a trap in a thread'));
      assert.equal(await name(session, stop.threadId, 'worker'), '7');
      const { description } = await session.ask('exceptionInfo', { threadId: stop.threadId });
      assert.match(description, /divide by zero/);
    });
  });
}
