// Repositories that are added, beside `helm repo add`.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, statSync } from "node:fs";
import { expectCode } from "../../lab/failure.ts";
import { account, Repository } from "../../lab/repository.ts";
import type { HelmErrorCode } from "../../src/index.ts";
import { chartsOf, config, Home, hanging, indexOf, told } from "./home.ts";

setDefaultTimeout(60_000);

describe("repositories.add", () => {
  test("makes the repository known to bunhelm and to the helm command", async () => {
    await using home = new Home();
    await using repository = await Repository.serve(["1.0.0", "1.1.0"]);
    const { url } = repository;
    expect(await home.helm.repositories.list()).toEqual([]);
    expect(await home.helm.repositories.add("mine", url)).toEqual({ name: "mine", url, action: "added" });
    expect(await home.helm.repositories.list()).toEqual([{ name: "mine", url }]);
    expect(JSON.parse(await home.command("repo", "list", "-o", "json"))).toEqual([{ name: "mine", url }]);
    expect(await home.command("template", "mine/shop")).toContain("1.1.0");
    expect((await home.helm.charts.template("mine/shop", { version: "1.0.0" })).manifest).toContain("1.0.0");
  });

  test("writes what the helm command writes, for the same eyes only", async () => {
    await using repository = await Repository.serve();
    await using ours = new Home();
    await using theirs = new Home();
    const options = { username: "ann", password: "s3cret", passCredentials: true, insecureSkipTlsVerify: true };
    await ours.helm.repositories.add("mine", repository.url, options);
    const flags = ["--username", "ann", "--password", "s3cret", "--pass-credentials", "--insecure-skip-tls-verify"];
    await theirs.command("repo", "add", "mine", repository.url, ...flags);
    for (const file of [config, indexOf("mine"), chartsOf("mine")]) {
      expect(ours.text(file)).toBe(theirs.text(file));
      expect(statSync(ours.file(file)).mode).toBe(statSync(theirs.file(file)).mode);
    }
  });

  test("leaves one alone that is there, and replaces a different one only when forced", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    await using other = await Repository.serve();
    await home.command("repo", "add", "mine", repository.url);
    const asked = repository.asked.length;
    expect((await home.helm.repositories.add("mine", repository.url)).action).toBe("unchanged");
    expect(repository.asked.length).toBe(asked);
    const { details } = await expectCode(home.helm.repositories.add("mine", other.url), "ERR_HELM_REPOSITORY_EXISTS");
    expect(details).toMatchObject({ name: "mine", url: repository.url, hint: expect.stringContaining("forceUpdate") });
    expect((await home.helm.repositories.add("mine", other.url, { forceUpdate: true })).action).toBe("replaced");
    expect(JSON.parse(await home.command("repo", "list", "-o", "json"))).toEqual([{ name: "mine", url: other.url }]);
  });

  test.each([
    ["a name with a slash", ["a/b", "http://127.0.0.1:1"], {}, "name"],
    ["no name", ["", "http://127.0.0.1:1"], {}, "name"],
    ["no address", ["mine", "charts"], {}, "url"],
    ["a registry", ["mine", "oci://127.0.0.1:1/charts"], {}, "url"],
    ["a repository that is gone", ["old", "https://kubernetes-charts.storage.googleapis.com"], {}, "url"],
    ["a username alone", ["mine", "http://127.0.0.1:1"], { username: "ann" }, "password"],
    ["a misspelt option", ["mine", "http://127.0.0.1:1"], { forceUpdat: true }, "forceUpdat"],
    ["no time at all", ["mine", "http://127.0.0.1:1"], { timeout: 0 }, "timeout"],
    ["a certificate that is not there", ["mine", "https://127.0.0.1:1"], { caFile: "/no/ca.crt" }, "caFile"],
  ] as [string, [string, string], object, string][])("refuses %s", async (_, [name, url], options, option) => {
    await using home = new Home();
    const { details } = await expectCode(home.helm.repositories.add(name, url, options), "ERR_HELM_INVALID_ARGUMENT");
    expect(details.option).toBe(option);
    expect(existsSync(home.file(config))).toBe(false);
  });

  test("takes the address of one that is gone when told so", async () => {
    await using home = new Home();
    const gone = "http://127.0.0.1:1//kubernetes-charts.storage.googleapis.com";
    const { message } = await expectCode(home.helm.repositories.add("old", gone), "ERR_HELM_INVALID_ARGUMENT");
    expect(message).toContain("https://charts.helm.sh/stable");
    const allowed = home.helm.repositories.add("old", gone, { allowDeprecatedRepos: true });
    await expectCode(allowed, "ERR_HELM_REPOSITORY_UNREACHABLE");
  });

  const failures: [string, { status?: number; body?: string }, HelmErrorCode][] = [
    ["wants an account", { status: 401 }, "ERR_HELM_REPOSITORY_UNAUTHORIZED"],
    ["has no index", { status: 404 }, "ERR_HELM_REPOSITORY_NOT_FOUND"],
    ["is broken", { status: 500 }, "ERR_HELM_REPOSITORY_UNREACHABLE"],
    ["is a web page", { body: "<html>welcome</html>" }, "ERR_HELM_REPOSITORY_NOT_FOUND"],
  ];
  test.each(failures)("keeps nothing of a repository that %s", async (_, { status = 200, body = "" }, code) => {
    await using home = new Home();
    await using repository = await Repository.serve();
    repository.behaviour = () => new Response(body, { status });
    const { details } = await expectCode(home.helm.repositories.add("mine", repository.url), code);
    expect(details).toMatchObject({ name: "mine" });
    expect(readdirSync(home.dir.path)).toEqual([]);
  });

  test("gives up after the timeout, and when it is cancelled; nothing is kept", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    const { asked, answer } = hanging(repository);
    const late = home.helm.repositories.add("mine", repository.url, { timeout: "50ms" });
    await expectCode(late, "ERR_HELM_REPOSITORY_UNREACHABLE");
    const operation = home.helm.repositories.add("mine", repository.url);
    await asked;
    operation.cancel(new Error("enough"));
    await expectCode(operation, "ERR_HELM_ABORTED");
    answer();
    expect(readdirSync(home.dir.path)).toEqual([]);
  });

  test("keeps the account for later, and shows it to nobody", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    repository.behaviour = account("ann", "s3cret");
    const wrong = home.helm.repositories.add("mine", repository.url, { username: "ann", password: "wr0ng" });
    expect(told(await expectCode(wrong, "ERR_HELM_REPOSITORY_UNAUTHORIZED"))).not.toContain("wr0ng");
    const options = { username: "ann", password: "s3cret" };
    const added = await home.helm.repositories.add("mine", repository.url, options);
    const listed = await home.helm.repositories.list();
    const other = home.helm.repositories.add("mine", repository.url, { ...options, password: "an0ther" });
    const error = told(await expectCode(other, "ERR_HELM_REPOSITORY_EXISTS"));
    for (const text of [JSON.stringify([added, listed]), error]) expect(text).not.toMatch(/s3cret|an0ther/);
    expect(await home.helm.repositories.update()).toEqual([
      { name: "mine", url: repository.url, changed: false, charts: 1 },
    ]);
    await home.command("repo", "update");
    expect((await home.helm.charts.template("mine/shop")).manifest).toContain("1.0.0");
  });
});
