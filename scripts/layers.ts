import { globSync } from 'node:fs';
import path from 'node:path';
import { cruise, type ICruiseResult, type IRegularForbiddenRuleType } from 'dependency-cruiser';

/** What a layer may import besides itself. */
interface Layer {
  /** Folders and files of ours. */
  readonly ours: readonly string[];
  /** Packages; zod and types may be used everywhere. */
  readonly npm: readonly string[];
  /** Modules of Node; left out: any. */
  readonly node?: readonly string[];
}

/** Who may import whom. A folder inside another that has a row of its own does not follow the outer row. `main.ts`, `compose.ts` and `cli.ts` wire everything. */
const layers: Readonly<Record<string, Layer>> = {
  'src/core': { ours: [], npm: ['canonicalize', 'ipaddr.js', 'tldts'], node: ['crypto'] },
  'src/kit': { ours: ['src/core'], npm: ['@marcbachmann/cel-js', 'bottleneck', 'cockatiel', 'lean-qr', 'otpauth', 'undici', 'yaml'] },
  'src/connectors': { ours: ['src/core', 'src/kit'], npm: ['tldts'], node: ['crypto'] },
  'src/connectors/clients': {
    ours: ['src/connectors', 'src/core', 'src/kit'],
    npm: ['@aws-sdk/client-s3', '@aws-sdk/client-sts', '@octokit/rest', 'jira.js', 'nodemailer'],
    node: ['crypto'],
  },
  'src/flows': { ours: ['src/core', 'src/kit'], npm: [], node: [] },
  'src/slack': { ours: ['src/core', 'src/kit'], npm: ['@slack/bolt', '@slack/socket-mode', '@slack/types', '@slack/web-api', 'jose'] },
  'src/print': { ours: ['src/core', 'src/kit'], npm: ['@resvg/resvg-wasm', 'fontkit', 'pdfkit'] },
  'src/web': { ours: ['src/core', 'src/kit'], npm: [] },
  'src/schedule': { ours: ['src/core', 'src/kit'], npm: ['node-cron'] },
  'src/storage': { ours: ['src/core'], npm: ['better-sqlite3', 'kysely'] },
  'src/config': { ours: ['src/core'], npm: ['yaml'] },
  'src/observe': { ours: ['src/core'], npm: ['pino', 'prom-client'] },
  'src/terminal': { ours: ['src/core', 'src/kit', 'src/flows', 'src/config', 'src/compose.ts', 'src/slack/inspect.ts'], npm: ['fflate', 'yaml'] },
  commands: { ours: ['src/core', 'src/kit', 'src/flows', 'src/slack/views', 'src/slack/contracts.ts'], npm: [] },
  handlers: { ours: ['src/core', 'src/kit', 'src/flows', 'src/slack/views', 'src/slack/contracts.ts'], npm: [] },
  'src/workspace': { ours: [], npm: ['@slack/types', 'marked', 'preact', 'rolldown', 'smtp-server', 'ws', 'yaml'] },
};

const read = ['src', 'commands', 'handlers', 'test', 'bench', 'scripts'];
const product = '^(src|commands|handlers)/';

