// Formatters of the user's, from the configuration file.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { file } from '../client/fixtures.mjs';
import { scenario } from '../client/session.mjs';

const source = 'cpp/objects/src/main.cpp';

/** Stops among values of every kind, with a configuration file of this text. */
async function withConfiguration(session, text, run) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wrtd-'));
  try {
    const config = path.join(folder, 'wrtd.toml');
    fs.writeFileSync(config, text);
    await session.debug(file('cpp/objects/objects-o0.wasm'), { breakpoints: { [source]: ['kinds'] }, config });
    await session.stoppedAt(source, 'kinds', 'breakpoint');
    await run(await session.locals());
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

describe('formatters', () => {
  scenario('make lines and children of expressions', (session) => withConfiguration(session, `
[[formatter]]
type = "geo::Point"
summary = "({x}, {y})"

[[formatter]]
type = "Ring<*, *>"
summary = "ring of $1"
array = { pointer = "&slots[0]", length = "2" }

[[formatter]]
type = "Counter"
children = ["id", { name = "twice", value = "id * 2" }]

[[formatter]]
type = "Packet"
hide = ["kind", "last"]
`.replace('ring of $1', 'ring at {head}'), async (locals) => {
    assert.equal(locals.point.value, '(3, 4)');
    assert.equal(locals.lambda.value, '{number = 7, point = (3, 4)}');
    assert.equal(locals.ring.value, 'ring at 0');
    assert.equal(locals.ring.indexedVariables, 2);
    assert.deepEqual(await session.values(locals.ring), { '[0]': '(1, 2)', '[1]': '(3, 4)' });
    assert.equal((await session.evaluate('ring[1].y')).result, '4');
    assert.deepEqual(await session.values(locals.counter), { id: '8', twice: '16' });
    assert.equal(locals.packet.value, '{version = 5, delta = -3, colour = Blue (6)}');
    // What is hidden can be asked for.
    assert.equal((await session.evaluate('packet.kind')).result, '17');
  }));

  scenario('that are wrong are told with their lines, and the others work', (session) => withConfiguration(session, `
[[formatter]]
type = "geo::Point"
summary = "({x}, {y})"

[[formatter]]
type = "Counter"
summary = "{id +}"

[[formatter]]
type = "Bits"
colour = "red"

[[formatter]]
type = "Packet"
summary = "{nothing}"
`, async (locals) => {
    assert.equal(locals.point.value, '(3, 4)');
    assert.equal(locals.counter.value, '{id = 8}');
    assert.match(locals.packet.value, /^<unavailable: no variable `nothing` is visible here/);
    const told = session.output('console');
    assert.match(told, /wrtd\.toml:6: the formatter for `Counter` is left out: `id \+`: a value is missing/);
    assert.match(told, /Values: the formatter in .*wrtd\.toml, line 12 is left out: there is no setting `colour`; there are type, summary/);
  }));
});
