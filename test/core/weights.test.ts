import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readTeamFiles } from '../../src/config/team-files.ts';
import { readYaml } from '../../src/config/yaml-file.ts';
import { assess } from '../../src/core/assess.ts';
import { usualWeights, weightsFile, weightsInForce } from '../../src/core/weights.ts';
import { acme, at, takeover } from './builders.ts';

const data = (file: string) => readFileSync(new URL(`../../data/${file}`, import.meta.url), 'utf8');

/** A team that decided what ships, with these weights. */
function teamWith(weights?: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-weights-'));
  writeFileSync(path.join(folder, 'policy.yml'), data('policy.yml'));
  if (weights !== undefined) writeFileSync(path.join(folder, 'weights.yml'), weights);
  return folder;
}

test('the file that ships says exactly what holds without it', async () => {
  const shipped = readYaml('weights.yml', data('weights.yml'), weightsFile);
  expect('value' in shipped && weightsInForce(shipped.value)).toEqual(usualWeights);
  expect((await readTeamFiles(teamWith())).weights).toEqual(usualWeights);
  expect((await readTeamFiles(teamWith(''))).weights).toEqual(usualWeights);
});

test('one weight that is written changes that weight, its hash, and nothing else', async () => {
  const { weights } = await readTeamFiles(teamWith('geography:\n  newCountry: 3.5\n'));
  expect(weights.geography).toEqual({ ...usualWeights.geography, newCountry: 35 });
  expect({ ...weights, geography: null, digest: null }).toEqual({ ...usualWeights, geography: null, digest: null });
  expect(weights.digest).not.toBe(usualWeights.digest);
});

test.each([
  ['prior: many\n', /weights\.yml:1:8.*a number/],
  ['behaviour:\n  newNetwrk: 2\n', /weights\.yml:2:3.*Did you mean “newNetwork”/],
  ['prior: -20.55\n', /weights\.yml:1:8/],
  ['prior: -2000\n', /weights\.yml:1:8.*at least -100/],
  ['technique:\n  chain:\n    - { from: 2, points: 1 }\n    - { from: 3, points: 2 }\n', /weights\.yml:4:15.*write less than 2/],
  ['prior: [\n', /weights\.yml:2.*not YAML/],
])('%j stops the start, with its line', async (yaml, says) => {
  await expect(readTeamFiles(teamWith(yaml))).rejects.toThrow(says);
});

test('every assessment says by which weights it was made', () => {
  const evidence = { alerts: takeover(), findings: [], earlier: [], lessons: [], team: acme, rule: undefined, now: at(20) };
  expect(assess({ ...evidence, weights: usualWeights }).weights).toBe(usualWeights.digest);
  const heavier = weightsInForce(weightsFile.parse({ prior: -10 }));
  const [usual, other] = [assess({ ...evidence, weights: usualWeights }), assess({ ...evidence, weights: heavier })];
  expect(other.total - usual.total).toBeCloseTo(10, 9);
  expect(other.weights).toBe(heavier.digest);
});
