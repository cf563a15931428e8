// A program that `wrtd run --debug-listen` runs, for clients that attach to it.

import cp from 'node:child_process';
import { fixtures, wrtd } from './fixtures.mjs';

/** Waits until `holds` gives something, which is returned. */
export async function until(what, holds) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const result = await holds();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A `wrtd` that runs beside the client, with what it writes. */
export class Background {
  constructor(args) {
    this.process = cp.spawn(wrtd, args);
    this.stdout = '';
    this.stderr = '';
    this.process.stdout.on('data', (data) => (this.stdout += data));
    this.process.stderr.on('data', (data) => (this.stderr += data));
    this.process.stdin.on('error', () => {});
    this.gone = new Promise((resolve) => this.process.once('exit', (code, signal) => resolve(code ?? signal)));
  }

  /** The port that its standard error tells. */
  async port() {
    const tells = () => {
      if (this.process.exitCode !== null) throw new Error(`wrtd ended: ${this.stderr}`);
      return /(?:attach at|listening on) [^ ]*:(\d+)/.exec(this.stderr);
    };
    return Number((await until('the port', tells))[1]);
  }

  /** Whether it still runs. */
  get alive() {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Gives the program a line. */
  type(line) {
    this.process.stdin.write(`${line}\n`);
  }

  /** Waits until the program has printed `text`. */
  async prints(text) {
    await until(`${JSON.stringify(text)} in ${JSON.stringify(this.stdout)}`, () => this.stdout.includes(text));
  }

  /** Its exit code, when it has ended. */
  async ended() {
    let code;
    this.gone.then((value) => (code = value));
    await until(`the end of ${this.process.spawnargs.join(' ')}`, () => code !== undefined);
    return code;
  }

  kill() {
    this.process.kill('SIGKILL');
  }
}

/** A program that debuggers can attach to. */
export function runHosted(program, args = [], options = []) {
  return new Background([
    'run', '--debug-listen', '127.0.0.1:0', '--source-map', `/wrtd/fixtures=${fixtures}`, ...options, program, ...args,
  ]);
}
