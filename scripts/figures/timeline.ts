// The events of one operation along its time.
import type { HelmEvent, ResourceRef } from "../../src/index.ts";
import { escaped, mono, theme } from "./svg.ts";

/** A row: what lasted, and what happened in an instant. */
interface Row {
  readonly name: string;
  /** In milliseconds. */
  readonly bar?: readonly [from: number, until: number] | undefined;
  readonly marks: readonly number[];
  /** Marks of what is not ready yet. */
  readonly waiting?: readonly number[];
  readonly note: string;
}

interface Group {
  readonly name: "phase" | "hook" | "resource, readiness" | "record";
  readonly rows: readonly Row[];
}

const left = 190;
const right = 220;
const plot = 500;
const rowHeight = 22;
const top = 44;
const gap = 26;

/** title: what it shows, for those who do not see it. */
export function timelineSvg(events: readonly HelmEvent[], title: string): string {
  const start = timeOf(events[0]);
  const end = Math.max(...events.map(timeOf)) - start;
  const groups = groupsOf(events, (event) => timeOf(event) - start, end);
  const x = (time: number): number => +(left + (time / end) * plot).toFixed(1);
  const parts: string[] = [];
  let y = top;
  for (const { name, rows } of groups) {
    parts.push(`<text class="h" x="16" y="${y}">${escaped(name)}</text>`);
    for (const row of rows) {
      y += rowHeight;
      parts.push(`<text x="28" y="${y}">${escaped(row.name)}</text>`);
      if (row.bar) {
        const [from, until] = row.bar.map(x) as [number, number];
        const kind = name === "phase" ? "p" : name === "hook" ? "k" : "o";
        parts.push(
          `<rect class="${kind}" x="${from}" y="${y - 11}" width="${Math.max(2, +(until - from).toFixed(1))}" height="13" rx="2"/>`,
        );
      }
      for (const mark of row.waiting ?? []) parts.push(circle("w", x(mark), y));
      for (const mark of row.marks) parts.push(circle("m", x(mark), y));
      const last = Math.max(row.bar?.[1] ?? 0, ...row.marks);
      parts.push(`<text class="n" x="${x(last) + 8}" y="${y}">${escaped(row.note)}</text>`);
    }
    y += gap;
  }
  const height = y + 6;
  const step = end > 4000 ? 1000 : 500;
  const ticks = Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
  const axis = ticks.map(
    (time) =>
      `<path d="M${x(time)} 22V${height - 20}"/><text class="n" x="${x(time)}" y="16" text-anchor="middle">${time / 1000} s</text>`,
  );
  const width = left + plot + right;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<style>${theme}
text{font:12px ${mono};fill:var(--t)}.h{font-weight:600}.n{font-size:11px;fill:var(--d)}
path,.f{stroke:var(--b);fill:none}.p,.k,.o{fill-opacity:.5}.p,.k{fill:var(--d)}.o{fill:var(--c)}.m{fill:var(--g)}.w{fill:var(--y)}</style>
<rect class="f" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="6"/>
${[...axis, ...parts].join("\n")}
</svg>
`;
}

const circle = (kind: string, x: number, y: number): string =>
  `<circle class="${kind}" cx="${x}" cy="${y - 4.5}" r="3.5"/>`;

const timeOf = (event: HelmEvent | undefined): number => Date.parse(event?.at ?? "");
const nameOf = ({ kind, name }: ResourceRef): string => `${kind}/${name}`;
const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(milliseconds < 100 ? 3 : 1)} s`;

function groupsOf(events: readonly HelmEvent[], at: (event: HelmEvent) => number, end: number): Group[] {
  const phases = events.filter((event) => event.type === "phase");
  const hooks = events.filter((event) => event.type === "hook");
  const lines = events.filter((event) => event.type === "hookLog");
  const written = events.filter((event) => event.type === "resource");
  const isHook = (object: ResourceRef): boolean => hooks.some(({ hook }) => nameOf(hook) === nameOf(object));
  return [
    {
      name: "phase",
      rows: phases.map((event, index) => {
        const next = phases[index + 1];
        const bar = [at(event), next === undefined ? end : at(next)] as const;
        return { name: event.phase, bar, marks: [], note: seconds(bar[1] - bar[0]) };
      }),
    },
    {
      name: "hook",
      rows: hooks
        .filter(({ status }) => status === "started")
        .map((started) => {
          const ended = hooks.find(
            (event) => event.status !== "started" && nameOf(event.hook) === nameOf(started.hook),
          );
          const log = lines.filter(({ hook }) => nameOf(hook) === nameOf(started.hook)).map(at);
          const note = `${started.event}, ${ended?.status}; ${log.length} hookLog`;
          return { name: nameOf(started.hook), bar: [at(started), ended ? at(ended) : end] as const, marks: log, note };
        }),
    },
    {
      name: "resource, readiness",
      rows: written
        .filter((event) => !isHook(event))
        .map((event) => {
          const told = events.filter((later) => later.type === "readiness" && nameOf(later) === nameOf(event));
          const ready = told.findLast((later) => later.type === "readiness" && later.status === "Current");
          const bar = [at(event), ready ? at(ready) : end] as const;
          const waiting = told.filter((later) => later !== ready).map(at);
          return { name: nameOf(event), bar, marks: [bar[1]], waiting, note: `${event.action}, then ready` };
        }),
    },
    {
      name: "record",
      rows: events
        .filter((event) => event.type === "record")
        .map((event) => ({ name: `revision ${event.revision}`, marks: [at(event)], note: event.status })),
    },
  ];
}
