import { expect, test } from 'vitest';
import { ownersOf } from '../../src/connectors/code-owners.ts';

const file = `
# everybody
*                @acme/all
*.js             @acme/web   # inline remark
/build/logs/     @doctor
docs/*           docs@acme.example
apps/            @acme/apps
/scripts/        @doctor @octocat
**/logs          @acme/logs
/apps/github
/deploy/**/prod  @acme/ops
`;

test.each([
  ['README.md', ['@acme/all']],
  ['src/deep/index.js', ['@acme/web']],
  ['src/index.jsx', ['@acme/all']],
  ['build/logs/today.txt', ['@acme/logs']],
  ['docs/start.md', ['docs@acme.example']],
  ['docs/build/trouble.md', ['@acme/all']],
  ['more/docs/start.md', ['@acme/all']],
  ['apps/one/main.go', ['@acme/apps']],
  ['more/apps/main.go', ['@acme/apps']],
  ['apps/github/main.go', []],
  ['scripts/deploy.sh', ['@doctor', '@octocat']],
  ['more/scripts/deploy.sh', ['@acme/all']],
  ['deploy/eu/north/prod/values.yml', ['@acme/ops']],
  ['deploy/prod', ['@acme/ops']],
  ['deploy/production', ['@acme/all']],
])('%s is owned by %j: the last line that fits decides', (path, owners) => {
  expect(ownersOf(file, path)).toEqual(owners);
});

test('the whole repository is owned by whoever owns everything', () => {
  expect(ownersOf(file, undefined)).toEqual(['@acme/all']);
  expect(ownersOf('/docs/ @acme/docs', undefined)).toEqual([]);
});

test('a path full of special characters is only text', () => {
  expect(ownersOf('src/[id].ts @acme/web', 'src/i.ts')).toEqual([]);
  expect(ownersOf('src/a+b(c).ts @acme/web', 'src/a+b(c).ts')).toEqual(['@acme/web']);
});
