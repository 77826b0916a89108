import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { Marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { type Report, reportOf } from '../../src/core/report.ts';
import { reportDocument } from '../../src/core/report-document.ts';
import { printer } from '../../src/print/printer.ts';
import { acme, aPolicy, at } from '../core/builders.ts';
import { aReportInput, forged } from '../core/reported.ts';
import { times } from '../depth.ts';
import { temporaryFolder } from '../storage/folder.ts';

const press = printer(path.resolve(import.meta.dirname, '../../runtime/fonts'));
const reportWith = (words: string): Report => reportOf(aReportInput(words), acme, aPolicy(), at(30));
const textOf = async (words: string, form: 'md' | 'html' | 'csv' | 'json' | 'svg') =>
  Buffer.from((await press.print(reportWith(words), form)).bytes).toString('utf8');
const has = (program: string, ...asked: string[]) => spawnSync(program, asked).error === undefined;

/** What is dangerous somewhere: in a tag, an attribute, a table, a formula, a terminal, a PDF string, for eyes. */
const nasty = [
  forged,
  '</title></desc><script>alert(1)</script><!-- ]]> &lt; &#0;',
  '" onload="alert(1)" x=\'y',
  '=HYPERLINK("https://evil.example","click")',
  "+1+cmd|'/C calc'!A0",
  '@SUM(1)\t=1\r\n-2+3',
  '| a | b |\n|---|---|\n``` \\` \n# heading\n1. one\n[x]: https://evil.example',
  ') /URI (javascript:alert\\(1\\)) >> endobj (',
  '\u202e\u200b\u0000\u0007\u001b[31mred\ud800 \ufeff',
  'Отчёт 報告書 ευρώ עברית العربية 😀 ꙮ 𒀀',
];
const words = fc.oneof(
  fc.constantFrom(...nasty),
  fc.array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 40 })), { maxLength: 4 }).map((parts) => parts.join('')),
);
const runs = { numRuns: times({ quick: 30, ci: 300, deep: 5000 }) };

