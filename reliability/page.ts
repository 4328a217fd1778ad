// docs/reliability.md: its sections can be made anew one by one.

/** The sections in their order. */
export const names = ["cancel", "kill", "faults"] as const;
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

What an interrupted operation leaves behind, measured: when it is cancelled, when its process is killed, and when
the API server fails it. Each trial works on a release of its own on a test cluster: a real API server with the
real controllers and etcd, and a kubelet that runs pods in name only. Between the client and the API server
stands a proxy that counts the requests and does to one of them what the trial is about. Several trials run at
once, so the times are those of a busy machine.

\`bun run reliability\` does it all again, \`bun run reliability cancel\`, \`kill\` or \`faults\` a part.

${machine.map((fact) => `- ${fact}`).join("\n")}

## What is sent after a call has settled

- **A call that was not cancelled** has sent its last request when its promise settles, whether it succeeds or
  fails. What its failure leaves to be written into the release's record is written before: for as long as
  \`repairTimeout\` says, the call waits for that.
- **A cancelled call** has sent its last request too, with one exception: the API server does not answer while the
  release's record is written or put in order. Then the call settles after at most 3.4 s all the same, with
  \`details.repairing: true\`, and goes on with the record, in this process: a write that is under way is waited for,
  10 s from the cancel at most, since a write that was cut could still arrive after its repair. Then the records of this
  release are read (\`GET\` of its Secrets or ConfigMaps) and those of this operation are written or deleted (\`PUT\`,
  \`DELETE\`) until they say how it has ended, for as long as \`repairTimeout\` says, 30 s unless the client was told
  otherwise. Nothing else is sent: no object, no hook, no rollback. The process stays alive meanwhile, and
  \`client.close()\` waits for it.
- **What belongs to no call** may be sent at any time while a call of the same cluster runs: \`/api\`, \`/apis\` and
  \`/openapi/v3\`, which are read once for all calls, and HTTP/2's own pings.
- **What had left before a cancel** is cut, and may reach the API server all the same: an object that was being written
  may be written. Only a write of the record is waited for.
- **A template that does not end** after a cancel computes on, and sends nothing: every request of a cancelled call is
  refused before it is sent, a template's \`lookup\` too.

The tables count what was sent: in the first by the proxy and by the API server's audit log, in the third by the proxy.

${sections.join("\n\n")}
`;
}
