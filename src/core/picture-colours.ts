/** What a picture is drawn in, as RGB in hex. */
export const ink = { strong: '#1B1F24', quiet: '#57606A', line: '#C9D1D9', wash: '#F3F5F7', paper: '#FFFFFF' } as const;

/** Colours that whoever sees fewer of them tells apart too, after Okabe and Ito (2008), dark enough for white letters on them. */
export const markColours = { alert: '#B34700', decision: '#0072B2', containment: '#00734F', other: '#5B6470' } as const;