describe('whatever an attacker calls things', () => {
  it('the HTML has the tags that it has without them, and loads nothing', async () => {
    const tags = (html: string) => [...html.matchAll(/<\/?[a-z][^>]*>/gi)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));
    const plainTags = tags(await textOf('Something', 'html'));
    await fc.assert(
      fc.asyncProperty(words, async (title) => {
        const html = await textOf(title, 'html');
        expect(tags(html)).toEqual(plainTags);
        expect(html).not.toMatch(/\b(?:src|href)="(?!#event-)/);
      }),
      runs,
    );
  });

  it('the Markdown is the same tree of headings, lists and tables, and only our own links are links', async () => {
    const tree = (markdown: string) => {
      const kinds: string[] = [];
      void new Marked({
        walkTokens: ({ type, raw }) =>
          void (
            ['heading', 'list_item', 'table', 'code', 'html', 'link', 'image', 'hr'].includes(type) &&
            kinds.push(type === 'heading' ? raw.replace(/INC-1:.*/s, '') : type)
          ),
      }).parse(markdown);
      return kinds;
    };
    const plainTree = tree(await textOf('Something', 'md'));
    await fc.assert(
      fc.asyncProperty(words, async (title) => {
        expect(tree(await textOf(title, 'md'))).toEqual(plainTree);
      }),
      runs,
    );
  });

  it('no cell of the CSV is a formula, and it has as many rows and cells as ever', async () => {
    await fc.assert(
      fc.asyncProperty(words, async (title) => {
        const csv = await textOf(title, 'csv');
        const rows = csvRows(csv.replace(/^\ufeff/, ''));
        expect(rows).toHaveLength(12);
        expect(rows.filter((cells) => cells.length !== 7)).toEqual([]);
        expect(rows.flat().filter((cell) => /^[\s]*[=+\-@]/.test(cell))).toEqual([]);
      }),
      runs,
    );
  });

  it('the JSON is in the shape that is described to others', async () => {
    await fc.assert(
      fc.asyncProperty(words, async (title) => {
        expect(reportDocument.safeParse(JSON.parse(await textOf(title, 'json')))).toMatchObject({ success: true });
      }),
      runs,
    );
  });

  it('the SVG has the elements that it has without them, and is XML without anything that XML forbids', async () => {
    const elements = (svg: string) => [...svg.matchAll(/<\/?([a-z]+)/gi)].map(([, name]) => name);
    const plainElements = elements(await textOf('Something', 'svg'));
    await fc.assert(
      fc.asyncProperty(words, async (title) => {
        const svg = await textOf(title, 'svg');
        expect(elements(svg)).toEqual(plainElements);
        expect(svg).not.toMatch(/(?!\n)\p{Cc}|[\ufffe\uffff]|&(?!#\d+;)/u);
      }),
      runs,
    );
  });
});

/** Reads comma-separated values as RFC 4180 describes them. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  while (field.lastIndex < text.length) {
    const [whole, quoted, bare = '', end] = field.exec(text) ?? [];
    if (whole === undefined) throw new Error('This is no CSV.');
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === '\r\n' && field.lastIndex < text.length) rows.push([]);
  }
  return rows;
}

describe('programs that nobody here wrote', () => {
  const write = async (form: 'pdf' | 'svg' | 'png', title: string) => {
    const { bytes, fileName } = await press.print(reportWith(title), form);
    const file = path.join(temporaryFolder(), fileName);
    writeFileSync(file, bytes);
    return file;
  };

  it.skipIf(!has('pdfinfo', '-v'))(
    'read the PDF: its title, its letters in every script, no script and no form, the mark on every page',
    async () => {
      const file = await write('pdf', nasty.at(-1) ?? '');
      const info = execFileSync('pdfinfo', ['-isodates', file], { encoding: 'utf8' });
      expect(info).toMatch(/^Title: +TLP:AMBER INC-1: Отчёт 報告書/m);
      expect(info).toMatch(/^Tagged: +yes$/m);
      expect(info).toMatch(/^JavaScript: +no$/m);
      expect(info).toMatch(/^CreationDate: +2026-03-14T11:30:00Z$/m);
      const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
      for (const said of ['Отчёт', '報告書', 'ευρώ', '[U+12000]', 'Root cause', 'Not her.', 'RS.MI-01']) expect(text).toContain(said);
      const pages = text.split('\f').filter((page) => page.trim() !== '');
      expect(pages.length).toBeGreaterThan(2);
      for (const page of pages) expect(page.match(/TLP:AMBER/g)?.length).toBeGreaterThanOrEqual(2);
    },
  );

  it.skipIf(!has('pdfinfo', '-v'))('find nothing in the PDF that an attacker could have put there', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(words, async (title) => {
        const file = await write('pdf', title);
        expect(execFileSync('pdfinfo', [file], { encoding: 'utf8' })).toMatch(/^JavaScript: +no$/m);
        expect(execFileSync('pdfinfo', ['-url', file], { encoding: 'utf8' })).not.toContain('evil');
        expect(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' })).toContain('post-incident report');
      }),
      { numRuns: times({ quick: 2, ci: 20, deep: 300 }) },
    );
  });

  it.skipIf(!has('xmllint', '--version'))('read the SVG as XML', { timeout: 60_000 }, async () => {
    for (const title of nasty) execFileSync('xmllint', ['--noout', '--nonet', await write('svg', title)]);
  });

  it('see in the PNG a picture of the size that was drawn, twice as sharp', async () => {
    const bytes = readFileSync(await write('png', forged));
    const { width, height } = reportWith(forged).pictures.wide;
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([width * 2, height * 2]);
  });
});

it('the same report is the same bytes in every form', { timeout: 30_000 }, async () => {
  for (const form of ['md', 'html', 'pdf', 'json', 'csv', 'svg', 'png'] as const) {
    const [one, other] = [await press.print(reportWith(forged), form), await press.print(reportWith(forged), form)];
    expect([form, Buffer.compare(one.bytes, other.bytes)]).toEqual([form, 0]);
  }
});
