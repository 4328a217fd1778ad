// watch where there is no terminal: lines for people and CI, JSON for programs, commands for GitHub Actions; and report.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Writable } from "node:stream";
import { chart } from "../../lab/chart.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, deployment, hook, job } from "../../lab/objects.ts";
import { steady } from "../../lab/screen.ts";
import { report, type WatchOptions, watch } from "../../src/terminal/index.ts";

setDefaultTimeout(60_000);

/** A pipe that keeps what was written. */
class Pipe extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const [outcome] = await Promise.allSettled([promise]);
  return (outcome as PromiseRejectedResult).reason;
}

const migration = job("migrate", { exitAfter: 10, logs: ["applied"] }, hook("pre-install"));

async function install(options: Omit<WatchOptions<unknown>, "output">, fails = false): Promise<string> {
  await using fixture = await Fixture.make();
  const templates = {
    "m.yaml": migration,
    "a.yaml": configMap("config"),
    ...(fails && { "w.yaml": deployment("web", { imagePullError: true }) }),
  };
  using shop = chart({ templates });
  const output = new Pipe();
  const installing = fixture.helm.releases.install("shop", shop.path, { timeout: "3s" });
  await watch(installing, { title: "deploy", ...options, output }).catch(() => {});
  return output.text.replaceAll(fixture.namespace, "NS");
}

describe.concurrent("watch", () => {
  test.concurrent("says now and then what is waited for", async () => {
    const text = await install({ heartbeat: 500 }, true);
    expect(text).toMatch(/still waiting for Deployment\/web: ImagePullBackOff/);
    expect(text).toMatch(/^✗ deploy .* failed$/m);
    expect(text).toContain("    code: ERR_HELM_WAIT_TIMEOUT");
  });

  test.concurrent("prints events as JSON", async () => {
    const lines = (await install({ format: "json" }, true))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.every(({ title }) => title === "deploy")).toBe(true);
    expect(lines.find(({ type }) => type === "hookLog")).toMatchObject({ line: "applied", hook: { name: "migrate" } });
    expect(lines.at(-1)).toMatchObject({
      type: "failed",
      message: expect.stringContaining("timed out after 3s") as never,
      code: "ERR_HELM_WAIT_TIMEOUT",
      details: { resources: [{ kind: "Deployment", name: "web" }] },
    });
  });

  test.concurrent("prints groups and annotations for GitHub Actions", async () => {
    const lines = (await install({ format: "github" }, true)).trimEnd().split("\n");
    expect(lines[0]).toBe("::group::deploy");
    expect(lines).toContain("::endgroup::");
    expect(lines).not.toContain("deploy");
    expect(lines.at(-1)).toMatch(
      /^::error title=deploy failed::InstallError: timed out.*%0Acode: ERR_HELM_WAIT_TIMEOUT/,
    );
  });

  test.concurrent("returns the result, and says of it what is wanted", async () => {
    await using fixture = await Fixture.make();
    using shop = chart();
    const output = new Pipe();
    await fixture.helm.releases.install("shop", shop.path);
    const all = await watch(fixture.helm.releases.list(), {
      output,
      summary: (releases) => `${releases.length} releases`,
    });
    expect(all).toHaveLength(1);
    expect(output.text).toMatch(/^✓ helm .* 1 releases$/m);
  });

  test.concurrent("succeeds where what is said of the result throws, which is thrown", async () => {
    await using fixture = await Fixture.make();
    const output = new Pipe();
    const wrong = new Error("no such field");
    const summary = (): string => {
      throw wrong;
    };
    expect(await failureOf(watch(fixture.helm.releases.list(), { output, summary }))).toBe(wrong);
    expect(output.text).toMatch(/^✓ helm .* done$/m);
  });

  test.concurrent("is silent between events without a heartbeat", async () => {
    const text = await install({ heartbeat: 0 }, true);
    expect(text).not.toContain("still");
  });

  test.concurrent("throws the error of the operation", async () => {
    await using fixture = await Fixture.make();
    const output = new Pipe();
    const getting = fixture.helm.releases.get("none");
    const error = await failureOf(watch(getting, { output }));
    expect(error).toBe(await failureOf(getting));
  });
});

test("report prints what an error knows, in colours if they are wanted", async () => {
  await using fixture = await Fixture.make();
  const error = await failureOf(fixture.helm.releases.get("none"));
  expect(report(error, { color: false })).toBe((error as { report(): string }).report());
  expect(report(error, { color: true })).toStartWith("\x1b[31mReleaseError: ");
  expect(report(new TypeError("other"), { color: false })).toContain("TypeError: other");
});

test("watch prints a line for each event in a pipe, without colours", async () => {
  const text = await install({});
  expect(`\n${text.split("\n").map(steady).join("\n")}`).toMatchSnapshot();
  expect(text).not.toContain("\x1b");
});
