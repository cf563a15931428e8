// The modules that `fixtures/modules/fetch` downloads.

import fs from 'node:fs';
import { file } from './fixtures.mjs';

/** A module by the name that `fixtures/modules/packages` gives it. */
export const fetched = (name) => file(`built/modules/${name}.wasm`);

/** Skips a suite, so that nobody overlooks it, where a module that it needs has not been downloaded. */
export function skipUnlessFetched(...programs) {
  before(function () {
    const missing = programs.filter((program) => !fs.existsSync(program));
    if (missing.length === 0) return;
    console.log(`SKIPPED ${missing.join(', ')}: not downloaded (fixtures/modules/fetch)`);
    this.skip();
  });
}
