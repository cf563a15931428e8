// What a client that watches the budget costs a program that runs: the time of whole runs with and without, taking
// turns. It is time of the processor on Linux, so that other programs do not count, and elsewhere that of a clock.
// `node measure/budget.mjs [RUNS] [PROGRAM FUNCTION ARGS..]`; `WRTD` names a release build.

import fs from 'node:fs';
import { file } from '../client/fixtures.mjs';
import { Session } from '../client/session.mjs';

const [runs = '15', program = file('wat/plain.wasm'), ...invoke] = process.argv.slice(2);
if (invoke.length === 0) invoke.push('fibonacci', '39');

/** Seconds that the debugger has taken so far. */
function time(session) {
  if (process.platform !== 'linux') return Number(process.hrtime.bigint()) / 1e9;
  // Behind the name, which may hold blanks, user and system time are the 12th and the 13th, in hundredths.
  const fields = fs.readFileSync(`/proc/${session.process.pid}/stat`, 'utf8').split(') ').pop().split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Seconds from the beginning to the end of the program, and how often the client was told. */
async function run(watches) {
  const session = new Session();
  await session.start();
  await session.initialize();
  await session.ask('launch', { program, invoke, stopOnEntry: true });
  await session.ask('configurationDone');
  await session.stopped('entry');
  if (watches) await session.ask('wrtd/budget');
  const begin = time(session);
  await session.go();
  await session.exited();
  const seconds = time(session) - begin;
  const told = session.messages.filter((message) => message.event === 'wrtd/budget').length;
  await session.end();
  return { seconds, told };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const times = { with: [], without: [] };
let told = 0;
await run(false);
for (let i = 0; i < Number(runs); i++) {
  for (const kind of i % 2 ? ['with', 'without'] : ['without', 'with']) {
    const result = await run(kind === 'with');
    times[kind].push(result.seconds);
    told += result.told;
  }
}
for (const [kind, all] of Object.entries(times)) {
  const [least, most] = [Math.min(...all), Math.max(...all)];
  console.log(`${kind.padEnd(8)} ${median(all).toFixed(3)} s (${least.toFixed(3)} to ${most.toFixed(3)})`);
}
const cost = median(times.with.map((seconds, i) => seconds / times.without[i])) - 1;
const fastest = Math.min(...times.with) / Math.min(...times.without) - 1;
console.log(`of the fastest runs, watching costs ${(fastest * 100).toFixed(2)} %`);
console.log(`watching costs ${(cost * 100).toFixed(2)} % (median of ${runs} pairs), told ${told} times`);
