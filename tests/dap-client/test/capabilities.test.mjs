// Each capability that is announced is exercised by a scenario, and docs/dap.md says what is announced.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { announced, exercised, exercises } from '../client/capabilities.mjs';
import { repository } from '../client/fixtures.mjs';
import { Session } from '../client/session.mjs';

describe('capabilities', () => {
  it('are those of the table in docs/dap.md', async () => {
    const session = await new Session().start();
    const capabilities = await session.initialize();
    await session.end();
    const text = fs.readFileSync(new URL('docs/dap.md', repository), 'utf8');
    const rows = [...text.matchAll(/^\| `(supports?\w+)` \| (.*?) \|/gm)].map(([, name, cell]) => [name, cell]);
    assert.equal(rows.length, 37);
    for (const [name, cell] of rows) {
      const link = cell.match(/^\[yes\]\((.*)\)$/)?.[1];
      assert.equal(link !== undefined, capabilities[name] === true, `${name}: the table says ${cell}`);
      if (link) assert.ok(fs.existsSync(new URL(link, new URL('docs/', repository))), link);
    }
  });

  it('have something that exercises them', async () => {
    const session = await new Session().start();
    const capabilities = await session.initialize();
    await session.end();
    const unknown = Object.keys(capabilities).filter((name) => capabilities[name] === true && !exercises[name]);
    assert.deepEqual(unknown, []);
  });
});

// A root hook: it comes after the scenarios of all files, and says nothing of a part of them.
after(function everything() {
  const words = process.argv.slice(2);
  const isPart = words.some((word) => /^(-g|--grep|-f|--fgrep|--no-config)\b/.test(word)) || words.some((word) => word.endsWith('.mjs'));
  if (isPart) return;
  const idle = [...announced].filter((name) => !exercised.has(name));
  assert.deepEqual(idle, [], 'announced, and no scenario exercises it');
});
