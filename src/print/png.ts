import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import type { Picture } from '../core/picture.ts';
import { svgOf } from '../kit/svg.ts';
import type { Fonts } from './fonts.ts';

/** Twice the picture's own size, so that it is sharp on the screens of today. */
const zoom = 2;

let ready: Promise<void> | undefined;

/** The picture in pixels. The drawing program is WebAssembly: whatever a title may do to it stays inside. */
export async function picturePng(picture: Picture, fonts: Fonts): Promise<Uint8Array> {
  ready ??= readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')).then((bytes) => initWasm(bytes));
  await ready;
  const drawing = new Resvg(String(svgOf(picture, 'picture')), {
    font: { fontBuffers: ['regular', 'bold', 'more'].flatMap((name) => fonts.files.get(name) ?? []), defaultFontFamily: 'DejaVu Sans' },
    fitTo: { mode: 'zoom', value: zoom },
  });
  try {
    const image = drawing.render();
    const png = image.asPng();
    image.free();
    return png;
  } finally {
    drawing.free();
  }
}
