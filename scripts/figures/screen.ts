// A terminal's screen over time, as an SVG that moves by CSS alone.
import { escaped, mono, theme } from "./svg.ts";
import type { Run, Shown, Size } from "./terminal.ts";

const width = 7.8;
const height = 18;
const margin = 16;

/** The colours of a terminal that the board uses: red, green, yellow, cyan. */
const colors: Record<number, string> = { 1: "r", 2: "g", 3: "y", 6: "c" };

const style = `${theme}
text{font:13px ${mono};white-space:pre;fill:var(--t)}
.r{fill:var(--r)}.g{fill:var(--g)}.y{fill:var(--y)}.c{fill:var(--c)}.d{fill:var(--d)}.b{font-weight:600}
rect{fill:none;stroke:var(--b)}`;

/** title: what it shows, for those who do not see it. */
export function screenSvg(shown: readonly Shown[], { cols, rows }: Size, title: string): string {
  const end = Math.max(...shown.map(({ until }) => until));
  const size = [Math.ceil(cols * width + 2 * margin), rows * height + 2 * margin];
  const percent = (second: number): string => `${+((second / end) * 100).toFixed(2)}%`;
  const periods = new Map<string, string>();
  const lines = shown.map(({ line, runs, from, until }) => {
    const period = `${percent(from)}-${percent(until)}`;
    if (!periods.has(period)) periods.set(period, `k${periods.size}`);
    const text = runs.map(
      (run) => `<tspan x="${+(margin + run.column * width).toFixed(1)}"${classOf(run)}>${escaped(run.text)}</tspan>`,
    );
    return `<text y="${margin + line * height + 13}"${until === end ? ' class="z"' : ""} style="animation-name:${periods.get(period)}">${text.join("")}</text>`;
  });
  const frames = [...periods].map(([period, name]) => {
    const [from, until] = period.split("-");
    const hide = until === "100%" ? "" : `${until}{visibility:hidden}`;
    return `@keyframes ${name}{${from}{visibility:visible}${hide}}`;
  });
  const motion = `.l text{visibility:hidden;animation:${+end.toFixed(1)}s step-end infinite}
@media(prefers-reduced-motion){.l text{animation:none}.l .z{visibility:visible}}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size.join(" ")}" role="img">
<title>${escaped(title)}</title>
<style>${style}
${motion}
${frames.join("\n")}</style>
<rect x=".5" y=".5" width="${(size[0] as number) - 1}" height="${(size[1] as number) - 1}" rx="6"/>
<g class="l" xml:space="preserve">
${lines.join("\n")}
</g>
</svg>
`;
}

function classOf({ color, isBold, isDim }: Run): string {
  const classes = [color === undefined ? "" : colors[color], isBold ? "b" : "", isDim ? "d" : ""].filter(Boolean);
  return classes.length === 0 ? "" : ` class="${classes.join(" ")}"`;
}
