// What the figures share: they are read on white and on black.

export const mono = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace';

/** Colours: red, green, yellow, cyan, text, dim text, borders. */
export const theme = `svg{background:#fff;--r:#cf222e;--g:#1a7f37;--y:#9a6700;--c:#0969da;--t:#1f2328;--d:#656d76;--b:#d1d9e0}
@media(prefers-color-scheme:dark){svg{background:#0d1117;--r:#ff7b72;--g:#3fb950;--y:#d29922;--c:#79c0ff;--t:#e6edf3;--d:#8b949e;--b:#30363d}}`;

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
