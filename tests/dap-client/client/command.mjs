// wrtd's other commands, as they are typed into a shell.

import cp from 'node:child_process';
import { wrtd } from './fixtures.mjs';

/** Runs `wrtd` with these words to its end: its exit code, and what it wrote. */
export function command(words, input = '') {
  const done = cp.spawnSync(wrtd, words, { input, encoding: 'utf8', timeout: 30_000, maxBuffer: 1 << 26 });
  if (done.error) throw done.error;
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}
