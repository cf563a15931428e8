// Whatever happens to an editor, and whenever: what it launched goes with it.

import assert from 'node:assert/strict';
import cp from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { inventory } from '../client/fixtures.mjs';
import { Background, until } from '../client/hosted.mjs';
import { Session } from '../client/session.mjs';

const editor = fileURLToPath(new URL('../client/editor.mjs', import.meta.url));
const PHASES = [
  'initialized', 'configuring', 'running', 'stopped', 'reading', 'terminating', 'disconnecting', 'terminal',
];

/** An editor in a phase, as a process that can be killed. */
async function editorIn(phase, port = 0) {
  const child = cp.spawn(process.execPath, [editor, phase, String(port)], { env: process.env });
  let text = '';
  let errors = '';
  child.stdout.on('data', (data) => (text += data));
  child.stderr.on('data', (data) => (errors += data));
  const there = () => {
    if (text.includes('\n')) return true;
    assert.equal(child.exitCode, null, errors);
    return false;
  };
  await until(`an editor that is ${phase}`, there);
  return { child, ...JSON.parse(text) };
}

/** Whether a process is there. One that has ended and that nobody has asked about yet is not. */
function isThere(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !fs.existsSync('/proc') || !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
}

/** Threads of a process: a program that runs has some of its own. */
const threads = (pid) => fs.readdirSync(`/proc/${pid}/task`).length;

describe('an editor that is killed', () => {
  for (const phase of PHASES) {
    it(`leaves nothing behind while ${phase}`, async () => {
      const { child, server } = await editorIn(phase);
      child.kill('SIGKILL');
      await until('the end of the server', () => !isThere(server));
      const tokens = fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith(`wrtd-terminal-${server}-`));
      assert.deepEqual(tokens, []);
    });
  }

  (process.platform === 'linux' ? it : it.skip)('leaves nothing behind in a server that others use', async () => {
    const server = new Background(['dap', '--listen', '127.0.0.1:0']);
    try {
      const port = await server.port();
      const before = threads(server.process.pid);
      for (const phase of PHASES) {
        const { child } = await editorIn(phase, port);
        child.kill('SIGKILL');
        await until(`the end of its session while ${phase}`, () => threads(server.process.pid) === before);
      }
      const session = await new Session().start(port);
      await session.debug(inventory.o0, { args: ['exit', '3'] });
      assert.equal(await session.exited(), 3);
      await session.end();
    } finally {
      server.kill();
    }
  });
});

describe('an editor that closes its pipes', () => {
  for (const phase of ['initialized', 'configuring', 'running', 'stopped']) {
    it(`ends the server while ${phase}`, async () => {
      const session = await new Session().start();
      await session.initialize();
      if (phase !== 'initialized') {
        await session.ask('launch', { program: inventory.o0, args: ['spin'], stopOnEntry: phase === 'stopped' });
      }
      if (phase === 'running' || phase === 'stopped') {
        await session.ask('configurationDone');
        await session.event(phase === 'stopped' ? 'stopped' : 'process');
      }
      session.process.stdin.destroy();
      session.process.stdout.destroy();
      await until('the end of the server', () => session.hasEnded);
    });
  }
});
