import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const browser = new URL('./browser/', import.meta.url);

/** One file as it is sent to the browser. */
export interface Asset {
  readonly type: string;
  readonly body: string;
}

/**
 * Everything the browser loads, by path. The scripts are put together from TypeScript in memory, which takes a fifth of a second,
 * so the page needs no build step and leaves nothing on the disk.
 * @throws Error when a source file of the page cannot be read or parsed.
 */
export async function bundlePage(): Promise<ReadonlyMap<string, Asset>> {
  const [page, icon, styles, script] = await Promise.all([
    readFile(new URL('index.html', browser), 'utf8'),
    readFile(new URL('icon.svg', browser), 'utf8'),
    bundleStyles(),
    bundleScript(),
  ]);
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: page }],
    ['/page/icon.svg', { type: 'image/svg+xml', body: icon }],
    ['/page/page.css', { type: 'text/css; charset=utf-8', body: styles }],
    ['/page/page.js', { type: 'text/javascript; charset=utf-8', body: script }],
  ]);
}

async function bundleScript(): Promise<string> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('main.tsx', browser)),
    platform: 'browser',
    transform: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    logLevel: 'silent',
  });
  try {
    const { output } = await bundle.generate({ format: 'esm', minify: true });
    return output[0].code;
  } finally {
    await bundle.close();
  }
}

/** In the order of their names: a number in front says what may override what. */
async function bundleStyles(): Promise<string> {
  const folder = new URL('styles/', browser);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.css')).toSorted();
  const sheets = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')));
  return sheets.join('\n');
}
