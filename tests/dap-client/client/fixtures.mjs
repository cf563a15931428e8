// Where the debuggees and their marked lines are.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, as a URL. */
export const repository = new URL('../../../', import.meta.url);

/** The folder of the debuggees. */
export const fixtures = fileURLToPath(new URL('fixtures', repository));

/** The debugger under test: `WRTD`, or what `cargo build` makes. */
export const wrtd =
  process.env.WRTD ?? fileURLToPath(new URL('target/debug/wrtd', repository));

if (!fs.existsSync(wrtd)) {
  throw new Error(`${wrtd} is missing; run \`cargo build -p wrtd\`, or name the binary in WRTD`);
}

/** A file of the fixtures by its path in their folder. */
export const file = (...parts) => path.join(fixtures, ...parts);

/** The line, from 1, that ends in `BREAK: name` in a source of the fixtures. */
export function marker(source, name) {
  const lines = fs.readFileSync(file(source), 'utf8').split('\n');
  const found = lines.flatMap((line, i) => (line.trimEnd().endsWith(`BREAK: ${name}`) ? [i + 1] : []));
  if (found.length !== 1) throw new Error(`${found.length} markers \`${name}\` in ${source}`);
  return found[0];
}

/** The line, from 1, that holds `text` and is the only one of its source that does. */
export function lineOf(source, text) {
  const lines = fs.readFileSync(file(source), 'utf8').split('\n');
  const found = lines.flatMap((line, i) => (line.includes(text) ? [i + 1] : []));
  if (found.length !== 1) throw new Error(`${found.length} lines with \`${text}\` in ${source}`);
  return found[0];
}

/** Launch attributes that every debuggee needs: the sources are not where they were compiled. */
export const sourceMap = { '/wrtd/fixtures': fixtures };

/** The Rust debuggee in both builds, with its sources. */
export const inventory = {
  source: (name) => `rust/inventory/src/${name}.rs`,
  builds: ['o0', 'o2'].map((build) => [build, file(`rust/inventory/inventory-${build}.wasm`)]),
  o0: file('rust/inventory/inventory-o0.wasm'),
  o2: file('rust/inventory/inventory-o2.wasm'),
};

/** The Rust debuggee with threads, in both builds. */
export const workers = {
  source: 'rust/workers/src/main.rs',
  builds: ['o0', 'o2'].map((build) => [build, file(`rust/workers/workers-${build}.wasm`)]),
};

/** The C debuggee with threads, in both builds. */
export const threads = {
  source: 'c/threads/src/main.c',
  builds: ['o0', 'o2'].map((build) => [build, file(`c/threads/threads-${build}.wasm`)]),
};

/** The C debuggee in both builds, with its sources. */
export const types = {
  source: (name) => `c/types/src/${name}.c`,
  builds: ['o0', 'o2'].map((build) => [build, file(`c/types/types-${build}.wasm`)]),
  o0: file('c/types/types-o0.wasm'),
  o2: file('c/types/types-o2.wasm'),
};

/** The C debuggee whose data is written in many ways, in both builds, with its sources. */
export const watch = {
  source: 'c/watch/src/watch.c',
  builds: ['o0', 'o2'].map((build) => [build, file(`c/watch/watch-${build}.wasm`)]),
  o0: file('c/watch/watch-o0.wasm'),
  o2: file('c/watch/watch-o2.wasm'),
};

/** The debuggees that are there to be stepped through, in both builds, with their sources. */
export const steps = {
  rust: {
    source: (name) => `rust/steps/src/${name}.rs`,
    builds: ['o0', 'o2'].map((build) => [build, file(`rust/steps/steps-${build}.wasm`)]),
    o0: file('rust/steps/steps-o0.wasm'),
    o2: file('rust/steps/steps-o2.wasm'),
  },
  c: {
    source: 'c/steps/src/steps.c',
    builds: ['o0', 'o2'].map((build) => [build, file(`c/steps/steps-${build}.wasm`)]),
    o0: file('c/steps/steps-o0.wasm'),
    o2: file('c/steps/steps-o2.wasm'),
  },
};