function ruleSet(): IRegularForbiddenRuleType[] {
  const rule = (
    name: string,
    comment: string,
    from: IRegularForbiddenRuleType['from'],
    to: IRegularForbiddenRuleType['to'],
  ): IRegularForbiddenRuleType => ({
    name,
    comment,
    severity: 'error',
    from,
    to,
  });
  const ofLayers = Object.entries(layers).flatMap(([folder, { ours, npm, node }]) => {
    const inner = Object.keys(layers).filter((other) => other.startsWith(`${folder}/`));
    const from = { path: pathOf(folder), pathNot: inner.map(pathOf) };
    const may = (names: readonly string[]) => `${folder} may import only ${names.join(', ') || 'nothing'} here. See scripts/layers.ts.`;
    return [
      rule(`${folder}: ours`, may([folder, ...ours]), from, { path: `^(${read.join('|')})/`, pathNot: [folder, ...ours].map(pathOf) }),
      rule(`${folder}: npm`, may(['zod', ...npm]), from, { path: '^node_modules/', pathNot: ['zod', ...npm].map(packagePath) }),
      ...(node === undefined ? [] : [rule(`${folder}: node`, may(node), from, { dependencyTypes: ['core'], pathNot: node.map(moduleName) })]),
    ];
  });
  return [
    ...ofLayers,
    rule(
      'practice stays out',
      'Only main.ts reaches the practice workspace.',
      { path: product, pathNot: ['^src/workspace/', '^src/main\\.ts$'] },
      {
        path: '^src/workspace/',
      },
    ),
    rule(
      'practice comes late',
      'main.ts imports the practice workspace when it practises, not before.',
      { path: '^src/main\\.ts$' },
      {
        path: '^src/workspace/',
        dependencyTypesNot: ['dynamic-import'],
      },
    ),
    rule(
      'the product stands alone',
      'test/, bench/ and scripts/ are not part of the product.',
      { path: product },
      { path: '^(test|bench|scripts)/' },
    ),
    rule(
      'no development packages',
      'npm ci --omit=dev leaves it out.',
      { path: product, pathNot: '^src/workspace/' },
      {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule(
      'only packages of package.json',
      'A package that comes with another may be gone tomorrow.',
      {},
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    rule('no import leads nowhere', 'The file is not there, or the package is not installed.', {}, { couldNotResolve: true }),
    // Shapes of one layer may name one another; files that need one another to run may not.
    rule(
      'no cycles',
      'Files that need one another are one file, or miss a third.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
  ];
}

/** What the layers look like: how many of our files were read of how many there are, and each import that should not be. */
export interface LayerReport {
  readonly files: number;
  readonly read: number;
  readonly refused: readonly { readonly rule: string; readonly from: string; readonly to: string; readonly why: string }[];
}

/**
 * Reads every import of a project, `import type` too. `root`: the folder with src/ and node_modules/.
 * The reader is swc: TypeScript 7 has no API for it yet, and without a reader the tool reads no .ts file and says nothing. So the files are counted.
 */
export async function readLayers(root: string): Promise<LayerReport> {
  const ours = globSync(`{${read.join(',')}}/**/*.{ts,tsx}`, { cwd: root, exclude: ['**/node_modules'] });
  const folders = read.filter((folder) => ours.some((file) => file.startsWith(`${folder}${path.sep}`)));
  const { output } = await cruise(
    folders,
    {
      baseDir: root,
      parser: 'swc',
      tsPreCompilationDeps: true,
      validate: true,
      ruleSet: { forbidden: ruleSet() },
      doNotFollow: { path: ['(^|/)node_modules/'] },
      exclude: { path: ['^test/.*/node_modules/'] },
    },
    {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      symlinks: false,
    },
  );
  const { modules, summary } = output as ICruiseResult;
  const isOurs = new RegExp(`^(${read.join('|')})/.*\\.tsx?$`);
  const why = new Map(ruleSet().map(({ name, comment }) => [name, comment ?? '']));
  return {
    files: ours.length,
    read: modules.filter(({ source, couldNotResolve }) => isOurs.test(source) && !couldNotResolve).length,
    refused: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to, why: why.get(rule.name) ?? '' })),
  };
}

function pathOf(folder: string): string {
  return folder.endsWith('.ts') ? `^${escaped(folder)}$` : `^${escaped(folder)}/`;
}

function packagePath(name: string): string {
  return `^node_modules/(@types/)?${escaped(name)}/`;
}

function moduleName(name: string): string {
  return `^(node:)?${escaped(name)}$`;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

if (process.argv[1] === import.meta.filename) {
  const { files, read: seen, refused } = await readLayers(path.resolve(import.meta.dirname, '..'));
  for (const { rule, from, to, why } of refused) console.error(`${from} must not import ${to} (${rule}). ${why}`);
  if (seen !== files) console.error(`Only ${seen} of ${files} files were read.`);
  if (refused.length > 0 || seen !== files) process.exitCode = 1;
  else console.log(`The layers hold: ${files} files read.`);
}
