import type { Picture } from './picture.ts';
import type { Report } from './report.ts';

/** The forms in which a report is written. `svg` and `png` are the picture alone. */
export const reportForms = ['md', 'html', 'pdf', 'json', 'csv', 'svg', 'png'] as const;
export type ReportForm = (typeof reportForms)[number];

/** A report in one form, as a file. */
export interface Printed {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** What a browser may load while it shows the file, for forms that it shows by themselves. */
  readonly contentSecurityPolicy?: string;
}

/** Writes reports down. The same report in the same form is the same bytes. */
export interface Printer {
  print(report: Report, form: ReportForm): Promise<Printed>;
  /** A picture in pixels, as PNG. */
  draw(picture: Picture): Promise<Uint8Array>;
}
