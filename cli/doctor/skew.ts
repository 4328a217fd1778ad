/** How old Kubernetes may be, in minor versions before that of the client: Helm's policy (helm.sh, version skew). */
const olderMinors = 3;

/** The Kubernetes versions that Helm supports, by the client that is linked, and whether a server's is one of them. */
export interface Support {
  readonly oldest: string;
  readonly newest: string;
  readonly fits: "yes" | "older" | "newer";
}

/** client and server: versions such as "v1.37.1" and "v1.35.2+k3s1". */
export function supported(client: string, server: string): Support {
  const [major, newest] = minorOf(client);
  const [serverMajor, minor] = minorOf(server);
  const oldest = newest - olderMinors;
  const isNewer = serverMajor > major || (serverMajor === major && minor > newest);
  const isOlder = serverMajor < major || (serverMajor === major && minor < oldest);
  const fits = isNewer ? "newer" : isOlder ? "older" : "yes";
  return { oldest: `${major}.${oldest}`, newest: `${major}.${newest}`, fits };
}

function minorOf(version: string): readonly [major: number, minor: number] {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major), Number(minor)];
}
