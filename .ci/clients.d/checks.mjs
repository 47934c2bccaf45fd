// What the scripts share: one line for each call, and at the end whether all was well.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

export const demo = JSON.parse(readFileSync(process.argv[2], 'utf8'));

let passed = 0;
const failures = [];

// check runs one call and what is expected of it; what it returns is for the calls after it.
export async function check(what, call) {
  try {
    const result = await call();
    passed++;
    console.log(`ok      ${what}`);
    return result;
  } catch (error) {
    failures.push(what);
    console.log(`FAILED  ${what}: ${error?.response?.text ?? error?.stack ?? error}`);
  }
}

// refused expects a call to fail in a certain way.
export async function refused(what, call, expected) {
  return check(what, async () => {
    let error;
    try {
      await call();
    } catch (e) {
      error = e;
    }
    assert.ok(error, 'it was not refused');
    expected(error);
    return error;
  });
}

export function summary(name) {
  console.log(`${name}: ${passed} passed, ${failures.length} failed`);
  if (failures.length > 0) process.exit(1);
}

export const person = (role) => demo.people.find((p) => p.role === role);
