import { cluster } from "../../lab/client.ts";
import { digest } from "../../lab/directory.ts";
import { helmCommand } from "../../lab/helm.ts";
import { Repository } from "../../lab/repository.ts";
import type { LoginOptions } from "../../src/index.ts";

export interface Published {
  /** The registry's. */
  readonly host: string;
  /** The account, for plain HTTP. */
  readonly right: LoginOptions;
  /** The chart, with versions 1.0.0, 1.1.0, 1.2.0-rc.1 and 1.0.0+build.7. */
  readonly reference: string;
  /** Of their manifests, by version. */
  readonly digests: Readonly<Record<string, string>>;
  /** Of their archives, by version. */
  readonly archives: Readonly<Record<string, string>>;
}

export async function publish(): Promise<Published> {
  const { host, username, password } = (await cluster()).registryAuth;
  const reference = `oci://${host}/registry-${crypto.randomUUID()}/shop`;
  await using repository = await Repository.serve(["1.0.0", "1.1.0", "1.2.0-rc.1", "1.0.0+build.7"]);
  const digests: Record<string, string> = {};
  const archives: Record<string, string> = {};
  for (const version of ["1.0.0", "1.1.0", "1.2.0-rc.1", "1.0.0+build.7"]) {
    const place = reference.replace(/\/shop$/, "");
    const account = ["--username", username, "--password", password, "--plain-http"];
    const { stdout, stderr } = await helmCommand(["push", repository.file(`shop-${version}.tgz`), place, ...account]);
    digests[version] = stdout.match(/sha256:\w+/)?.[0] ?? stderr;
    archives[version] = digest(await Bun.file(repository.file(`shop-${version}.tgz`)).bytes());
  }
  return { host, right: { username, password, plainHttp: true }, reference, digests, archives };
}
