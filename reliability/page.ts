// docs/reliability.md: its sections can be made anew one by one.

/** The sections in their order. */
export const names = ["cancel", "kill", "takeover", "engine", "faults"] as const;
export type SectionName = (typeof names)[number];

const marks = (name: SectionName): [string, string] => [`<!-- ${name} -->`, `<!-- end of ${name} -->`];

/** A section of the page as it is. */
function sectionOf(page: string, name: SectionName): string {
  const [begin, end] = marks(name);
  return page.split(begin)[1]?.split(end)[0]?.trim() ?? "";
}

/** The page, with those sections anew that there are; the others stay as they were. */
export function wholePage(before: string, fresh: ReadonlyMap<SectionName, string>, machine: readonly string[]): string {
  const sections = names.map((name) => {
    const [begin, end] = marks(name);
    return [begin, "", (fresh.get(name) ?? sectionOf(before, name)).trim(), "", end].join("\n");
  });
  return `<!-- Made by bun run reliability --write. Do not edit. -->
# Reliability

What an interrupted operation leaves behind, measured: when it is cancelled, when its process or the child process of
\`isolation: "process"\` is killed, and when the API server fails. Each trial works on its own release on a test cluster: a real API server with the real
controllers and etcd, and a simulated kubelet that runs no containers. A proxy between the client and the API
server counts the requests and disturbs one of them in the way that the trial is about. Several trials run at
once, so the times are those of a busy machine.

\`bun run reliability\` measures all of it again; \`bun run reliability cancel\`, \`kill\`, \`takeover\`, \`engine\` or \`faults\` a part.

${machine.map((fact) => `- ${fact}`).join("\n")}

## What is sent after a call has settled

- **A call that was not cancelled** has sent its last request when its promise settles, whether it succeeds or
  fails. If it fails and the release's record still has to be put in order, the call waits for that, until
  \`repairTimeout\` is over; a request under way then has 10 s more.
- **A cancelled call** has sent its last request too, with one exception: the API server does not answer while the
  release's record is being written or put in order. Then the call still settles, after at most 3.4 s and with
  \`details.repairing: true\`, and work on the record continues in this process. A write that is under way is waited
  for, at most 10 s from the cancel, since a write that is cut could still arrive after its repair. Then the records
  of this release are read (\`GET\` of its Secrets or ConfigMaps), and those of this operation are written or deleted
  (\`PUT\`, \`DELETE\`) until they say how it ended, or until \`repairTimeout\` is over, 30 s by default; a request under
  way then has 10 s more. Nothing else is sent: no object, no hook, no rollback. Meanwhile the process stays alive,
  and \`client.close()\` waits.
- **Requests that belong to no call** may be sent at any time while a call to the same cluster runs: \`/api\`, \`/apis\`
  and \`/openapi/v3\`, which are read once for all calls, and HTTP/2's own pings.
- **A request that was sent before a cancel** is cut, but may still reach the API server: an object that was being
  written may be written. Only a write of the record is waited for.
- **A template that does not end** after a cancel keeps computing, but sends nothing: every request of a cancelled
  call is refused before it is sent, including those of \`lookup\` in the template.

The tables count what was sent: the first by the proxy and by the API server's audit log, the third by the proxy.

${sections.join("\n\n")}
`;
}
