// What the doctor finds on a host without a cluster: the library, where it can be unpacked, Helm's files.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { Home } from "../../lab/bunhelm.ts";
import { secret } from "../../lab/secret.ts";
import { version } from "../../package.json";

setDefaultTimeout(300_000); // on a busy machine

describe.concurrent("the doctor, without a cluster", () => {
  test.concurrent("finds everything else fine: no cluster is only a warning", async () => {
    using home = new Home();
    const { stdout, stderr, exitCode } = await home.run(["doctor"]);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    for (const line of [
      `  ok       Bun ${Bun.version} on ${process.platform}-${process.arch}`,
      `  ok       @bunhelm/${process.platform}-${process.arch} ${version}: `,
      "  ok       In this process: loads and answers in ",
      "  ok       In a child process: loads and answers in ",
      `  ok       bunhelm ${version}, Helm v4.`,
      `  ok       Unpack to ${home.path("tmp")}\n`,
      "  warning  No cluster is configured",
      "           What to do: Set KUBECONFIG, pass --kubeconfig, or create ~/.kube/config.\n",
      `  ok       No repositories in ${home.path(".config/helm/repositories.yaml")}\n`,
      `  ok       No logins to registries in ${home.path(".config/helm/registry/config.json")}\n`,
      `  ok       No plugins in ${home.path(".local/share/helm/plugins")}\n`,
    ])
      expect(stdout).toContain(line);
    expect(stdout).toEndWith("\n1 warning.\n");
    expect(stdout).not.toContain("\x1b");
  });

  test.concurrent("says the same as JSON", async () => {
    using home = new Home();
    const { status, checks, of } = await home.doctor();
    expect(status).toBe("warning");
    expect(checks.map(({ check, status }) => `${check} ${status}`)).toEqual([
      "bun ok",
      "engine.file ok",
      "engine.library ok",
      "engine.process ok",
      "engine.versions ok",
      "executable.unpack ok",
      "cluster.kubeconfig warning",
      "home.repositories ok",
      "home.logins ok",
      "home.plugins ok",
      "home.caches ok",
    ]);
    const file = of("engine.file")?.data as { path: string; size: number };
    expect(Bun.file(file.path).size).toBe(file.size);
    expect(of("engine.library")?.data).toEqual({ loads: true, milliseconds: expect.any(Number) });
  });

  test.concurrent("changes nothing", async () => {
    using home = new Home();
    await home.doctor();
    const left = [...new Bun.Glob("**/*").scanSync({ cwd: home.path("."), dot: true, onlyFiles: true })];
    // What Bun keeps for itself is not the doctor's.
    expect(left.filter((file) => !file.startsWith(".bun/"))).toEqual(["tmp/here"]);
  });

  test.concurrent("says that the library is missing, and checks nothing that needs it", async () => {
    using home = new Home();
    const { of, checks } = await home.doctor({ BUNHELM_LIBRARY: "/does/not/exist.so" });
    expect(of("engine.file")).toMatchObject({
      status: "problem",
      message: expect.stringContaining("/does/not/exist.so"),
      advice: "BUNHELM_LIBRARY names this file: correct it, or unset it.",
      data: { code: "ERR_HELM_LIBRARY_NOT_FOUND" },
    });
    expect(checks.map(({ check }) => check)).toEqual(["bun", "engine.file", "executable.unpack"]);
  });

  test.concurrent("says that a file is no library", async () => {
    using home = new Home({ "other.so": "no library" });
    const { of } = await home.doctor({ BUNHELM_LIBRARY: home.path("other.so") });
    expect(of("engine.file")).toMatchObject({
      status: "ok",
      message: expect.stringMatching(/^BUNHELM_LIBRARY: .*0 MB$/),
    });
    for (const check of ["engine.library", "engine.process"])
      expect(of(check)).toMatchObject({ status: "problem", data: { code: "ERR_HELM_LIBRARY_NOT_FOUND" } });
    expect(of("engine.versions")).toBeUndefined();
  });

  test.concurrent.skipIf(Bun.which("cc") === null)("says that a library has the wrong version", async () => {
    using home = new Home({
      "other.c": `unsigned bunhelm_abi(void) { return 99; }
        const char *bunhelm_info(void) { return "{\\"abi\\":99,\\"bunhelm\\":\\"9.9.9\\"}"; }`,
    });
    const file = home.path("other.so");
    Bun.spawnSync(["cc", "-shared", "-fPIC", "-o", file, home.path("other.c")]);
    const { of } = await home.doctor({ BUNHELM_LIBRARY: file });
    expect(of("engine.library")).toMatchObject({
      status: "problem",
      message: expect.stringContaining("ABI 99 (bunhelm 9.9.9)"),
      advice: expect.stringMatching(/^Install the platform package of the same version/),
      data: { code: "ERR_HELM_LIBRARY_MISMATCH" },
    });
  });

  test.concurrent("says where an executable would unpack, and why not to its first choice", async () => {
    using home = new Home({ ".cache/x": "" });
    const { of } = await home.doctor({ TMPDIR: home.path("tmp/here") });
    expect(of("executable.unpack")).toMatchObject({
      status: "ok",
      message: `Unpack to ${home.path(".cache/bunhelm")} (${home.path("tmp/here")}: cannot be written to (ENOTDIR))`,
    });
    expect(existsSync(home.path(".cache/bunhelm"))).toBe(false);
    const cache = { XDG_CACHE_HOME: home.path("tmp/here/cache") };
    const nowhere = await home.doctor({ TMPDIR: home.path("tmp/here"), ...cache });
    expect(nowhere.of("executable.unpack")).toMatchObject({
      status: "warning",
      advice: expect.stringContaining("TMPDIR"),
    });
  });

  const mounts = ["unshare", "--map-root-user", "--mount"];
  const canMount = Bun.which("unshare") !== null && Bun.spawnSync([...mounts, "true"]).success;
  test.concurrent.skipIf(!canMount)("says that nothing may be executed in a directory", async () => {
    using home = new Home();
    const mount = 'mount -t tmpfs -o noexec tmpfs "$TMPDIR" && exec "$@"';
    const { of } = await home.doctor({}, [], [...mounts, "sh", "-c", mount, "sh"]);
    expect(of("executable.unpack")?.message).toContain(`${home.path("tmp")}: no file there may be executed (noexec)`);
  });

  test.concurrent("reads Helm's files as Helm does, and says what is wrong with them", async () => {
    using home = new Home({
      "config/repositories.yaml": "repositories:\n  - name: acme\n    url: http://127.0.0.1:1\n",
      "config/registry/config.json": JSON.stringify({
        auths: { "registry.example": { auth: btoa(`user:${secret}`) } },
        credHelpers: { "other.example": "is-not-there" },
      }),
      "data/plugins/good/plugin.yaml": "apiVersion: v1\nname: good\ntype: getter/v1\n",
      "data/plugins/bad/plugin.yaml": "name: [\n",
      cache: "a file",
    });
    const homes = { HELM_CONFIG_HOME: home.path("config"), HELM_DATA_HOME: home.path("data") };
    const env = { ...homes, HELM_CACHE_HOME: home.path("cache") };
    const { of, text, checks } = await home.doctor(env);
    expect(of("home.repositories")?.message).toBe(`1 repository in ${home.path("config/repositories.yaml")}`);
    expect(of("home.logins")?.message).toBe(
      `Logins to registry.example in ${home.path("config/registry/config.json")}`,
    );
    expect(of("home.credential-helpers")).toMatchObject({
      status: "warning",
      message: expect.stringContaining("docker-credential-is-not-there"),
    });
    expect(of("home.plugins")?.message).toBe(`1 plugin: good in ${home.path("data/plugins")}`);
    expect(checks.findLast(({ check }) => check === "home.plugins")).toMatchObject({
      status: "warning",
      message: expect.stringContaining(home.path("data/plugins/bad")),
    });
    expect(of("home.caches")).toMatchObject({
      status: "warning",
      message: expect.stringContaining("is not a directory"),
    });
    expect(text).not.toContain(btoa(`user:${secret}`));
  });

  test.concurrent("finds files of Helm's that cannot be read, and shows nothing of them", async () => {
    using home = new Home({
      ".config/helm/repositories.yaml": `repositories: ${secret}\n`,
      ".config/helm/registry/config.json": `{"auths": ${secret}`,
    });
    const { of, text } = await home.doctor();
    expect(of("home.repositories")?.status).toBe("problem");
    expect(of("home.logins")).toMatchObject({ status: "problem", message: expect.stringMatching(/it is not JSON$/) });
    expect(text).not.toContain(secret);
  });
});
