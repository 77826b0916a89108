import type { Picture } from '../core/picture.ts';
import type { Printed, Printer, ReportForm } from '../core/printer.ts';
import type { Report } from '../core/report.ts';
import { svgOf } from '../kit/svg.ts';
import { eventsCsv } from './csv.ts';
import type { Fonts } from './fonts.ts';
import { reportHtml, reportPolicy } from './html.ts';
import { reportJson } from './json.ts';
import { reportMarkdown } from './markdown.ts';

/** Writes reports in every form. Fonts and drawing programs are loaded when a form first needs them. */
export function printer(fontFolder: string): Printer {
  let fonts: Promise<Fonts> | undefined;
  const loaded = () => {
    fonts ??= import('./fonts.ts').then(({ readFonts }) => readFonts(fontFolder));
    return fonts;
  };
  const draw = async (picture: Picture) => (await import('./png.ts')).picturePng(picture, await loaded());
  const bytesOf: Readonly<Record<ReportForm, (report: Report) => Promise<Uint8Array>>> = {
    md: async (report) => Buffer.from(reportMarkdown(report)),
    html: async (report) => Buffer.from(reportHtml(report)),
    pdf: async (report) => (await import('./pdf.ts')).reportPdf(report, await loaded()),
    json: async (report) => Buffer.from(reportJson(report)),
    csv: async (report) => Buffer.from(eventsCsv(report)),
    svg: async ({ pictures }) => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${svgOf(pictures.wide, 'picture')}\n`),
    png: ({ pictures }) => draw(pictures.wide),
  };
  return {
    draw,
    print: async (report, form): Promise<Printed> => ({
      fileName: `${report.incident}-${form === 'svg' || form === 'png' ? 'picture' : form === 'csv' ? 'events' : 'report'}.${form}`,
      contentType: contentTypes[form],
      bytes: await bytesOf[form](report),
      ...(form === 'html' && { contentSecurityPolicy: reportPolicy }),
    }),
  };
}

const contentTypes: Readonly<Record<ReportForm, string>> = {
  md: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
};
