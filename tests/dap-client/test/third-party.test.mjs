// Programs of other people, as large as programs get: SQLite and Rhai, which `fixtures/build.sh
// third-party` builds. Nothing in them was made for a debugger.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { file, marker } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';
import { check } from '../client/values.mjs';

const linesOf = (source) => fs.readFileSync(file(source), 'utf8').split('\n');

/** The line, from 1, of the first `text` after the first line that begins with `within`. */
function line(source, within, text) {
  const lines = linesOf(source);
  const start = lines.findIndex((candidate) => candidate.trimStart().startsWith(within));
  const found = lines.findIndex((candidate, i) => i > start && candidate.includes(text));
  if (start < 0 || found < 0) throw new Error(`no \`${text}\` after \`${within}\` in ${source}`);
  return found + 1;
}

/** The source text at which a frame stands. */
const textOf = (frame) => fs.readFileSync(frame.source.path, 'utf8').split('\n')[frame.line - 1];

/** Skips the suite, so that nobody overlooks it, where the program has not been built. */
function skipUnlessBuilt(program) {
  before(function () {
    if (fs.existsSync(program)) return;
    console.log(`SKIPPED ${program}: not built (fixtures/build.sh third-party)`);
    this.skip();
  });
}

describe('SQLite', () => {
  const program = file('built/sqlite.wasm');
  const sqlite = 'built/libsqlite3-sys/sqlite3/sqlite3.c';
  const main = 'c/sqlite/main.c';
  const options = { stdin: file('c/sqlite/library.sql') };
  const sumStep = (text) => line(sqlite, 'static void sumStep(', text);

  // `sum(n)` over the prime numbers up to 60, which the query counts up to; `avg(price)` before it has
  // fractions only and comes along elsewhere.
  const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59];

  skipUnlessBuilt(program);

  const atSum = (session, text = 'p->iSum = x;') =>
    session.debug(program, { ...options, breakpoints: { [sqlite]: [sumStep(text)] } });

  scenario('stops deep inside, with a stack up to main', async (session) => {
    await atSum(session);
    const [bound] = session.bound[sqlite];
    assert.deepEqual([bound.verified, bound.line], [true, sumStep('p->iSum = x;')]);
    const stop = await session.stoppedAt(sqlite, bound.line, 'breakpoint');
    assert.deepEqual(stop.hitBreakpointIds, [bound.id]);
    const frames = await session.stack();
    const names = frames.map((frame) => frame.name);
    assert.deepEqual(names.slice(0, 6), [
      'sumStep', 'sqlite3VdbeExec', 'sqlite3Step', 'sqlite3_step', 'sqlite3_exec', 'main',
    ]);
    assert.match(names.at(-1), /^_start\b/);
    // Each caller stands at the line of its call.
    const calls = ['->xSFunc)(', 'sqlite3VdbeExec(', 'sqlite3Step(', 'sqlite3_step(', 'sqlite3_exec('];
    for (const [i, call] of calls.entries()) {
      assert.ok(textOf(frames[i + 1]).includes(call), `${names[i + 1]} at ${textOf(frames[i + 1])}`);
    }
    assert.equal(frames[5].line, marker(main, 'exec'));
  });

  scenario('shows variables of each frame', async (session) => {
    await atSum(session);
    await session.stopped('breakpoint');
    const locals = await session.locals();
    check(locals, {
      argc: 'int = 1',
      type: 'int = 1', // SQLITE_INTEGER
      x: 'i64 = 2',
      p: /\{rSum = 0, rErr = 0, iSum = 0, cnt = 1, approx = 0, ovrfl = 0\}$/,
    });
    const fields = await session.values(locals.p);
    assert.deepEqual(fields, { rSum: '0', rErr: '0', iSum: '0', cnt: '1', approx: '0', ovrfl: '0' });
    const frames = await session.stack();
    const exec = await session.locals(frames[4]);
    check(exec, {
      zSql: /"WITH RECURSIVE prime\(n\) AS/,
      xCallback: /print_row/,
      nCol: 'int = 0', // the columns are counted at the first row
      rc: 'int = 0',
    });
    check(await session.locals(frames[5]), {
      argc: 'int = 1', path: /":memory:"$/, rows: 'int = 6', message: 'NULL',
    });
  });

  scenario('evaluates paths through its structures', async (session) => {
    await atSum(session);
    await session.stopped('breakpoint');
    const frames = await session.stack();
    for (const [expression, expected, frame = 0] of [
      ['p->iSum', '0'],
      ['p->cnt', '1'],
      ['(*p).iSum', '0'],
      ['argv[0]->u.i', '2'],
      ['context->argc', '1'],
      ['context->isError', '0'],
      ['context->pFunc->zName', /"sum"$/],
      ['context->pFunc->xSFunc', /\bsumStep\b/],
      ['context->pFunc->xFinalize', /\bsumFinalize\b/],
      ['context->argv[0]->u.i', '2'],
      ['pOp->p4.pCtx->pFunc->zName', /"sum"$/, 1],
      ['p->db->aDb[0].zDbSName', /"main"$/, 1],
      ['p->db->aDb[1].zDbSName', /"temp"$/, 1],
      ['p->zSql', /"WITH RECURSIVE prime\(n\)/, 1],
      ['database->nDb', '2', 5],
    ]) {
      const { result } = await session.evaluate(expression, 'watch', { frameId: frames[frame].id });
      if (expected instanceof RegExp) assert.match(result, expected, expression);
      else assert.equal(result, expected, expression);
    }
    const refused = await session.refusal('evaluate', {
      expression: 'p->iTotal', context: 'watch', frameId: frames[0].id,
    });
    assert.match(refused.format ?? refused.message, /iTotal/);
  });

  scenario('stops at every number, and sees the sum grow', async (session) => {
    await atSum(session);
    let sum = 0;
    for (const [i, prime] of primes.entries()) {
      await session.stopped('breakpoint');
      const seen = await Promise.all(
        ['p->iSum', 'x', 'p->cnt'].map(async (path) => (await session.evaluate(path)).result),
      );
      assert.deepEqual(seen, [`${sum}`, `${sum + prime}`, `${i + 1}`]);
      sum += prime;
      await session.go();
    }
    assert.equal(await session.exited(), 0);
    assert.match(session.output(), new RegExp(`^${primes.length}\\|${sum}$`, 'm'));
  });

  scenario('steps into nested calls, out and over', async (session) => {
    await atSum(session, 'sqlite3AddInt64(&x,');
    const call = sumStep('sqlite3AddInt64(&x,');
    await session.stoppedAt(sqlite, call, 'breakpoint');
    const walk = async (...commands) => {
      const places = [];
      for (const command of commands) {
        const { frame } = await session.step(command);
        places.push(`${frame.name}: ${textOf(frame).trim()}`);
      }
      return places;
    };
    const there = `sumStep: ${linesOf(sqlite)[call - 1].trim()}`;
    // The argument's call comes first.
    assert.deepEqual(await walk('stepIn', 'stepIn', 'stepOut', 'stepOut'), [
      'sqlite3_value_int64: return sqlite3VdbeIntValue((Mem*)pVal);',
      'sqlite3VdbeIntValue: flags = pMem->flags;',
      'sqlite3_value_int64: return sqlite3VdbeIntValue((Mem*)pVal);',
      there,
    ]);
    assert.deepEqual(await walk('stepIn'), ['sqlite3AddInt64: i64 iA = *pA;']);
    check(await session.locals(), { iB: 'i64 = 2', pA: /→ 0$/ });
    assert.deepEqual(await walk('next'), ['sqlite3AddInt64: if( iB>=0 ){']);
    assert.equal((await session.evaluate('iA')).result, '0');
    assert.deepEqual(await walk('stepOut', 'next'), [there, 'sumStep: p->iSum = x;']);
    assert.equal((await session.evaluate('p->iSum')).result, '0');
    const [after] = await walk('next');
    assert.match(after, /^sumStep: /);
    assert.equal((await session.evaluate('p->iSum')).result, '2');
    // A call without a result may have no code behind it on its line.
    const [caller] = await walk('stepOut');
    assert.match(caller, /^sqlite3VdbeExec: (\(pCtx->pFunc->xSFunc\)|if\( pCtx->isError \)\{)/);
  });

  scenario('stops in a callback that it calls for each row', async (session) => {
    await session.debug(program, { ...options, breakpoints: { [main]: ['row', 'done'] } });
    const rows = [
      ['Le Guin', '2', '11.0'], ['Lem', '2', '10.875'], ['Čapek', '1', '4.75'], // by bytes
    ];
    for (const [i, row] of rows.entries()) {
      await session.stoppedAt(main, 'row', 'breakpoint');
      check(await session.locals(), { count: 'int = 4' });
      assert.equal((await session.evaluate('*rows')).result, `${i}`);
      for (const [column, text] of row.entries()) {
        assert.match((await session.evaluate(`values[${column}]`)).result, new RegExp(`"${text}"$`));
      }
      assert.match((await session.evaluate('names[2]')).result, /"avg\(b\.price\)"$/);
      if (i === 0) {
        const names = (await session.stack()).map((frame) => frame.name);
        assert.deepEqual(names.slice(0, 3), ['print_row', 'sqlite3_exec', 'main']);
      }
      await session.go();
    }
    await session.stoppedAt(main, 'row', 'breakpoint');
    await session.breakpoints(main, ['done']);
    await session.go();
    await session.stoppedAt(main, 'done', 'breakpoint');
    check(await session.locals(), { rows: 'int = 9', result: 'int = 0', message: 'NULL' });
    await session.go();
    assert.equal(await session.exited(), 0);
    const output = session.output().trimEnd().split('\n');
    assert.deepEqual(output.slice(0, 3), [
      'Le Guin|2|11.0|The Dispossessed, The Lathe of Heaven',
      'Lem|2|10.875|Solaris, The Cyberiad',
      'Čapek|1|4.75|R.U.R.',
    ]);
    assert.equal(output.at(-2), '37.50|7761736D');
    assert.match(output.at(-1), /^9 rows, SQLite 3\./);
  });

  scenario('fails as it should, with its message', async (session) => {
    await session.debug(program, {
      stdin: { text: 'SELECT * FROM nowhere;' },
      breakpoints: { [main]: [line(main, 'if (result != SQLITE_OK)', 'fprintf(')] },
    });
    await session.stopped('breakpoint');
    check(await session.locals(), {
      result: 'int = 1', rows: 'int = 0', message: /"no such table: nowhere"$/, sql: /nowhere;"$/,
    });
    await session.go();
    assert.equal(await session.exited(), 1);
    assert.equal(session.output('stderr'), 'sqlite: no such table: nowhere\n');
  });
});

describe('Rhai', () => {
  const program = file('built/rhai-run.wasm');
  const arrays = 'built/rhai/src/packages/array_basic.rs';
  const runner = 'built/rhai/src/bin/rhai-run.rs';
  const options = { args: ['/scripts/primes.rhai'], dirs: [`${file('rust/rhai')}::/scripts`] };
  const int = (value) => `Dynamic(Int(${value}, 0, ReadWrite))`;

  // `primes.push(n)` for each prime number up to 100.
  const primes = [];
  for (let n = 2; n <= 100; n++) if (primes.every((prime) => n % prime)) primes.push(n);

  skipUnlessBuilt(program);

  let push;
  before(() => (push = line(arrays, 'pub fn push(', 'array.push(item);')));

  const atPush = (session, more) =>
    session.debug(program, { ...options, ...more, breakpoints: { [arrays]: [push] } });

  scenario('stops deep inside, with a stack up to main', async (session) => {
    await atPush(session);
    const [bound] = session.bound[arrays];
    assert.deepEqual([bound.verified, bound.line], [true, push]);
    const stop = await session.stoppedAt(arrays, push, 'breakpoint');
    assert.deepEqual(stop.hitBreakpointIds, [bound.id]);
    const frames = await session.stack();
    assert.equal(frames[0].name, 'rhai::packages::array_basic::array_functions::push');
    // The functions on the way, in this order, with others between.
    const way = [
      /push_token as .*PluginFunc>::call$/, /::exec_native_fn_call$/, /::exec_fn_call$/,
      /::make_method_call$/, /::eval_dot_index_chain$/, /::eval_expr$/,
      /::eval_stmt$/, /::eval_stmt_block$/, // the body of `if`
      /::eval_stmt$/, /::eval_stmt_block$/, // the body of `for`
      /::eval_stmt$/, /::eval_global_statements\b/, /::run_ast\b(?!_)/,
      /^rhai_run::walk_ast$/, /^rhai_run::main$/, /^_start$/,
    ];
    let from = 1;
    for (const name of way) {
      const found = frames.findIndex((frame, i) => i >= from && name.test(frame.name));
      assert.ok(found > 0, `${name} after ${frames[from - 1].name}`);
      from = found + 1;
    }
    const main = frames.find((frame) => frame.name === 'rhai_run::main');
    assert.equal(main.source.path, file(runner));
    assert.match(textOf(main), /walk_ast\(&mut contents, &filename\);/);
  });

  scenario('shows variables of each frame', async (session) => {
    await atPush(session);
    await session.stopped('breakpoint');
    check(await session.locals(), { array: '[]', item: int(2) });
    const frames = await session.stack();
    const frame = (name) => frames.find((candidate) => name.test(candidate.name));
    check(await session.locals(frame(/::exec_fn_call$/)), { fn_name: '&str = "push"' });
    check(await session.locals(frame(/^rhai_run::walk_ast$/)), {
      filename: '"scripts/primes.rhai"',
      contents: /^"\/\/ A script for the Rhai interpreter: loops, functions/,
    });
  });

  scenario('stops at every number, and sees the array grow', async (session) => {
    await atPush(session);
    for (const [i, prime] of primes.entries()) {
      await session.stopped('breakpoint');
      const { array, item } = await session.locals();
      assert.equal(item.value, int(prime));
      if (i < 3) assert.equal(array.value, `[${primes.slice(0, i).map(int).join(', ')}]`);
      if (i > 0) {
        const values = Object.entries(await session.values(array));
        assert.deepEqual(values, primes.slice(0, i).map((value, at) => [`[${at}]`, int(value)]));
        assert.equal((await session.evaluate(`array[${i - 1}]`)).result, int(primes[i - 1]));
      }
      await session.go();
    }
    assert.equal(await session.exited(), 0);
    const output = session.output().split('\n');
    assert.deepEqual(output.slice(0, 4), [
      '25 primes up to 100, the last is 97',
      '[4, 9, 25, 49, 121, 169, 289, 361]',
      'anvils 7, large crates 1.5',
      'seven anvils',
    ]);
    assert.match(output[4], /^caught: .*1000/);
  });

  scenario('evaluates paths into nested enums', async (session) => {
    await atPush(session);
    for (let i = 0; i < 2; i++) {
      await session.stopped('breakpoint');
      await session.go();
    }
    await session.stopped('breakpoint');
    for (const [expression, expected] of [
      ['item', int(5)],
      ['item.0', 'Int(5, 0, ReadWrite)'],
      ['item.0.0', '5'],
      ['array[1].0', 'Int(3, 0, ReadWrite)'],
      ['array[1].0.0', '3'],
    ]) {
      assert.equal((await session.evaluate(expression)).result, expected, expression);
    }
  });

  scenario('steps over the library, even where a step would go in', async (session) => {
    await atPush(session);
    await session.stopped('breakpoint');
    const { frame } = await session.step('stepIn');
    assert.equal(`${frame.name.split('::').pop()}:${frame.line}`, `push:${push + 1}`);
  });

  scenario('steps into the library where that is wanted, out and over', async (session) => {
    await atPush(session, { stepIntoLibrary: true });
    await session.stopped('breakpoint');
    const into = (await session.step('stepIn')).frame;
    assert.match(into.name, /^alloc::vec::Vec<.*>::push$/);
    assert.equal((await session.evaluate('self')).result, '[]');
    assert.equal((await session.evaluate('value')).result, int(2));
    const back = (await session.step('stepOut')).frame;
    assert.match(back.name, /array_functions::push$/);
    assert.equal(back.line, push);
    const over = (await session.step('next')).frame;
    assert.equal(over.line, push + 1);
    assert.equal((await session.evaluate('array')).result, `[${int(2)}]`);
    const out = (await session.step('stepOut')).frame;
    assert.match(out.name, /push_token as .*PluginFunc>::call$/);
    // Over the call the next time: one line further, and nowhere inside.
    await session.go();
    await session.stoppedAt(arrays, push, 'breakpoint');
    const next = (await session.step('next')).frame;
    assert.equal(`${next.name.split('::').pop()}:${next.line}`, `push:${push + 1}`);
    assert.equal((await session.evaluate('array')).result, `[${int(2)}, ${int(3)}]`);
  });
});
