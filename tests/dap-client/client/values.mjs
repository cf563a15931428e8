// Compares variables with what the source says they are.

import assert from 'node:assert/strict';

const OPTIMIZED_OUT = '<optimized out>';

/**
 * Asserts that each expected variable is there with its value (a text or a pattern), or with its type
 * and value (`'i32 = 5'`). Where the build is optimised, the names in `lost` may say that they are
 * optimised out: a variable may be missing in such a build, never wrong.
 */
export function check(variables, expected, { build, lost = [] } = {}) {
  for (const [name, wanted] of Object.entries(expected)) {
    const variable = variables[name];
    assert.ok(variable, `${name} is missing among ${Object.keys(variables)}`);
    if (build === 'o2' && lost.includes(name) && variable.value.includes(OPTIMIZED_OUT)) continue;
    const where = build ? `${name} in ${build}` : name;
    if (wanted instanceof RegExp) assert.match(variable.value, wanted, where);
    else if (`${variable.type} = ${variable.value}` !== wanted) assert.equal(variable.value, wanted, where);
  }
}
