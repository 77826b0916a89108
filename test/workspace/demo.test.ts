import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { depth } from '../depth.ts';

/** Runs the demo as `npm run demo` does. */
async function demo(...args: readonly string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ['src/workspace/demo.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = await once(child, 'exit');
  return { code, output };
}

describe.concurrent('the demo', () => {
  it('holds from the first alert to the report', { timeout: 180_000 }, async () => {
    const { code, output } = await demo();
    expect(output).toContain('steps hold.');
    expect(code).toBe(0);
  });

  // Each breaks the demo with a bot of its own; the quick depth has no time for four of them.
  it.skipIf(depth === 'quick').each([
    ['okta-403', /Okta suspends the account.*Okta shows Alex as ACTIVE.*403/s],
    ['jira-500', /One Jira ticket.*it answered 500/s],
    ['no-takeover-rule', /It becomes one incident.*speaks of an account takeover/s],
    ['wrong-undo', /exactly as it was.*The bucket was .* and is .* after the undo/s],
  ])('with --break %s fails and names the step', { timeout: 180_000 }, async (broken, sentence) => {
    const { code, output } = await demo('--break', broken);
    expect(output).toMatch(/Step \d+ does not hold/);
    expect(output).toMatch(sentence);
    expect(code).toBe(1);
  });
});
