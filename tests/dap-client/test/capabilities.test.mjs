// Each capability that is announced is exercised by a scenario, and docs/dap.md says what is announced.

import assert from 'node:assert/strict';
import cp from 'node:child_process';
import fs from 'node:fs';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import { announced, exercised, exercises } from '../client/capabilities.mjs';
import { repository } from '../client/fixtures.mjs';
import { Session } from '../client/session.mjs';

/** The rows of the table in docs/dap.md: for each capability the cells of its row. */
function table() {
  const text = fs.readFileSync(new URL('docs/dap.md', repository), 'utf8');
  return [...text.matchAll(/^\| `(supports?\w+)` \| (.*) \|$/gm)].map(([, name, cells]) => [name, ...cells.split(' | ')]);
}

/** The column of lldb-dap in a row. */
const LLDB = 3;

describe('capabilities', () => {
  it('are those of the table in docs/dap.md', async () => {
    const session = await new Session().start();
    const capabilities = await session.initialize();
    await session.end();
    const rows = table();
    assert.equal(rows.length, 37);
    for (const [name, cell] of rows) {
      const link = cell.match(/^\[yes\]\((.*)\)$/)?.[1];
      assert.equal(link !== undefined, capabilities[name] === true, `${name}: the table says ${cell}`);
      if (link) assert.ok(fs.existsSync(new URL(link, new URL('docs/', repository))), link);
    }
  });

  it('of lldb-dap 22 are those of the table', async function () {
    const version = cp.spawnSync('lldb-dap-22', ['--version'], { encoding: 'utf8' });
    if (version.error) {
      console.log('SKIPPED lldb-dap: no lldb-dap-22 is installed');
      this.skip();
    }
    const client = new DebugClient('lldb-dap-22', '', 'lldb-dap');
    const lldb = cp.spawn('lldb-dap-22');
    try {
      client.connect(lldb.stdout, lldb.stdin);
      const { body } = await client.send('initialize', { adapterID: 'lldb-dap' });
      for (const row of table()) {
        const cell = body[row[0]] ? ['yes'] : ['no', 'later'];
        assert.ok(cell.includes(row[LLDB]), `${row[0]}: the table says ${row[LLDB]}`);
      }
    } finally {
      lldb.kill();
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
