// Docker's credential helpers run in the client's environment: with several accounts, each client has its own.
import { expect, setDefaultTimeout, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { runScript } from "../../lab/process.ts";
import { root } from "../../project/project.ts";
import { server } from "../limits/endless.ts";

setDefaultTimeout(60_000);

/** A home whose helper "story" writes down how it was run, and gives the account of $PROFILE. */
async function home(host: string, config: object = { credHelpers: { [host]: "story" } }): Promise<TempDir> {
  const made = tempDir({ ".docker/config.json": JSON.stringify(config), "config/registry.json": "{}" });
  const helper = join(made.path, "bin/docker-credential-story");
  await Bun.write(
    helper,
    `#!/bin/sh\nhere=$(dirname "$0")/..\nread -r input\necho "$1 $input $PROFILE $(pwd)" >>"$here/said"
printf '{"ServerURL":"x","Username":"u","Secret":"%s"}' "$PROFILE"\n`,
  );
  await chmod(helper, 0o755);
  return made;
}

/** A registry that wants an account, and those it was told. */
function guarded() {
  const told: string[] = [];
  const site = server((_path, request) => {
    const account = request.headers.get("authorization");
    if (account !== null) told.push(atob(account.replace("Basic ", "")));
    return Response.json(
      { errors: [{ code: "UNAUTHORIZED" }] },
      { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } },
    );
  });
  return { ...site, told };
}

const said = async (at: TempDir): Promise<string[]> =>
  (await Bun.file(join(at.path, "said")).text()).trim().split("\n");

test("two clients of one process have the accounts of their own variables", async () => {
  await using site = guarded();
  using at = await home(site.host);
  const reference = `oci://${site.host}/charts/shop`;
  for (const PROFILE of ["red", "blue"]) {
    const helm = newHelm({ env: { HOME: at.path, PATH: `${at.path}/bin:/usr/bin:/bin`, PROFILE } });
    await expectCode(
      helm.charts.show(reference, { plainHttp: true, version: "1.0.0" }),
      "ERR_HELM_REGISTRY_UNAUTHORIZED",
    );
  }
  expect([...new Set(site.told)]).toEqual(["u:red", "u:blue"]);
  expect([...new Set(await said(at))]).toEqual(
    ["red", "blue"].map((name) => `get ${site.host} ${name} ${process.cwd()}`),
  );
});

test("the process's own variables are not theirs, and its PATH is where they have none", async () => {
  await using site = guarded();
  using at = await home(site.host);
  const script = `
    import { newHelm } from "./lab/client.ts";
    for (const env of [{ HOME: ${JSON.stringify(at.path)}, PATH: "/nowhere" }, { HOME: ${JSON.stringify(at.path)} }]) {
      const helm = newHelm({ env });
      await helm.registry.tags("oci://${site.host}/a/shop", { plainHttp: true }).catch(({ code, message }) => console.log(code, message));
    }`;
  const { stdout } = await runScript(script, {
    env: { PATH: `${at.path}/bin:${process.env.PATH}`, PROFILE: "process" },
  });
  expect(stdout.trim().split("\n")).toEqual([
    expect.stringContaining('"docker-credential-story" is not in the PATH "/nowhere"') as never,
    expect.stringContaining("missing username or password") as never, // $PROFILE is empty
  ]);
  expect([...new Set(await said(at))]).toEqual([`get ${site.host}  ${root}`]);
});

test("a login is kept and forgotten by the helper, in the client's environment", async () => {
  await using site = server(() => Response.json({}));
  using at = await home(site.host, {});
  await Bun.write(join(at.path, "config/registry.json"), JSON.stringify({ credsStore: "story" }));
  const registryConfig = join(at.path, "config/registry.json");
  const helm = newHelm({
    registryConfig,
    env: { HOME: at.path, PATH: `${at.path}/bin:/usr/bin:/bin`, PROFILE: "red" },
  });
  await helm.registry.login(site.host, { username: "ann", password: "s3cret", plainHttp: true });
  await helm.registry.logout(site.host);
  const words = (await said(at)).map((line) => line.split(" ")[0]);
  expect(words).toEqual(["store", "get", "erase"]);
  expect(await said(at)).toContain(
    `store {"ServerURL":"${site.host}","Username":"ann","Secret":"s3cret"} red ${process.cwd()}`,
  );
  expect(await Bun.file(registryConfig).json()).toEqual({ credsStore: "story" });
});

test("one that prints without an end is ended", async () => {
  await using site = guarded();
  using at = await home(site.host);
  await Bun.write(join(at.path, "bin/docker-credential-story"), "#!/bin/sh\nexec yes\n");
  const helm = newHelm({ env: { HOME: at.path, PATH: `${at.path}/bin:/usr/bin:/bin` } });
  const { message } = await expectCode(
    helm.registry.tags(`oci://${site.host}/a/shop`, { plainHttp: true }),
    "ERR_HELM_INVALID_ARGUMENT",
  );
  expect(message).toContain("docker-credential-story printed more than 1048576 bytes");
});
