/** Strokes on a 20 × 20 grid. */
const strokes = {
  hash: 'M8 3 6 17M14 3l-2 14M4 7.5h13M3 12.5h13',
  lock: 'M5.5 9h9v7.5h-9zM7.5 9V6.5a2.5 2.5 0 0 1 5 0V9',
  home: 'M3.5 9.5 10 4l6.5 5.5M5.5 8.5V16h9V8.5',
  chat: 'M4 4.5h12v8.5H9.5L6 16v-3H4z',
  range: 'M10 3.5 16 6v4c0 3.5-2.5 5.7-6 6.5-3.5-.8-6-3-6-6.5V6zM7.5 10l1.8 1.8 3.4-3.6',
  list: 'M4 5.5h12M4 10h12M4 14.5h12',
  pin: 'M12 3.5 16.5 8l-2 .7-2.5 2.5.2 3L6 8l3 .2L11.3 5.7zM8.5 11.5 4 16',
  paperclip: 'M13.5 6.5 8 12a1.6 1.6 0 0 0 2.3 2.3l5.2-5.3a3.2 3.2 0 0 0-4.6-4.6L5.5 9.8a4.8 4.8 0 0 0 6.8 6.8l4-4',
  thread: 'M4 5h12v7.5h-5L7.5 15.5v-3H4zM7 8h6M7 10h4',
  smile: 'M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM7.5 11.5c1.2 1.8 3.8 1.8 5 0M8 8v.5M12 8v.5',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  close: 'M5 5l10 10M15 5 5 15',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  down: 'M5 8l5 5 5-5',
  send: 'M3.5 4 17 10 3.5 16l2-6zM5.5 10H11',
  play: 'M6.5 4.5 15 10l-8.5 5.5z',
  out: 'M8 5H5v10h10v-3M11 4.5h4.5V9M15.5 4.5 9 11',
  check: 'M4.5 10.5 8.5 14.5 15.5 6',
  warning: 'M10 3.5 17 16H3zM10 8v4M10 14v.2',
  info: 'M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM10 9v4.5M10 6.5v.2',
  circle: 'M10 4a6 6 0 1 1 0 12 6 6 0 0 1 0-12z',
  spinner: 'M10 4a6 6 0 1 1-6 6',
  bolt: 'M11 3 5 11.5h4L8.5 17 15 8.5h-4.5z',
  eye: 'M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
  trash: 'M4.5 6h11M8 6V4h4v2M6 6l.7 10h6.6L14 6',
  'thumb-up': 'M7 9v7H4V9zM7 9l3-5.5c1.5 0 2 1.2 1.5 3L11 8.5h4.5L14.5 16H7',
  'thumb-down': 'M13 11V4h3v7zM13 11l-3 5.5c-1.5 0-2-1.2-1.5-3l.5-2H4.5L5.5 4H13',
  identity: 'M10 4a2.8 2.8 0 1 1 0 5.6A2.8 2.8 0 0 1 10 4zM4.5 16c.5-3 2.7-4.5 5.5-4.5s5 1.5 5.5 4.5',
  cloud: 'M6 15h8.5a3 3 0 0 0 .3-6A4.5 4.5 0 0 0 6.2 8 3.5 3.5 0 0 0 6 15z',
  wall: 'M3.5 5h13v10h-13zM3.5 8.3h13M3.5 11.7h13M8 5v3.3M12.5 8.3v3.4M8 11.7V15',
  ticket: 'M3.5 6h13v2.5a1.5 1.5 0 0 0 0 3V14h-13v-2.5a1.5 1.5 0 0 0 0-3zM12 6v8',
  branch: 'M6 4.5v11M6 12c0-3 8-1 8-5.5M6 4.5h.01M6 15.5h.01M14 5.5h.01',
  bell: 'M10 3.5a4.2 4.2 0 0 1 4.2 4.2c0 4.3 1.8 5.3 1.8 5.3H4s1.8-1 1.8-5.3A4.2 4.2 0 0 1 10 3.5zM8.5 15.5c.5 1.2 2.5 1.2 3 0',
  pulse: 'M2.5 10.5h3.5l2-5 3.5 9 2-4h4',
  people:
    'M7.5 5a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6zM3 15.5c.3-2.6 2-4 4.5-4s4.2 1.4 4.5 4M12.5 5.2a2.3 2.3 0 0 1 0 4.2M14 11.8c1.7.4 2.7 1.7 3 3.7',
} as const;

export type IconName = keyof typeof strokes;

/** Without a label it is decoration. */
export function Icon({ name, label }: { name: IconName; label?: string }) {
  const look = { class: `icon icon-${name}`, viewBox: '0 0 20 20', width: 20, height: 20 } as const;
  const path = <path d={strokes[name]} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />;
  if (label === undefined) {
    return (
      <svg {...look} aria-hidden="true">
        {path}
      </svg>
    );
  }
  return (
    <svg {...look} role="img" aria-label={label}>
      <title>{label}</title>
      {path}
    </svg>
  );
}

/** The page's own mark: a flame that stops at a line. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <path
        d="M16 5c1.2 4.2 6.8 6.4 6.8 12.6A6.8 6.8 0 0 1 16 24.4a6.8 6.8 0 0 1-6.8-6.8c0-2.6 1.3-4.3 2.6-5.7.3 1.8 1 2.8 2 3.3C13.4 11.3 14.2 7.9 16 5z"
        fill="currentColor"
      />
      <path class="mark-line" d="M7 27.5h18" fill="none" stroke-width="2.4" stroke-linecap="round" />
    </svg>
  );
}
